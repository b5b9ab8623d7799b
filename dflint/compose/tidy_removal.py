"""Entries taken out of a mapping with what stands around them: their comment, and empty lines that would be doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.compose.removal import remove_entry
from dflint.source import BYTE_ORDER_MARK, Edit, Source, Span

if TYPE_CHECKING:
    from dflint.compose.nodes import Node


def remove_tidily(holder: Node, key: str, with_comment: bool = False) -> Edit | None:
    """Take `key` with its value out of the mapping `holder`. None if that cannot be done, or if it is the only entry.

    `with_comment` says that the lines of comment directly above it speak of it alone, and go with it. Of the empty
    lines around it those of one side are left.
    """
    edit = remove_entry(holder, key)
    entry = next((entry for entry in holder.entries if entry.key == key), None)
    if edit is None or entry is None or holder.style == "flow" or edit.content:
        return edit
    source = holder.source
    first = source.row(entry.key_span.start)
    last = source.row(max(edit.span.end - 1, entry.key_span.start))
    if source.text[_line_start(source, first) : entry.key_span.start].strip(" "):
        return edit
    if with_comment:
        first = _first_comment_row(source, first, source.position(entry.key_span.start).column - 1)
    return _without_rows(source, first, last)


def _first_comment_row(source: Source, row: int, indentation: int) -> int:
    """The first of the lines of comment that stand directly above `row`, as far in as it is."""
    while row > 1:
        line = source.line(row - 1)
        comment = line.lstrip(" ")
        if not comment.startswith("#") or len(line) - len(comment) != indentation:
            break
        row -= 1
    return row


def _without_rows(source: Source, first: int, last: int) -> Edit:
    start = _line_start(source, first)
    count = len(source.line_starts)
    following = last + 1
    if first == 1 or _is_empty(source, first - 1):
        while following <= count and _is_empty(source, following):
            following += 1
    if following <= count and source.line_starts[following - 1] < len(source.text):
        return Edit(source.path, Span(start, source.line_starts[following - 1]), "")
    # Nothing comes behind: the file ends as it did, in a line break or without one.
    previous = first - 1
    while previous > 1 and _is_empty(source, previous):
        previous -= 1
    if previous < 1:
        return Edit(source.path, Span(start, len(source.text)), "")
    ending = source.newline if source.text.endswith("\n") else ""
    return Edit(source.path, Span(source.line_span(previous).end, len(source.text)), ending)


def _line_start(source: Source, row: int) -> int:
    start = source.line_starts[row - 1]
    return len(BYTE_ORDER_MARK) if start == 0 and source.text.startswith(BYTE_ORDER_MARK) else start


def _is_empty(source: Source, row: int) -> bool:
    return not source.line(row).strip()
