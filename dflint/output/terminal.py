"""Text that is safe and readable on a terminal: control characters shown as escapes, widths, colours."""

from __future__ import annotations

import re

from dflint.lazy_pattern import lazy_pattern

_SAFE_UNPRINTABLE = frozenset("\t\u00a0\u1680\u202f\u205f\u3000\u200c\u200d" + "".join(map(chr, range(0x2000, 0x200B))))
"""Spaces, and the joiners of emoji and of several scripts: nothing that moves a cursor or hides text."""

TAB = "    "


def printable(text: str) -> str:
    """`text` with every character that could steer a terminal shown as an escape, such as ``\\x1b``.

    That is what Unicode calls control, format (the bidirectional overrides are), surrogate, private or unassigned, and
    line separators. A byte that is not UTF-8 is shown as that byte. Tabs become four spaces.
    """
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    if character == "\t":
        return TAB
    if character in _SAFE_UNPRINTABLE:
        return character
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:  # a byte that surrogateescape has kept
        return f"\\x{number - 0xDC00:02x}"
    return character.encode("ascii", "backslashreplace").decode("ascii") if number > 0x7F else f"\\x{number:02x}"


_COMMAND_ANYWHERE = lazy_pattern(r"#(?=#\w*\[)")
_COMMAND_AT_START = lazy_pattern(r"^(\s*):(?=:)", re.MULTILINE)


def without_commands(text: str) -> str:
    """`text`, of any number of lines, with nothing in it that a CI system takes for a command to itself.

    GitHub's runner obeys a line that starts with ``::`` after blanks, and ``##[`` anywhere in a line; that of Azure
    obeys ``##vso[`` anywhere. One character of these is written as an escape, which is one of JSON too.

    Sources: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs,
    https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands (verified 2026-11-27).
    """
    if "##" in text:
        text = _COMMAND_ANYWHERE.sub(r"\\u0023", text)
    return _COMMAND_AT_START.sub(r"\1\\u003a", text) if "::" in text else text


def width(text: str) -> int:
    """How many columns a terminal takes for `text`, which is printable. Korean and other wide characters take two."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    columns = 0
    for character in text:
        if character < "\u0300":
            columns += 1
        elif category(character) not in ("Mn", "Me", "Cf"):
            columns += 2 if east_asian_width(character) in "WF" else 1
    return columns


class Style:
    """Puts colours around text, or does not. `is_coloured` says which."""

    def __init__(self, is_coloured: bool = False) -> None:
        self.is_coloured = is_coloured

    def bold(self, text: str) -> str:
        """`text` in bold."""
        return self._wrapped(text, "1")

    def dim(self, text: str) -> str:
        """`text` with less contrast."""
        return self._wrapped(text, "2")

    def red(self, text: str) -> str:
        """`text` in bold red: an error."""
        return self._wrapped(text, "1;31")

    def yellow(self, text: str) -> str:
        """`text` in bold yellow: a warning."""
        return self._wrapped(text, "1;33")

    def cyan(self, text: str) -> str:
        """`text` in bold cyan: information."""
        return self._wrapped(text, "1;36")

    def green(self, text: str) -> str:
        """`text` in green: something good or added."""
        return self._wrapped(text, "32")

    def blue(self, text: str) -> str:
        """`text` in bold blue: the frame around source lines."""
        return self._wrapped(text, "1;34")

    def _wrapped(self, text: str, codes: str) -> str:
        return f"\x1b[{codes}m{text}\x1b[0m" if self.is_coloured and text else text


PLAIN = Style()
