"""The flags between a keyword and its arguments, as BuildKit's line parser takes them from the line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from dflint.dockerfile.lexer import ASCII_SPACE, WHITE_SPACE, LogicalLine
from dflint.dockerfile.nodes import Flag


def read_flags(line: LogicalLine, start: int, end: int, escape: str) -> tuple[list[Flag], int]:
    """The flags in ``line.text[start:end]``, and where the arguments start.

    A lone ``--`` ends the flags. Quotes and escapes are resolved as BuildKit does it, which is not as a shell does it:
    an escape character works in single quotes too. (A flag with a character whose UTF-8 has a byte 0x85 or 0xA0 is
    torn apart there by BuildKit; here it stays whole.)
    """
    text = line.text
    flags: list[Flag] = []
    while True:
        start = _skip(text, start, end, ASCII_SPACE)
        if not text.startswith("--", start, end):
            return flags, _skip(text, start, end, WHITE_SPACE)
        plain = _plain_flag(escape).match(text, start, end)
        indices: Sequence[int]
        if plain:
            stop = plain.end()
            indices = range(start, stop)
            content = plain[0]
        else:
            indices, stop = _read_quoted(text, start, end, escape)
            content = "".join([text[index] for index in indices])
        if content == "--":
            return flags, _skip(text, stop, end, WHITE_SPACE)
        flags.append(Flag(line, start, stop, escape, content, indices))
        start = stop


def _skip(text: str, start: int, end: int, characters: str) -> int:
    while start < end and text[start] in characters:
        start += 1
    return start


@cache
def _plain_flag(escape: str) -> re.Pattern[str]:
    return re.compile(rf"[^{ASCII_SPACE}'\"{re.escape(escape)}]+(?=[{ASCII_SPACE}]|\Z)")


def _read_quoted(text: str, start: int, end: int, escape: str) -> tuple[list[int], int]:
    indices: list[int] = []
    quote = ""
    position = start
    while position < end:
        character = text[position]
        if not quote and character in ASCII_SPACE:
            break
        if not quote and character in "'\"":
            quote = character
        elif character == quote:
            quote = ""
        elif character == escape:
            # The last character of the line escapes nothing, and is dropped.
            position += 1
            if position < end:
                indices.append(position)
        else:
            indices.append(position)
        position += 1
    return indices, min(position, end)
