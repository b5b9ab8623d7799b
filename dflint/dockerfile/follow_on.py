"""Which problems of a Dockerfile only follow from another one?

Where a quote, a heredoc or a backslash at the end of a line is missing, each line of the text behind it is taken for an
instruction.
"""

from __future__ import annotations

from collections.abc import Iterator

from dflint.dockerfile.instructions import Dockerfile, Instruction, Unknown
from dflint.dockerfile.lexer import Problem


def first_problems(dockerfile: Dockerfile) -> Iterator[Problem]:
    """The problems of the file. Of an unknown instruction and the faulty ones right behind it, the first says all."""
    hidden: set[Problem] = set()
    merged: dict[Problem, Problem] = {}
    for run in _runs(dockerfile):
        first = run[0].problems[0]
        hidden.update(problem for instruction in run for problem in instruction.problems)
        hidden.discard(first)
        count = len(run) - 1
        lines = "1 more line" if count == 1 else f"{count} more lines"
        merged[first] = first._replace(message=f"{first.message} (and {lines})")
    for problem in dockerfile.problems:
        if problem not in hidden:
            yield merged.get(problem, problem)


def _runs(dockerfile: Dockerfile) -> Iterator[list[Instruction]]:
    """The unknown instructions, each with the faulty ones behind it, if there are any."""
    run: list[Instruction] = []
    for instruction in dockerfile.instructions:
        if (run or isinstance(instruction, Unknown)) and instruction.problems:
            run.append(instruction)
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run
