"""Moving an instruction below another one, with the comments that belong to it, the rest being left as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dflint.dockerfile.instructions import Dockerfile, Instruction
from dflint.source import Edit, Source, Span


def moved_below(
    dockerfile: Dockerfile, moved: Instruction, target: Instruction, lines: Sequence[str], before: Instruction
) -> tuple[Edit | None, ...]:
    """The edits that put `moved` below `target`, which stands further down, and `lines` above `before`.

    `before` is `moved` itself, for lines in its place, or one of those that follow it, up to `target`. Comments
    directly above an instruction belong to it. The blank lines that followed `moved` go with it, and stand above it
    then. An edit is None where it cannot be written.
    """
    source = dockerfile.source
    text = source.text
    start, end = _start(dockerfile, moved), source.line_span(moved.end_row).end
    following = _next_text(text, end)
    block, gap = text[start:end], text[end:following]
    indentation = text[source.line_starts[moved.start_row - 1] : moved.span.start]
    added = "".join(indentation + line + source.newline for line in lines)
    place = start if before is moved else _start(dockerfile, before)
    target_end = source.line_span(target.end_row).end
    below = source.edit(Span(target_end, target_end), gap + block)
    if place in (start, following):
        return (*_replaced(source, Span(start, following), added), below)
    above = (source.edit(Span(place, place), added),) if added else ()
    return (*_replaced(source, Span(start, following), ""), *above, below)


def _replaced(source: Source, span: Span, content: str) -> Iterator[Edit | None]:
    """The edits that put `content` in place of the whole lines in `span`: one a line where the text is embedded.

    There the lines stand apart, each behind its indentation.
    """
    if source.embedded_in is None:
        yield source.edit(span, content)
        return
    start = span.start
    while start < span.end:
        end = source.text.find("\n", start, span.end) + 1 or span.end
        yield source.edit(Span(start, end), content)
        start, content = end, ""


def _start(dockerfile: Dockerfile, instruction: Instruction) -> int:
    """The start of the first line of `instruction`, or of the comments directly above it."""
    source = dockerfile.source
    index = instruction.index
    first = dockerfile.instructions[index - 1].end_row + 1 if index else source.row(dockerfile.first_insertable_offset)
    row = instruction.start_row
    while row > first and source.line(row - 1).lstrip().startswith("#"):
        row -= 1
    return source.line_starts[row - 1]


def _next_text(text: str, offset: int) -> int:
    """The start of the first line behind the one that ends at `offset` that is not blank; there is one."""
    start = text.index("\n", offset) + 1
    while not text[start : (end := text.find("\n", start) + 1)].strip() and end:
        start = end
    return start
