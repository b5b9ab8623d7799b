"""The quotes of a scalar put around it or taken away; what it says stays the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.compose import scalars
from dflint.compose.rendering import manner_of
from dflint.source import Edit

if TYPE_CHECKING:
    from dflint.compose.nodes import Node

# What may not stand at the start of a plain scalar, or in one of a sequence in brackets.
_INDICATORS = frozenset("!&*?|>@`%#{}[],\"'-:")


def quote(node: Node) -> Edit | None:
    """Put quotes around a plain scalar of one line, those that the file uses mostly. None where that cannot be done."""
    text = node.source.slice(node.span)
    if not node.is_scalar or node.style != "plain" or node.shared or node.tag is not None or text != node.text:
        return None
    mark = manner_of(node).quote
    if not text or "\n" in text or mark in text or (mark == '"' and "\\" in text):
        return None
    return Edit(node.source.path, node.span, f"{mark}{text}{mark}")


def unquote(node: Node) -> Edit | None:
    """Take the quotes of a scalar away. None where it would then say something else."""
    if not node.is_scalar or node.style not in ("single", "double") or node.shared or node.tag is not None:
        return None
    text = node.text
    if node.source.slice(node.span)[1:-1] != text or not _may_be_plain(text):
        return None
    if not _is_item_of_block(node) and any(mark in text for mark in "{}[],"):
        return None
    return Edit(node.source.path, node.span, text)


def _is_item_of_block(node: Node) -> bool:
    """Whether the scalar stands alone behind the dash of its line, so that it is not in brackets."""
    source = node.source
    line = source.line_span(source.row(node.span.start))
    return source.text[line.start : node.span.start].strip(" ") == "-"


def _may_be_plain(text: str) -> bool:
    if not text or text != text.strip() or text[0] in _INDICATORS or not text.isprintable():
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    return scalars.resolve(text, "plain", None) == text
