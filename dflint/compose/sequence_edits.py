"""Items put at the end of a sequence of a compose file, in the file's own manner."""

from __future__ import annotations

from collections.abc import Sequence

from dflint.compose.edits import insert_into
from dflint.compose.nodes import Node
from dflint.compose.rendering import Inline, column, flow_text, manner_of
from dflint.source import Edit, Span

__all__ = ["append_to"]


def append_to(holder: Node, key: str, items: Sequence[str]) -> Edit | None:
    """Put `items` at the end of the sequence at `key` of the mapping `holder`; the sequence is made if there is none.

    None if the value is something else than a sequence, or if the text is shared, tagged ``!reset``, or cannot be
    edited for another reason.
    """
    sequence = holder.get(key)
    if sequence is None:
        return insert_into(holder, [key], list(items) if holder.style == "block" else Inline(items))
    if not sequence.elements or sequence.shared or sequence.is_reset:
        return None
    return _append_in_brackets(sequence, items) if sequence.style == "flow" else _append_lines(sequence, items)


def _append_in_brackets(sequence: Node, items: Sequence[str]) -> Edit:
    last = sequence.elements[-1]
    end = last.alias_span.end if last.alias_span is not None else last.span.end
    rest = sequence.source.text[end : sequence.span.end]
    manner = manner_of(sequence)
    texts = ", ".join(flow_text(item, manner) for item in items)
    if rest.lstrip().startswith(","):
        end += rest.index(",") + 1
        return Edit(sequence.source.path, Span(end, end), f" {texts},")
    return Edit(sequence.source.path, Span(end, end), f", {texts}")


def _append_lines(sequence: Node, items: Sequence[str]) -> Edit | None:
    """Lines behind the one in which the last item ends."""
    source = sequence.source
    last = sequence.elements[-1]
    if last.style in ("literal", "folded"):
        return None
    row = source.row(max(_end(last) - 1, 0))
    indentation = " " * column(source, sequence.span.start)
    manner = manner_of(sequence)
    text = "".join(f"{source.newline}{indentation}- {flow_text(item, manner)}" for item in items)
    return Edit(source.path, Span(source.line_span(row).end, source.line_span(row).end), text)


def _end(node: Node) -> int:
    """Where the text of `node` ends."""
    if node.alias_span is not None:
        return node.alias_span.end
    children = [*node.elements, *(entry.node for entry in node.entries)]
    if node.style != "block" or not children:
        return node.span.end
    return max(_end(child) for child in children)
