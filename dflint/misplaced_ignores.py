"""Which ignore comments of a Dockerfile are none to it? Those at the end of an instruction, or in a script.

In a Dockerfile a comment has a line of its own. What looks like one after an instruction is an argument, or text for
the shell; so is every line of a heredoc. Text that stands in quotes, or in a heredoc that is no script, is left alone:
it may be what somebody wants to write into another file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.dockerfile.instructions import CommandInstruction, Onbuild
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.dockerfile.instructions import Dockerfile, Instruction

_WRITTEN = lazy_pattern(r"(?<![^\s#])#[ \t]*dflint[ \t]*:[ \t]*ignore(?:-file)?[ \t]*=[^\r\n]*", re.IGNORECASE)
_QUOTES = ('"', "'")


def misplaced_ignores(dockerfile: Dockerfile) -> Iterator[tuple[Span, bool]]:
    """Where such comments stand, up to the end of the line, each with whether it is text for the shell."""
    instructions = dockerfile.instructions
    starts = [instruction.span.start for instruction in instructions]
    comment_rows = {dockerfile.source.row(comment.span.start) for comment in dockerfile.comments}
    scripts: dict[int, frozenset[int]] = {}
    for match in _WRITTEN.finditer(dockerfile.source.text):
        index = bisect_right(starts, match.start()) - 1
        if index < 0 or dockerfile.source.row(match.start()) in comment_rows:
            continue
        instruction = _inner(instructions[index])
        span = Span(match.start(), match.end())
        if isinstance(instruction, CommandInstruction):
            if index not in scripts:
                scripts[index] = frozenset(_comments_of_script(instruction))
            if span.start in scripts[index]:
                yield span, True
        elif _is_argument(instruction, span.start):
            yield span, False


def _inner(instruction: Instruction) -> Instruction:
    """What ONBUILD holds, else the instruction itself."""
    while isinstance(instruction, Onbuild):
        instruction = instruction.inner
    return instruction


def _comments_of_script(instruction: CommandInstruction) -> Iterator[int]:
    """Where the comments for the shell start: at the last ``#`` of several."""
    from dflint.shell.run import command_script

    text = instruction.source.text
    for comment in command_script(instruction).comments:
        start = comment.span.start
        while text.startswith("##", start):
            start += 1
        yield start


def _is_argument(instruction: Instruction, start: int) -> bool:
    """Whether what starts at `start` is in the arguments, outside of quotes, and not in a heredoc."""
    for piece in instruction.line.pieces:
        if piece.start <= start < piece.end:
            before = instruction.source.text[piece.start : start]
            return not any(before.count(quote) % 2 for quote in _QUOTES)
    return False
