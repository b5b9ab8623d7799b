"""Where in a Dockerfile can a line be put, or taken away, so that the rest stays as it is?"""

from __future__ import annotations

from collections.abc import Iterator

from dflint.dockerfile.instructions import Dockerfile, Instruction
from dflint.source import Edit, Source, Span


def line_before(dockerfile: Dockerfile, instruction: Instruction, line: str) -> Edit | None:
    """The edit that puts `line` above `instruction` and above the comments that belong to it.

    None where it cannot be written. Nothing is ever put above the parser directives.
    """
    source = dockerfile.source
    row = instruction.start_row
    while row > 1 and source.line(row - 1).lstrip().startswith("#"):
        row -= 1
    offset = max(source.line_starts[row - 1], dockerfile.first_insertable_offset)
    return source.edit(Span(offset, offset), line + source.newline)


def line_after(dockerfile: Dockerfile, instruction: Instruction, line: str) -> Edit | None:
    """The edit that puts `line` below `instruction`; None where it cannot be written."""
    source = dockerfile.source
    end = instruction.span.end
    return source.edit(Span(end, end), source.newline + line)


def without_instruction(source: Source, instruction: Instruction) -> Edit | None:
    """The edit that takes away `instruction` with its line ending; None where it cannot be written."""
    start = source.line_starts[instruction.start_row - 1]
    end = source.line_starts[instruction.end_row] if instruction.end_row < len(source.line_starts) else len(source.text)
    return source.edit(Span(start, end), "")


def comment_above(instruction: Instruction) -> str:
    """The lines of the comment that stands directly above an instruction; "" if none does."""
    source = instruction.source
    row = instruction.start_row
    while row > 1 and source.line(row - 1).lstrip().startswith("#"):
        row -= 1
    return "".join(source.line(one).rstrip("\r\n") + "\n" for one in range(row, instruction.start_row))


def comments_of(source: Source) -> Iterator[str]:
    """The comments of a file that have lines of their own; those that follow each other are one."""
    block = ""
    for line in source.text.splitlines():
        if line.lstrip().startswith("#"):
            block += line.strip().lstrip("#") + "\n"
        elif block:
            yield block
            block = ""
    if block:
        yield block
