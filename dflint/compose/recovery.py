"""Where a compose file is not YAML: the service, or the top-level key, that has to be left out to read the rest."""

from __future__ import annotations

import re

from dflint.compose.graph import BreakOff
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Span

_LINE = lazy_pattern(r"[^\r\n]+")


def broken_block(text: str, break_off: BreakOff) -> Span | None:
    """The lines of the service or top-level key in which `text` breaks off; None where nothing can be left out."""
    if not break_off.columns:
        return None
    column = break_off.columns[-1]
    start = text.rfind("\n", 0, break_off.offset) + 1
    first = start
    while first > 0 and _indentation(text, first) > column:
        first = text.rfind("\n", 0, first - 1) + 1
    indentation = _indentation(text, first)
    if indentation == column:
        start = first
    elif indentation in break_off.columns:
        column = indentation
    end = _block_end(text, start, column)
    is_left_out = all(line.lstrip(" ").startswith("#") for line in text[start:end].splitlines() if line.strip())
    return None if is_left_out else Span(start, end)


def without_block(text: str, block: Span) -> str:
    """`text` with comments of the same length in place of the lines of `block`."""
    column = _indentation(text, block.start)

    def comment(line: re.Match[str]) -> str:
        width = len(line.group())
        return " " * min(column, width) + "#" * (width - column)

    return text[: block.start] + _LINE.sub(comment, text[block.start : block.end]) + text[block.end :]


def _indentation(text: str, line_start: int) -> int:
    """The blanks that the line starts with; more than any line has for a line without content."""
    end = line_start
    while text.startswith((" ", "\t"), end):
        end += 1
    return len(text) if text.startswith(("\n", "\r", "#"), end) or end == len(text) else end - line_start


def _block_end(text: str, start: int, column: int) -> int:
    """Where the lines end that belong to the line at `start`: those behind it that are further in than `column`.

    Comments and empty lines behind the last of them are not among them.
    """
    end = position = _next_line(text, start)
    while position < len(text):
        indentation = _indentation(text, position)
        if indentation <= column:
            break
        position = _next_line(text, position)
        if indentation < len(text):
            end = position
    return end


def _next_line(text: str, start: int) -> int:
    line_feed = text.find("\n", start)
    return line_feed + 1 if line_feed >= 0 else len(text)
