"""What fixes change, as a unified diff that ``patch -p0`` takes: bytes of the files as they are."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.output.terminal import TAB, Style, printable
from dflint.source import encode

NO_NEWLINE = "\\ No newline at end of file\n"


def unified_diff(filename: str, before: bytes | None, after: bytes) -> list[str]:
    """The lines of the diff of one file, each with its ending. `before` is None for a new file."""
    from difflib import unified_diff as difference

    old = "/dev/null" if before is None else filename
    lines = difference(_lines(before or b""), _lines(after), old, filename)
    return [ended for line in lines for ended in _ended(line)]


def _lines(data: bytes) -> list[str]:
    """Lines that end in a line feed only: a file may hold characters that Python takes for line ends too."""
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def _ended(line: str) -> Iterator[str]:
    if line.endswith("\n"):
        yield line
    else:
        yield line + "\n"
        yield NO_NEWLINE


def as_bytes(lines: list[str]) -> bytes:
    """The diff for a program: what the files hold is in it unchanged."""
    return encode("".join(lines))


def as_text(lines: list[str], style: Style) -> str:
    """The diff for a terminal: control characters are shown as escapes; a carriage return at the end is left out."""
    return "".join(_coloured(printable(line.rstrip("\r\n").replace("\t", TAB)), style) + "\n" for line in lines)


def _coloured(line: str, style: Style) -> str:
    if line.startswith(("---", "+++")):
        return style.bold(line)
    if line.startswith("@@"):
        return style.cyan(line)
    if line.startswith("+"):
        return style.green(line)
    return style.red(line) if line.startswith("-") else line
