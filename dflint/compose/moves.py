"""A value moved to another key of a compose file, its text as it stands there."""

from __future__ import annotations

from dflint.compose.edits import last_leaf
from dflint.compose.nodes import Node
from dflint.compose.removal import remove_entry, rename_key
from dflint.compose.rendering import column
from dflint.source import Edit, Source, Span

__all__ = ["move_to_sibling"]


def move_to_sibling(parent: Node, old: str, new: str, key: str) -> tuple[Edit, ...]:
    """Move `key` of the mapping at `old` of `parent` to the mapping at `new`; () where that cannot be done.

    Its lines stay as they are, with their comments. Where there is no `new` yet, `old` is renamed if it has nothing
    else, or the lines get `new` as their head if they are its last.
    """
    holder, target = parent.get(old), parent.get(new)
    value = holder.get(key) if holder is not None else None
    if holder is None or value is None or value.key_span is None or value.shared:
        return ()
    if target is None and len(holder.written.children) == 1:
        return _if_any(rename_key(holder, new))
    if any(mapping.style != "block" or mapping.shared for mapping in (parent, holder, target) if mapping is not None):
        return ()
    source = holder.source
    first = source.line_span(source.row(value.key_span.start))
    if source.text[first.start : value.key_span.start].strip(" "):
        return ()
    if target is None:
        return _headed(holder, value, first, new)
    if target.get(key) is not None or column(source, target.span.start) != column(source, holder.span.start):
        return ()
    removal = remove_entry(parent, old) if len(holder.written.children) == 1 else remove_entry(holder, key)
    if removal is None:
        return ()
    start = source.line_span(source.row(target.span.start)).start
    lines = source.slice(_lines(source, first, value)) + source.newline
    return (Edit(source.path, Span(start, start), lines), removal)


def _if_any(edit: Edit | None) -> tuple[Edit, ...]:
    return () if edit is None else (edit,)


def _headed(holder: Node, value: Node, first: Span, new: str) -> tuple[Edit, ...]:
    """Put the key `new` over the lines of `value`, which go behind the other ones of `holder`."""
    source = holder.source
    if holder.key_span is None or value.key is None:
        return ()
    span = _lines(source, first, value)
    text = f"{' ' * column(source, holder.key_span.start)}{new}:{source.newline}{source.slice(span)}"
    if holder.written.children[-1].value is value.written:
        # The lines are part of the edit, since they are read as something else afterwards.
        return (Edit(source.path, span, text),)
    leaf, removal = last_leaf(holder.written), remove_entry(holder, value.key)
    if removal is None or leaf.style in ("literal", "folded"):
        return ()
    end = source.line_span(source.row(leaf.end)).end
    return (removal, Edit(source.path, Span(end, end), source.newline + text))


def _lines(source: Source, first: Span, value: Node) -> Span:
    """From the line `first` to the end of the last line of `value`, without the line break."""
    row = source.row(max(last_leaf(value.written).end - 1, first.start))
    return Span(first.start, source.line_span(row).end)
