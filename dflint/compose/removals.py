"""Entries taken out of a block mapping of a compose file, with the comment that belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.source import BYTE_ORDER_MARK, Edit, Source, Span

if TYPE_CHECKING:
    from dflint.compose.nodes import Node

__all__ = ["remove_entry"]


def remove_entry(mapping: Node, key: str, with_comment: bool = False) -> Edit | None:
    """Take the entry `key` out of `mapping`, with the lines that it fills and the comment behind it.

    `with_comment` says that the lines of comment directly above it speak of it alone, and go with it. None where the
    mapping is in braces or shared, where other parts of the file refer to the value, or where the entry is the only one.
    """
    entries = mapping.entries
    entry = next((entry for entry in entries if entry.key == key), None)
    if entry is None or len(entries) < 2 or mapping.style != "block" or mapping.shared or entry.node.shared:
        return None
    source = entry.node.source
    if source is not mapping.source or _holds_anchor(entry.node):
        return None
    first = source.row(entry.key_span.start)
    line = source.line_span(first)
    if source.text[line.start : entry.key_span.start].lstrip(BYTE_ORDER_MARK).strip(" "):
        return None
    last = _last_row(source, entry.node, first)
    if with_comment:
        first = _first_comment_row(source, first, source.position(entry.key_span.start).column)
    return _without_rows(source, first, last)


def _holds_anchor(node: Node) -> bool:
    """Whether something in the value has an anchor, which the rest of the file may refer to."""
    if node.anchor is not None:
        return True
    children = [child.value for child in node.written.children]
    while children:
        written = children.pop()
        if written.anchor is not None:
            return True
        children.extend(child.value for child in written.children)
    return False


def _last_row(source: Source, node: Node, first: int) -> int:
    end = node.alias_span.end if node.alias_span is not None else node.written.end
    if node.written.style == "block" and node.written.children:
        end = _end_of_block(node)
    return max(first, source.row(max(end - 1, 0)))


def _end_of_block(node: Node) -> int:
    written = node.written
    while written.style == "block" and written.children:
        last = written.children[-1]
        if last.alias is not None:
            return last.alias.end
        key_end = last.key.end if last.key is not None else written.start
        written = last.value
        if written.end < key_end:
            return key_end
    return written.end


def _first_comment_row(source: Source, row: int, column: int) -> int:
    """The first of the lines of comment that stand directly above `row`, as far in as it is."""
    first = row
    while first > 1:
        line = source.line(first - 1)
        if not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) != column - 1:
            break
        first -= 1
    return first


def _without_rows(source: Source, first: int, last: int) -> Edit:
    """Take the rows out; of the empty lines around them those of one side are left."""
    start = source.line_starts[first - 1]
    if start == 0 and source.text.startswith(BYTE_ORDER_MARK):
        start = len(BYTE_ORDER_MARK)
    count = len(source.line_starts)
    is_at_start = first == 1 or not source.line(first - 1).strip()
    following = last + 1
    while is_at_start and following <= count and not source.line(following).strip():
        following += 1
    if following <= count:
        return Edit(source.path, Span(start, source.line_starts[following - 1]), "")
    # The last lines of the file: what stands above them keeps its line end.
    previous = first - 1
    while previous > 1 and not source.line(previous).strip():
        previous -= 1
    if previous < 1:
        return Edit(source.path, Span(start, len(source.text)), "")
    tail = source.newline if source.text.endswith("\n") else ""
    return Edit(source.path, Span(source.line_span(previous).end, len(source.text)), tail)
