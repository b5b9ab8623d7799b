"""Entries of a mapping, or items of a sequence, put into another order: whole lines, with the comments above them.

Empty lines stay where they are, between the same places in the order. None where something could get lost or change
its meaning: in braces, around comments that belong to no entry, with anchors that would come behind their aliases, and
where the text of an entry is not made of whole lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dflint.compose.edits import last_leaf
from dflint.compose.nodes import Node, Written, WrittenEntry
from dflint.source import Edit, Source, Span

__all__ = ["reorder"]


class _Block(NamedTuple):
    """The rows of an entry, the comments above it among them."""

    first: int
    last: int


def reorder(collection: Node, order: Sequence[int]) -> Edit | None:
    """Put the children of `collection` (as they are written, merge keys among them) into `order`, their indexes."""
    children = collection.written.children
    if (
        collection.shared
        or collection.style != "block"
        or collection.is_reset
        or sorted(order) != [*range(len(children))]
    ):
        return None
    source = collection.source
    if any(_refers(child) for child in children) or "\t" in source.slice(collection.span):
        return None
    if not source.text.endswith("\n") and any(_takes_line_end(source, child) for child in children):
        return None
    blocks = _blocks(source, children)
    if blocks is None or (order[0] != 0 and _is_heading(source, blocks[0])):
        return None
    first = source.line_starts[blocks[0].first - 1]
    end = source.line_span(blocks[-1].last).end
    pieces: list[str] = []
    for position, index in enumerate(order):
        block = blocks[index]
        pieces.append(source.text[source.line_starts[block.first - 1] : source.line_span(block.last).end])
        if position + 1 < len(order):
            # What stands between the blocks at this place: a line end, and empty lines.
            between = Span(
                source.line_span(blocks[position].last).end, source.line_starts[blocks[position + 1].first - 1]
            )
            pieces.append(source.slice(between))
    return Edit(source.path, Span(first, end), "".join(pieces))


def _refers(child: WrittenEntry) -> bool:
    """Whether the entry has an anchor in it that something may refer to."""
    waiting = [child]
    while waiting:
        entry = waiting.pop()
        if entry.alias is not None:
            continue
        if entry.value.anchor is not None and entry.value.is_referenced:
            return True
        waiting.extend(entry.value.children)
    return False


def _takes_line_end(source: Source, child: WrittenEntry) -> bool:
    """Whether the line end behind the entry, which the last line of the file may lack, is part of its value."""
    if child.alias is not None:
        return False
    leaf = last_leaf(child.value)
    return (
        leaf.style in ("literal", "folded") and "-" not in source.text[leaf.start : leaf.start + 3].partition("\n")[0]
    )


def _blocks(source: Source, children: Sequence[WrittenEntry]) -> list[_Block] | None:
    """The rows of the entries, or None where they cannot be told apart."""
    starts = [_start(source, child) for child in children]
    if None in starts:
        return None
    rows = [source.row(start) for start in starts if start is not None]
    indentation = _indentation(source.line(rows[0]))
    blocks: list[_Block] = []
    for index, (child, row) in enumerate(zip(children, rows, strict=True)):
        if _indentation(source.line(row)) != indentation:
            return None
        last = _last_row(source, child, row)
        if last is None or (index + 1 < len(rows) and last >= rows[index + 1]):
            return None
        first = _with_comments(source, row, indentation)
        if blocks and not _is_clear(source, blocks[-1], first, indentation):
            return None
        if blocks:
            blocks[-1] = blocks[-1]._replace(last=_with_deeper_comments(source, blocks[-1].last, first))
        blocks.append(_Block(first, last))
    limit = len(source.line_starts) + 1
    blocks[-1] = blocks[-1]._replace(last=_with_deeper_comments(source, blocks[-1].last, limit, indentation))
    return blocks


def _start(source: Source, child: WrittenEntry) -> int | None:
    """Where the text of the entry starts, if it is the first thing in its line: its key, or its dash."""
    start = child.key.start if child.key is not None else child.alias.start if child.alias else child.value.start
    row = source.row(start)
    before = source.text[source.line_starts[row - 1] : start].lstrip("\ufeff")
    if child.key is None:
        return start if before.strip(" ") == "-" else None
    return start if not before.strip(" ") else None


def _is_heading(source: Source, block: _Block) -> bool:
    """Whether the block starts with the first comment of the file, which may speak of all of it."""
    return source.line(block.first).startswith("#") and not source.text[: source.line_starts[block.first - 1]].strip()


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _last_row(source: Source, child: WrittenEntry, row: int) -> int | None:
    if child.alias is not None:
        return source.row(child.alias.end)
    leaf: Written = last_leaf(child.value)
    if leaf.style in ("literal", "folded") and "+" in source.text[leaf.start : leaf.start + 3]:
        return None
    return max(row, source.row(max(leaf.end - 1, 0)))


def _with_comments(source: Source, row: int, indentation: int) -> int:
    """The first of the rows of comment right above `row`, as far in as it is."""
    while row > 1:
        line = source.line(row - 1)
        if not line.lstrip(" ").startswith("#") or _indentation(line) != indentation:
            break
        row -= 1
    return row


def _is_clear(source: Source, before: _Block, first: int, indentation: int) -> bool:
    """Whether nothing but empty lines, and comments that are further in, stands between two blocks."""
    for row in range(before.last + 1, first):
        line = source.line(row)
        if line.strip() and _indentation(line) <= indentation:
            return False
    return True


def _with_deeper_comments(source: Source, last: int, limit: int, indentation: int = -1) -> int:
    """The last row of comment below a block that is still part of it."""
    end = last
    for row in range(last + 1, limit):
        line = source.line(row)
        if line.strip():
            if not line.lstrip(" ").startswith("#") or _indentation(line) <= indentation:
                break
            end = row
    return end
