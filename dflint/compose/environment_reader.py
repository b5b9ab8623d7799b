"""Reading Compose's environment files.

Source: dotenv/parser.go of https://github.com/compose-spec/compose-go (2026-07-21): ``NAME=value`` or ``NAME: value``
with ``export`` before it or not; values bare (up to `` #``), in single quotes (as they are) or in double quotes (with
escapes), the latter two over several lines; variables of earlier lines are replaced except in single quotes.
"""

from __future__ import annotations

import re

from dflint.compose.environment_file import EnvironmentFile, Variable
from dflint.compose.interpolation import interpolate
from dflint.compose.values import Environment
from dflint.lazy_pattern import lazy_pattern
from dflint.source import BYTE_ORDER_MARK, Source, Span

_SPACE = " \t\v\f\r\x85\xa0"
_BETWEEN = lazy_pattern(r"(?:\s+|#[^\n]*)*")
_EXPORT = lazy_pattern(rf"export[{_SPACE}]+")
_NAME = lazy_pattern(rf"(?P<name>[\w.\-\[\]{_SPACE}]*)(?P<separator>[=:\n]|\Z)")
_BARE = lazy_pattern(r"[^\n]*")
_QUOTED = {
    "'": lazy_pattern(r"'((?:[^'\\]|\\.)*)'", re.DOTALL),
    '"': lazy_pattern(r'"((?:[^"\\]|\\.)*)"', re.DOTALL),
}
_ESCAPE = lazy_pattern(r"\\(?:([abcfnrtv$\"\\])|0(\d{0,3}))")
_ESCAPES = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "$": "$$",
    '"': '"',
    "\\": "\\",
}


class Scope(dict[str, "str | None"]):
    """Variables, behind those of `outer`, which count before them."""

    def __init__(self, outer: Environment) -> None:
        super().__init__()
        self._outer = outer

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._outer

    def get(self, name: str, default: object = None) -> str | None:
        """The value; of a variable that nobody sets, what `outer` says of it."""
        is_own = name not in self._outer and super().__contains__(name)
        return self[name] if is_own else self._outer.get(name)


def read_raw_environment_file(source: Source) -> EnvironmentFile:
    """The variables of `source`, of the format ``raw``: each line is NAME=value, and the value is as it stands."""
    found: list[Variable] = []
    for row in range(1, len(source.line_starts) + 1):
        span = source.line_span(row)
        line = source.slice(span)
        start = span.start + len(line) - len(line.lstrip())
        name, equals, value = source.text[start : span.end].partition("=")
        if equals and not name.startswith("#"):
            name_span = Span(start, start + len(name))
            found.append(Variable(name, name_span, value, Span(name_span.end + 1, span.end)))
    return EnvironmentFile(tuple(found), None)


def read_environment_file(source: Source, outer: Environment | None = None) -> EnvironmentFile:
    """The variables of `source`, up to the first line that Compose would refuse. Never raises.

    `outer` are variables that are known already; they count before those of the file where a value names one.
    """
    text = source.text
    found: list[Variable] = []
    values: dict[str, str | None] = {} if outer is None else Scope(outer)
    position = 1 if text.startswith(BYTE_ORDER_MARK) else 0
    while True:
        position = _skip(_BETWEEN, text, position)
        if position >= len(text):
            return EnvironmentFile(tuple(found), None)
        start = _skip(_EXPORT, text, position)
        match = _NAME.match(text, start)
        name = match["name"].rstrip() if match is not None else ""
        if match is None or " " in name:
            return EnvironmentFile(tuple(found), (_line_from(text, start), "this is no NAME=value"))
        name_span = Span(start, start + len(name))
        value: str | None = None
        value_span = Span(match.end("name"), match.end("name"))
        position = match.end()
        if match["separator"] in ("=", ":"):
            position = _skip(_BLANKS, text, position)
            read = _value(text, position)
            if read is None:
                return EnvironmentFile(tuple(found), (_line_from(text, position), "the quoted value does not end"))
            raw, interpolates, value_span = read
            value = interpolate(raw, values).value if interpolates else raw
            position = value_span.end
        values[name] = value
        found.append(Variable(name, name_span, value, value_span))


_BLANKS = lazy_pattern(rf"[{_SPACE}]*")


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match is not None else position


def _line_from(text: str, start: int) -> Span:
    end = text.find("\n", start)
    return Span(start, len(text[start : end if end >= 0 else len(text)].rstrip()) + start)


def _value(text: str, start: int) -> tuple[str, bool, Span] | None:
    """The value at `start`, whether variables in it are replaced, and its span; None for a quote that does not end."""
    quote = text[start : start + 1]
    if quote not in _QUOTED:
        end = _skip(_BARE, text, start)
        value = text[start:end].split(" #", 1)[0].rstrip()
        return value, True, Span(start, end)
    match = _QUOTED[quote].match(text, start)
    if match is None:
        return None
    value = match[1].replace("\\" + quote, quote)
    if quote == '"':
        value = _ESCAPE.sub(_unescaped, value)
    return value, quote == '"', Span(match.start(), match.end())


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is not None:
        return _ESCAPES.get(match[1], match[0])
    digits = match[2]
    return chr(int(digits, 8)) if len(digits) == 3 and digits.isascii() and max(digits) < "8" else match[0]
