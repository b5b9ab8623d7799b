"""The JSON form of an instruction, read as Go's encoding/json reads it, with the place of each element."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from dflint.dockerfile.lexer import WHITE_SPACE
from dflint.lazy_pattern import lazy_pattern


class Element(NamedTuple):
    """A string of the array: `start` and `end` count its quotes in, `value` is what it says."""

    start: int
    end: int
    value: str


_SPACE = " \t\r\n"
_PLAIN = r'[^"\\\x00-\x1f]*'
_STRING = lazy_pattern(rf'"({_PLAIN}(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{{4}}){_PLAIN})*)"[ \t\r\n]*([,\]])[ \t\r\n]*')
_SIMPLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def read_array(text: str, start: int, end: int) -> list[Element] | None:
    """The elements of the array of strings that ``text[start:end]`` is, or None if it is none."""
    position = _skip_opening(text, start, end)
    if position is None:
        return None
    if text[position:end].rstrip(_SPACE) == "]":
        return []
    elements: list[Element] = []
    while match := _STRING.match(text, position, end):
        value = match[1]
        if "\\" in value:
            value = escape_pattern().sub(_decode_escape, value)
        elements.append(Element(match.start(), match.end(1) + 1, value))
        position = match.end()
        if match[2] == "]":
            return elements if position == end else None
    return None


def is_other_array(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]``, which is no array of strings, is an array of something else: BuildKit refuses it."""
    position = _skip_opening(text, start, end)
    if position is None or text[position : position + 1] not in tuple('"[{-0123456789tfn'):
        return False
    if text[start:end].rstrip(_SPACE)[-1:] != "]":
        return False
    import json

    try:
        return isinstance(json.loads(text[start:end].lstrip(WHITE_SPACE), parse_constant=_refuse), list)
    except (ValueError, RecursionError):
        return False


@cache
def escape_pattern() -> re.Pattern[str]:
    """What an escape in a string looks like. The two halves of a surrogate pair are one escape."""
    return re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")


def _decode_escape(match: re.Match[str]) -> str:
    """The character that one escape stands for; a lone half of a surrogate pair is U+FFFD, as in Go."""
    escape = match[0]
    if escape[1] != "u":
        return _SIMPLE.get(escape[1], escape[1])
    code = int(escape[2:6], 16)
    if len(escape) > 6:
        return chr(0x10000 + ((code - 0xD800) << 10) + int(escape[8:], 16) - 0xDC00)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def _skip_opening(text: str, start: int, end: int) -> int | None:
    """Where the first element starts, behind the bracket; None if there is no bracket."""
    while start < end and text[start] in WHITE_SPACE:
        start += 1
    if not text.startswith("[", start, end):
        return None
    start += 1
    while start < end and text[start] in _SPACE:
        start += 1
    return start


def _refuse(constant: str) -> None:
    raise ValueError(constant)
