"""Commands in compose files, as shell text that is mapped to the file: ``command``, ``entrypoint``, health checks.

A list of arguments is written as the shell would have to read it, so that one parser serves both forms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dflint.compose.interpolation import interpolate_mapped, interpolated_pieces
from dflint.compose.nodes import Node
from dflint.compose.values import Environment
from dflint.lazy_pattern import lazy_pattern
from dflint.source import MappedText, Segment, Span

_BARE = lazy_pattern(r"[A-Za-z0-9_@%+=:,./-]+")
_QUOTED_OR_NEWLINE = lazy_pattern(r"""'[^']*'|"(?:\\.|[^"\\])*"|\\.|\n""", re.DOTALL)


def command_text(node: Node | None, environment: Environment) -> MappedText | None:
    """The command that `node` gives, a text or a list, as shell text; None if there is none.

    Compose splits a text into words itself, at white space: a newline ends a word there, and not the command.
    """
    if node is None:
        return None
    if node.is_sequence:
        return arguments_text(node.elements, environment)
    text = shell_text(node, environment)
    return None if text is None else _on_one_line(text)


def shell_text(node: Node, environment: Environment) -> MappedText | None:
    """The text that `node` gives, which a shell reads as it is; None if there is none.

    A variable whose value is not known stays as it is written, which the shell takes for one of its own.
    """
    return interpolate_mapped(node.mapped, environment) if node.is_scalar and not node.is_null else None


def _on_one_line(text: MappedText) -> MappedText:
    """`text` with a space for each newline that is neither quoted nor escaped."""
    if "\n" not in text.text:
        return text
    line = _QUOTED_OR_NEWLINE.sub(lambda found: " " if found[0] == "\n" else found[0], text.text)
    return MappedText(text.source, line, text.segments, text.offset(len(text.text)))


def arguments_text(nodes: Sequence[Node], environment: Environment) -> MappedText | None:
    """The arguments `nodes` as one line of shell text; None if there are none."""
    arguments = [node for node in nodes if node.is_scalar]
    if not arguments:
        return None
    line = _Line(arguments[0])
    for index, argument in enumerate(arguments):
        if index:
            line.add(" ", argument.span.start, argument.span.start)
        _add_argument(line, argument, environment)
    return line.mapped()


class _Line:
    """Shell text in the making."""

    def __init__(self, first: Node) -> None:
        self._source = first.source
        self._end = first.span.end
        self._pieces: list[str] = []
        self._segments: list[Segment] = []
        self._length = 0

    def add(self, text: str, start: int, end: int) -> None:
        """Add `text`, which the characters of the source from `start` to `end` stand for."""
        self._segments.append(Segment(self._length, len(text), start, end))
        self._pieces.append(text)
        self._length += len(text)

    def copy(self, text: MappedText) -> None:
        """Add a text that is mapped already."""
        for segment in text.segments:
            self._segments.append(segment._replace(start=segment.start + self._length))
        self._pieces.append(text.text)
        self._length += len(text.text)

    def mapped(self) -> MappedText:
        return MappedText(self._source, "".join(self._pieces), self._segments, self._end)


def _add_argument(line: _Line, node: Node, environment: Environment) -> None:
    mapped = node.mapped
    if not mapped.text:
        line.add("''", node.span.start, node.span.end)
    for piece in interpolated_pieces(mapped.text, environment):
        if piece.text is None:
            _add_quoted(line, mapped.sliced(piece.start, piece.end), '"')
        elif _BARE.fullmatch(piece.text) is not None:
            line.copy(_replaced(mapped, piece.start, piece.end, piece.text))
        elif piece.text:
            _add_quoted(line, _replaced(mapped, piece.start, piece.end, piece.text), "'")


def _replaced(mapped: MappedText, start: int, end: int, text: str) -> MappedText:
    if mapped.text[start:end] == text:
        return mapped.sliced(start, end)
    span = mapped.span(start, end)
    return MappedText(mapped.source, text, [Segment(0, len(text), *span)], span.end)


def _add_quoted(line: _Line, text: MappedText, quote: str) -> None:
    whole = text.span(0, len(text.text))
    line.add(quote, whole.start, whole.start)
    position = 0
    while quote == "'" and (found := text.text.find("'", position)) >= 0:
        line.copy(text.sliced(position, found))
        place: Span = text.span(found, found + 1)
        line.add("'\\''", place.start, place.end)
        position = found + 1
    line.copy(text.sliced(position, len(text.text)))
    line.add(quote, whole.end, whole.end)
