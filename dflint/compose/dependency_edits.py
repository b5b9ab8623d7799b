"""Edits of ``depends_on``: the condition on which a service waits for another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dflint.compose.edits import insert_into, replace_value
from dflint.compose.nodes import Node
from dflint.compose.rendering import column, flow_text, manner_of
from dflint.source import Edit, Span

_STARTED = "service_started"


def set_condition(holder: Node, name: str, condition: str) -> Sequence[Edit]:
    """Let the service `holder` wait for `name` until `condition`. A list becomes a mapping.

    Nothing where the text is shared, or cannot be edited for another reason.
    """
    node = holder.get("depends_on")
    if node is None or node.shared or node.is_reset or node.tag is not None:
        return ()
    if node.is_mapping:
        edit = _in_mapping(node, name, condition)
        return () if edit is None else (edit,)
    if not node.elements or not all(_is_plain_item(item) for item in node.elements):
        return ()
    conditions = {item.text: condition if item.text == name else _STARTED for item in node.elements}
    if len(conditions) != len(node.elements):
        return ()
    if node.style == "flow":
        return _from_brackets(node, conditions)
    return tuple(_from_lines(node, conditions))


def _is_plain_item(item: Node) -> bool:
    is_simple = item.is_scalar and item.style in ("plain", "single", "double") and item.tag is None
    return is_simple and not item.shared and item.anchor is None and "$" not in item.text


def _in_mapping(node: Node, name: str, condition: str) -> Edit | None:
    value = node.get(name)
    given = value.get("condition") if value is not None else None
    if given is not None and not given.is_null:
        return replace_value(given, condition)
    return insert_into(node, (name, "condition"), condition)


def _from_brackets(node: Node, conditions: dict[str, str]) -> Sequence[Edit]:
    text = node.source.slice(node.span)
    if not text.startswith("[") or "#" in text or "\n" in text:
        return ()
    manner = manner_of(node)
    value = {name: {"condition": condition} for name, condition in conditions.items()}
    return (Edit(node.source.path, node.span, flow_text(value, manner)),)


def _from_lines(node: Node, conditions: dict[str, str]) -> Iterator[Edit]:
    """Each ``- name`` becomes ``name:`` with its condition in the line below; comments stay where they are."""
    source = node.source
    manner = manner_of(node)
    assert node.key_span is not None
    # The dashes may stand below the key itself, where the keys of a mapping must not.
    indentation = max(column(source, node.span.start), column(source, node.key_span.start) + manner.step)
    for item in node.elements:
        line_start = source.text.rfind("\n", 0, item.span.start) + 1
        written = source.slice(item.span)
        rest = source.text[item.span.end : source.line_span(source.row(item.span.start)).end]
        inner = " " * (indentation + manner.step)
        replacement = f"{' ' * indentation}{written}:{rest}{source.newline}{inner}condition: {conditions[item.text]}"
        yield Edit(source.path, Span(line_start, item.span.end + len(rest)), replacement)
