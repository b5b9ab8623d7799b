"""Where a compose file is not YAML: the service, or the top-level key, that has to be left out to read the rest."""

from __future__ import annotations

import re

from dflint.compose.graph import BreakOff
from dflint.source import Span

_LINE = re.compile(r"[^\r\n]+")


def broken_block(text: str, break_off: BreakOff) -> Span | None:
    """The lines of the service or top-level key in which `text` breaks off; None where nothing can be left out."""
    if break_off.column is None:
        return None
    start = text.rfind("\n", 0, break_off.span.start) + 1
    first = start
    while first > 0 and _indentation(text, first) > break_off.column:
        first = text.rfind("\n", 0, first - 1) + 1
    if _indentation(text, first) == break_off.column:
        start = first
    end = _block_end(text, start)
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


def _block_end(text: str, start: int) -> int:
    """Where the lines end that belong to the line at `start`: those behind it that are empty or further in."""
    indentation = _indentation(text, start)
    end = _next_line(text, start)
    while end < len(text) and _indentation(text, end) > indentation:
        end = _next_line(text, end)
    return end


def _next_line(text: str, start: int) -> int:
    line_feed = text.find("\n", start)
    return line_feed + 1 if line_feed >= 0 else len(text)
