"""A Dockerfile that stands in a compose file, as a source of its own whose places and edits are those of the file."""

from __future__ import annotations

from collections.abc import Mapping

from dflint.compose.interpolation import interpolate_mapped
from dflint.compose.nodes import Node
from dflint.source import MappedText, Source, Span


class InlineText(MappedText):
    """The text of a scalar with its variables replaced, into which other text can be written.

    In a literal scalar (``|``) lines can be written as they are. In double quotes they are escaped; in other styles
    only what needs neither quoting nor folding can be written. A dollar sign is doubled, since Compose would take a
    single one for a variable.
    """

    def __init__(self, node: Node, environment: Mapping[str, str | None]) -> None:
        text = interpolate_mapped(node.mapped, environment)
        super().__init__(text.source, text.text, text.segments, node.written.block_end)
        self._node = node

    def replacement(self, span: Span, content: str) -> tuple[Span, str] | None:
        """What to replace in the compose file so that `content` stands at `span`; None if it cannot be written."""
        content = content.replace("$", "$$")
        if self._node.shared or not self.is_verbatim(span.start, span.end):
            return None
        if self._node.style == "literal":
            return super().replacement(span, content) if self.text else None
        written = _WRITERS[self._node.style](content)
        return (self.span(span.start, span.end), written) if written is not None else None


def _in_double_quotes(content: str) -> str | None:
    return content.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")


def _in_one_line(content: str) -> str | None:
    """What reads the same in plain, single quoted and folded scalars."""
    is_plain = content == content.strip() and not any(character in content for character in "\n\t'\":#,[]{}")
    return content if content and is_plain else None


_WRITERS = {
    "double": _in_double_quotes,
    "single": _in_one_line,
    "plain": _in_one_line,
    "folded": _in_one_line,
}


def inline_source(node: Node, environment: Mapping[str, str | None]) -> Source:
    """The Dockerfile that the scalar `node` holds (``dockerfile_inline``), embedded in the compose file.

    A variable of Compose whose value is not known stays in the text as it is written.
    """
    text = InlineText(node, environment)
    return Source(node.source.path, text.text, embedded_in=text)
