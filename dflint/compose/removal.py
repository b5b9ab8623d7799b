"""Entries and items taken out of a compose file, with the lines or the commas that belong to them.

All of them are None where the text cannot be edited for one place of the model alone, or where nothing would be left
behind that Compose reads the same: the last entry of a mapping takes its key with it, so the holder of that is asked.
"""

from __future__ import annotations

from dflint.compose.edits import last_leaf
from dflint.compose.nodes import Node, WrittenEntry
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Edit, Source, Span

__all__ = ["remove_entry", "remove_item", "rename_key"]

_REST_OF_LINE = lazy_pattern(r"[ \t]*(?:#.*)?")


def remove_entry(holder: Node, key: str) -> Edit | None:
    """Take `key` with its value out of the mapping `holder`. None if it is the only entry there."""
    if not holder.is_mapping:
        return None
    return _remove(holder, [index for index, child in enumerate(holder.written.children) if _is_key(child, key)])


def remove_item(sequence: Node, item: Node) -> Edit | None:
    """Take `item` out of `sequence`. None if it is the only one there."""
    if not sequence.is_sequence:
        return None
    return _remove(
        sequence, [index for index, one in enumerate(sequence.written.children) if one.value is item.written]
    )


def rename_key(node: Node, name: str) -> Edit | None:
    """Give the value `node` another key. None where other places share it, or where the key is no plain word."""
    source, span = node.source, node.key_span
    if node.shared or span is None or source.slice(span) != node.key:
        return None
    # The value is part of the edit, since it is read as something else afterwards.
    end = max(span.end, last_leaf(node.written).end)
    return Edit(source.path, Span(span.start, end), name + source.text[span.end : end])


def _is_key(entry: WrittenEntry, key: str) -> bool:
    return entry.key is not None and not entry.is_merge and entry.key.text == key


def _remove(holder: Node, indexes: list[int]) -> Edit | None:
    children = holder.written.children
    if holder.shared or holder.is_reset or len(indexes) != 1 or len(children) < 2:
        return None
    index = indexes[0]
    if children[index].value.anchor is not None and children[index].alias is None:
        # Something else may refer to it.
        return None
    return _remove_between_commas(holder, index) if holder.style == "flow" else _remove_lines(holder, index)


def _start(holder: Node, index: int) -> int:
    """Where the text of a child begins: its key, or the dash of its line."""
    child = holder.written.children[index]
    if child.key is not None:
        return child.key.start
    if child.alias is not None:
        return child.alias.start
    return child.value.start


def _end(child: WrittenEntry) -> int:
    return child.alias.end if child.alias is not None else child.value.end


def _remove_lines(holder: Node, index: int) -> Edit | None:
    """The lines of a child; of the first one of a mapping in a list only what stands behind the dash."""
    source, child = holder.source, holder.written.children[index]
    start = _start(holder, index)
    row = source.row(start)
    line = source.line_span(row)
    before = source.text[line.start : start].lstrip("\ufeff")
    end = child.alias.end if child.alias is not None else last_leaf(child.value).end
    if before.strip(" ") != ("" if holder.is_mapping else "-"):
        return _remove_behind_dash(holder, start) if holder.is_mapping and index == 0 else None
    previous = last_leaf(holder.written.children[index - 1].value) if index else None
    if previous is not None and previous.style in ("literal", "folded"):
        # Empty lines and comments behind the child would become part of it.
        return None
    last = source.line_span(source.row(max(end - 1, start)))
    if _REST_OF_LINE.fullmatch(source.text, min(end, last.end), last.end) is None:
        return None
    following = _next_line(source, last)
    if following > last.end:
        return Edit(source.path, Span(line.start, following), "")
    if previous is None:
        return None
    # The file ends without a line break, and so it does afterwards.
    return Edit(source.path, Span(source.line_span(row - 1).end, last.end), "")


def _next_line(source: Source, line: Span) -> int:
    row = source.row(line.start)
    return source.line_starts[row] if row < len(source.line_starts) else line.end


def _remove_behind_dash(holder: Node, start: int) -> Edit | None:
    """Let the second entry of a mapping take the place of the first one, behind the dash."""
    source = holder.source
    second = _start(holder, 1)
    between = source.text[_end(holder.written.children[0]) : second]
    if "#" in between or holder.written.children[0].value.style in ("literal", "folded"):
        return None
    return Edit(source.path, Span(start, second), "")


def _remove_between_commas(holder: Node, index: int) -> Edit | None:
    """A child of braces or brackets with the comma behind it, or the one before it where it is the last."""
    source, children = holder.source, holder.written.children
    start = _start(holder, index)
    if index + 1 < len(children):
        span = Span(start, _start(holder, index + 1))
    else:
        span = Span(_end(children[index - 1]), _end(children[index]))
    return None if "#" in source.slice(span) or "\n" in source.slice(span) else Edit(source.path, span, "")
