"""Edits of a compose file that leave everything else as it is: blocks put in, values replaced.

All of them are None where the text cannot be edited for one place of the model alone: in what an alias or a merge key
shares, in flow mappings that are not written in braces, behind tabs.
"""

from __future__ import annotations

from collections.abc import Sequence

from dflint.compose.nodes import Node, Written
from dflint.compose.rendering import Manner, Quoted, Value, block_lines, column, flow_text, item_lines, manner_of
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Edit, Source, Span

__all__ = ["insert_into", "last_leaf", "replace_entry", "replace_value"]

# A line break to YAML, but not to `Source`.
_LONE_CARRIAGE_RETURN = lazy_pattern(r"\r(?!\n)")


def insert_into(node: Node, path: Sequence[str], value: Value) -> Edit | None:
    """Put `value` at `path` below the mapping `node`, in the file's own manner.

    Keys of the path that are there are kept and written into; the rest is added behind the last entry of the mapping
    that lacks it. None if there is a value at `path` already, if a key on the way holds something else than a mapping,
    or if the text is shared. ``$`` in `value` is written as it is: Compose takes it for a variable.
    """
    if not path or not node.is_mapping or _LONE_CARRIAGE_RETURN.search(node.source.text) is not None:
        return None
    holder = node
    for index, key in enumerate(path):
        if holder.shared or holder.is_reset:
            return None
        entry = next((entry for entry in holder.entries if entry.key == key), None)
        if entry is None:
            return _insert_entry(holder, key, _nested(path[index + 1 :], value))
        if index + 1 == len(path):
            return None
        if _is_empty(entry.node):
            return _fill(entry.node, path[index + 1], _nested(path[index + 2 :], value), manner_of(holder))
        if not entry.node.is_mapping:
            return None
        holder = entry.node
    return None


def replace_value(node: Node, value: Value) -> Edit | None:
    """Put `value` in place of the value of `node`, in the style that it has. None if that cannot be done."""
    if node.shared or node.style in ("literal", "folded") or node.is_mapping:
        return None
    manner = manner_of(node)
    if node.is_sequence and node.style == "block":
        if isinstance(value, str) or not isinstance(value, Sequence) or not value or _has_tab_before(node):
            return None
        lines = item_lines(value, column(node.source, node.span.start), manner)
        lines[0] = lines[0].lstrip(" ")
        return Edit(node.source.path, node.span, node.source.newline.join(lines))
    if node.style in ("single", "double"):
        manner = manner._replace(quote="'" if node.style == "single" else '"')
        if isinstance(value, str):
            value = Quoted(value)
    text = flow_text(value, manner)
    return Edit(node.source.path, node.span, f" {text}" if node.span.start == node.span.end else text)


def replace_entry(holder: Node, key: str, path: Sequence[str], value: Value) -> Edit | None:
    """Put `value` at `path` in place of `key` and its value, a scalar in one line. None if that cannot be done.

    What is behind it in the line, a comment, goes with it.
    """
    node = holder.get(key)
    if node is None or node.key_span is None or node.shared or not node.is_scalar or node.anchor or node.tag:
        return None
    source, manner = node.source, manner_of(holder)
    if holder.style == "flow":
        is_json = source.text.startswith('"', node.key_span.start)
        text = flow_text(
            {path[0]: _nested(path[1:], value)}, manner._replace(quote='"') if is_json else manner, is_json
        )
        return Edit(source.path, Span(node.key_span.start, node.span.end), text[1:-1])
    line = source.line_span(source.row(node.key_span.start))
    before = source.text[line.start : node.key_span.start].lstrip("\ufeff")
    if before.strip(" ") or node.span.end > line.end:
        return None
    lines = block_lines(path[0], _nested(path[1:], value), len(before), manner)
    return Edit(source.path, Span(node.key_span.start, line.end), source.newline.join(lines).lstrip(" "))


def _nested(path: Sequence[str], value: Value) -> Value:
    for key in reversed(path):
        value = {key: value}
    return value


def _is_empty(node: Node) -> bool:
    """Whether there is no text between a key and the next one: ``deploy:`` with nothing behind it."""
    return node.is_scalar and node.span.start == node.span.end and node.tag is None and node.anchor is None


def _insert_entry(holder: Node, key: str, value: Value) -> Edit | None:
    manner = manner_of(holder)
    if holder.style == "flow":
        return _insert_in_braces(holder, key, value, manner)
    if not holder.written.children or _has_tab_before(holder):
        return None
    indentation = column(holder.source, holder.span.start)
    lines = block_lines(key, value, indentation, manner)
    leaf = last_leaf(holder.written)
    if leaf.block_end == len(holder.source.text) and not _may_be_followed(holder.source, leaf):
        return None
    return _insert_lines(holder.source, leaf, indentation, lines)


def _fill(node: Node, key: str, value: Value, manner: Manner) -> Edit | None:
    """Give the key of `node`, whose value is empty, the mapping ``key: value``."""
    if node.shared or node.key_span is None or node.source.text[node.span.start - 1 : node.span.start] != ":":
        return None
    source = node.source
    line_start = source.text.rfind("\n", 0, node.key_span.start) + 1
    before = source.text[line_start : node.key_span.start].lstrip("\ufeff")
    if before.strip(" -"):
        # The key stands behind something else in its line: in braces, or behind a tab.
        return None
    outer = len(before)
    lines = block_lines(key, value, outer + manner.step, manner)
    return _insert_lines(source, node.written, outer + 1, lines)


def last_leaf(written: Written) -> Written:
    """What is written last in a collection: a scalar, an alias (as a scalar at its place) or something in brackets."""
    while written.style == "block" and written.children:
        last = written.children[-1]
        if last.alias is not None:
            return Written("scalar", last.alias, "plain", None, None)
        written = last.value
    return written


def _insert_lines(source: Source, leaf: Written, indentation: int, lines: list[str]) -> Edit:
    """Put `lines` behind the line in which `leaf` ends, and behind the comments below it that are as far in."""
    newline = source.newline
    text = newline.join(lines)
    if leaf.block_end > leaf.end and _keeps_empty_lines(source, leaf):
        # Empty lines behind `|+` are part of the value.
        end = leaf.block_end
        is_line_start = source.text[end - 1] in "\r\n"
        return Edit(source.path, Span(end, end), text + newline if is_line_start else newline + text)
    row = source.row(leaf.end)
    while row < len(source.line_starts):
        following = source.line(row + 1)
        comment = following.lstrip(" ")
        if not comment.startswith("#") or len(following) - len(comment) < indentation:
            break
        row += 1
    end = source.line_span(row).end
    return Edit(source.path, Span(end, end), newline + text)


def _indicators(source: Source, leaf: Written) -> str:
    """The first characters of a literal or folded scalar, among which ``+`` and ``-`` are indicators."""
    return source.text[leaf.start : leaf.start + 3].partition("\n")[0] if leaf.style in ("literal", "folded") else ""


def _keeps_empty_lines(source: Source, leaf: Written) -> bool:
    return "+" in _indicators(source, leaf)


def _may_be_followed(source: Source, leaf: Written) -> bool:
    """Whether a line behind `leaf`, the last of the file, leaves it as it is: the line break may become part of it."""
    return leaf.style not in ("literal", "folded") or source.text.endswith("\n") or "-" in _indicators(source, leaf)


def _has_tab_before(node: Node) -> bool:
    line_start = node.source.text.rfind("\n", 0, node.span.start) + 1
    return "\t" in node.source.text[line_start : node.span.start]


def _insert_in_braces(holder: Node, key: str, value: Value, manner: Manner) -> Edit | None:
    """Put an entry behind the last one of a mapping in braces, before or behind the comma that may be there."""
    source = holder.source
    if not source.text.startswith("{", holder.span.start):
        return None
    quotes_all = all(entry.key is not None and entry.key.style == "double" for entry in holder.written.children)
    is_json = quotes_all and bool(holder.written.children)
    entry_text = flow_text({key: value}, manner._replace(quote='"') if is_json else manner, is_json)[1:-1]
    if not holder.written.children:
        start = holder.span.start + 1
        return Edit(source.path, Span(start, start), entry_text)
    last = holder.written.children[-1]
    end = last.alias.end if last.alias is not None else last.value.end
    rest = source.text[end : holder.span.end]
    if rest.lstrip().startswith(","):
        end += rest.index(",") + 1
        return Edit(source.path, Span(end, end), f" {entry_text},")
    return Edit(source.path, Span(end, end), f", {entry_text}")
