"""What do the variables of a compose file stand for?

Compose replaces ``$NAME`` and ``${NAME…}`` in every value, from the shell's environment and the ``.env`` file of the
project. The shell is not known here: a variable that no file sets has no known value, and a default that would then
apply is what is likely. Source: template/template.go of https://github.com/compose-spec/compose-go (2026-07-21), tried
with ``docker compose config`` 2.40.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dflint.lazy_pattern import lazy_pattern
from dflint.source import MappedText

# Defaults inside defaults that are followed; what is deeper is not known.
_MOST_LEVELS = 20

_VARIABLE = lazy_pattern(r"\$(?:(?P<escape>\$)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<braced>\{))")
_BRACED_NAME = lazy_pattern(r"([A-Za-z_][A-Za-z0-9_]*)(:?[-+?]|(?=\}))")


class Interpolated(NamedTuple):
    """The outcome of an interpolation.

    `value` is None where it depends on a variable whose value is not known, or where Compose would refuse the text.
    `is_default` says that the value holds only as long as the shell does not set one of the variables: a default was
    taken, or an alternative (``${NAME:+…}``) was not. `variables` are the names that were looked up, in order.
    """

    value: str | None
    is_default: bool
    variables: tuple[str, ...]


class Piece(NamedTuple):
    """A part of a text: `text` stands for its characters from `start` to `end`; None is not known."""

    start: int
    end: int
    text: str | None


def interpolate(text: str, environment: Mapping[str, str | None]) -> Interpolated:
    """`text` with its variables replaced from `environment`, which maps to None what is set to something unknown."""
    if "$" not in text:
        return Interpolated(text, False, ())
    reading = _Reading(environment)
    pieces = reading.pieces(text, 0)
    if pieces is None or any(piece.text is None for piece in pieces):
        return Interpolated(None, False, tuple(reading.variables))
    return Interpolated("".join(piece.text or "" for piece in pieces), reading.is_default, tuple(reading.variables))


def interpolated_pieces(text: str, environment: Mapping[str, str | None]) -> tuple[Piece, ...]:
    """`text` in pieces, those between the variables as they are; one unknown piece where Compose refuses the text."""
    if "$" not in text:
        return (Piece(0, len(text), text),) if text else ()
    pieces = _Reading(environment).pieces(text, 0)
    return tuple(pieces) if pieces is not None else (Piece(0, len(text), None),)


def interpolate_mapped(text: MappedText, environment: Mapping[str, str | None]) -> MappedText:
    """`text` with its variables replaced, still mapped to the file.

    What is not known stays as it is written, ``${NAME}``, which in a shell or in a Dockerfile is a variable too.
    """
    if "$" not in text.text:
        return text
    result: list[str] = []
    parts: list[tuple[int, int, int]] = []
    for piece in interpolated_pieces(text.text, environment):
        content = text.text[piece.start : piece.end] if piece.text is None else piece.text
        result.append(content)
        parts.append((len(content), piece.start, piece.end))
    return text.derived("".join(result), parts)


def variables(text: str) -> tuple[str, ...]:
    """The names of the variables in `text` that are looked up when none of them is set."""
    return interpolate(text, {}).variables


def refused_at(text: str) -> int | None:
    """Where the variable starts that Compose cannot read, ``${`` without an end or a name; None where there is none."""
    if "${" not in text:
        return None
    reading = _Reading({})
    return reading.refused_at if reading.pieces(text, 0) is None else None


class _Reading:
    """One interpolation: what was looked up, whether a default was taken, and where Compose would refuse the text."""

    def __init__(self, environment: Mapping[str, str | None]) -> None:
        self._environment = environment
        self.variables: list[str] = []
        self.is_default = False
        self.refused_at: int | None = None

    def pieces(self, text: str, level: int) -> list[Piece] | None:
        """The pieces of `text`, or None where Compose refuses it."""
        pieces: list[Piece] = []
        position = 0
        while (match := _VARIABLE.search(text, position)) is not None:
            if match.start() > position:
                pieces.append(Piece(position, match.start(), text[position : match.start()]))
            end = match.end()
            value: str | None
            if match["escape"]:
                value = "$"
            elif match["name"]:
                value = self._value(match["name"])
            else:
                closing = _closing_brace(text, match.start("braced"))
                name = _BRACED_NAME.match(text, end)
                if name is None or closing is None:
                    self.refused_at = match.start()
                    return None
                end = closing + 1
                value = self._braced(name[1], name[2], text[name.end() : closing], level)
            pieces.append(Piece(match.start(), end, value))
            position = end
        if position < len(text):
            pieces.append(Piece(position, len(text), text[position:]))
        return pieces

    def _value(self, name: str) -> str | None:
        self.variables.append(name)
        return self._environment.get(name)

    def _braced(self, name: str, operator: str, argument: str, level: int) -> str | None:
        self.variables.append(name)
        is_set = name in self._environment
        value = self._environment.get(name)
        if not operator or (is_set and value is None):
            return value
        counts = is_set and (value != "" or not operator.startswith(":"))
        if operator.endswith("?"):
            return value if counts else None
        if operator.endswith("-"):
            if counts:
                return value
            self.is_default = self.is_default or not is_set
            return self._argument(argument, level)
        if counts:
            return self._argument(argument, level)
        self.is_default = self.is_default or not is_set
        return ""

    def _argument(self, text: str, level: int) -> str | None:
        pieces = self.pieces(text, level + 1) if level < _MOST_LEVELS else None
        if pieces is None or any(piece.text is None for piece in pieces):
            return None
        return "".join(piece.text or "" for piece in pieces)


_BRACE = lazy_pattern(r"[{}\n]")


def _closing_brace(text: str, opening: int) -> int | None:
    """The brace that closes the one at `opening`; braces in the text between count. They close in the same line."""
    level = 1
    for found in _BRACE.finditer(text, opening + 1):
        if found.group() == "\n":
            return None
        level += 1 if found.group() == "{" else -1
        if level == 0:
            return found.start()
    return None
