"""Where BuildKit refuses an instruction or a file: its line parser, and its instruction parser behind that."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.dockerfile.instructions import Dockerfile, Instruction
from dflint.dockerfile.lexer import Problem


def file_problems(dockerfile: Dockerfile, header_problems: tuple[Problem, ...]) -> Iterator[Problem]:
    """All problems of a file, in the order of their places."""
    yield from header_problems
    for instruction in dockerfile.instructions:
        yield from instruction.problems


def problems(instruction: Instruction) -> Iterator[Problem]:
    """The problems of one instruction."""
    yield from ()
