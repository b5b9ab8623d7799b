"""Where was it configured? Origins of keys, and errors that point at them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

ARGUMENT = "--config"
COMMAND_LINE = "command line"


class ConfigurationError(Exception):
    """The configuration is wrong at `row` (1-based; None: the file as a whole) of the file or argument `path`."""

    def __init__(self, message: str, path: str, row: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.row = row


class Origin(NamedTuple):
    """Where configuration was written: the file at `path`, the `ARGUMENT` of ``--config``, or other options of a call.

    `table` leads to it in `text`. Patterns and paths in it are relative to `folder`.
    """

    path: str
    folder: str
    text: str = ""
    table: tuple[str, ...] = ()

    @property
    def is_file(self) -> bool:
        """Whether this is a file."""
        return self.path not in (ARGUMENT, COMMAND_LINE)

    def row(self, *keys: str) -> int | None:
        """The 1-based row of the key that the path `keys` leads to, if this is a text."""
        return None if self.path == COMMAND_LINE else _row_of(self.text, (*self.table, *keys))

    def error(self, message: str, *keys: str, word: str | None = None) -> ConfigurationError:
        """An error at the key that the path `keys` leads to, or at the first `word` in quotes from there on."""
        row = self.row(*keys)
        if row is None:
            return ConfigurationError(message, f"--{keys[0]}")
        if word is not None:
            lines = self.text.split("\n")
            row = next((at for at in range(row, len(lines) + 1) if _quotes(lines[at - 1], word)), row)
        return ConfigurationError(message, self.path, row)


class Written(NamedTuple):
    """Where a value was written: at the path `keys` of `origin`."""

    origin: Origin
    keys: tuple[str, ...]

    @property
    def row(self) -> int | None:
        """The 1-based row, if it stands in a text."""
        return self.origin.row(*self.keys)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that somebody who wrote `word` may have meant, or None."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(words), n=1)), None)


def did_you_mean(suggestion: str | None) -> str:
    """The end of a message about a word that is not known."""
    return f"; did you mean `{suggestion}`?" if suggestion else ""


def _quotes(line: str, word: str) -> bool:
    return f'"{word}"' in line or f"'{word}'" in line


def _row_of(text: str, keys: Sequence[str]) -> int:
    """The 1-based row at which the TOML `text` writes the key at the path `keys`, or the nearest one above it.

    The parser gives no places, so this looks for the line. It is only used to point at a mistake.
    """
    import re

    part = re.compile(r'"[^"]*"|\'[^\']*\'|[\w-]+')
    table: tuple[str, ...] = ()
    best_row, best_length = 1, 0
    for row, line in enumerate(text.split("\n"), start=1):
        key, equals, _ = line.partition("=")
        is_header = line.lstrip().startswith("[")
        if not is_header and not equals:
            continue
        written = tuple(word.strip("\"'") for word in part.findall(line.partition("#")[0] if is_header else key))
        path = written if is_header else (*table, *written)
        if is_header:
            table = written
        length = 0
        while length < min(len(path), len(keys)) and path[length] == keys[length]:
            length += 1
        if length > best_length:
            best_row, best_length = row, length
    return best_row
