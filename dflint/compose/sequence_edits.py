"""An item put at the end of a sequence of a compose file, in the file's own manner."""

from __future__ import annotations

from dflint.compose.edits import insert_into
from dflint.compose.nodes import Node
from dflint.compose.rendering import Inline, Value, column, flow_text, manner_of
from dflint.source import Edit, Span

__all__ = ["append_to"]


def append_to(holder: Node, key: str, item: Value) -> Edit | None:
    """Put `item` at the end of the sequence at `key` of the mapping `holder`; the sequence is made if there is none.

    None if the value is something else than a sequence, or if the text is shared, tagged ``!reset``, or cannot be
    edited for another reason.
    """
    sequence = holder.get(key)
    if sequence is None or sequence.is_null:
        return insert_into(holder, [key], [item] if holder.style == "block" else Inline([item]))
    if not sequence.is_sequence or sequence.shared or sequence.is_reset or holder.shared:
        return None
    if not sequence.elements:
        return None
    return _append_in_brackets(sequence, item) if sequence.style == "flow" else _append_line(sequence, item)


def _append_in_brackets(sequence: Node, item: Value) -> Edit | None:
    last = sequence.elements[-1]
    end = last.alias_span.end if last.alias_span is not None else last.span.end
    rest = sequence.source.text[end : sequence.span.end]
    text = flow_text(item, manner_of(sequence))
    if rest.lstrip().startswith(","):
        end += rest.index(",") + 1
        return Edit(sequence.source.path, Span(end, end), f" {text},")
    return Edit(sequence.source.path, Span(end, end), f", {text}")


def _append_line(sequence: Node, item: Value) -> Edit | None:
    """A line behind the one in which the last item ends."""
    source = sequence.source
    last = sequence.elements[-1]
    if last.style in ("literal", "folded") or not isinstance(item, str):
        return None
    end = _end(last)
    line = source.line_span(source.row(max(end - 1, 0)))
    indentation = " " * column(source, sequence.span.start)
    text = f"{source.newline}{indentation}- {flow_text(item, manner_of(sequence))}"
    return Edit(source.path, Span(line.end, line.end), text)


def _end(node: Node) -> int:
    """Where the text of `node` ends."""
    if node.alias_span is not None:
        return node.alias_span.end
    children = [*node.elements, *(entry.node for entry in node.entries)]
    if node.style != "block" or not children:
        return node.span.end
    return max(_end(child) for child in children)
