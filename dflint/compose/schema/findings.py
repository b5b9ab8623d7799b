"""What is said about a value: in which words, at which path, and what was meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

Path = tuple[str | int, ...]

_LONGEST_SHOWN = 40
_KINDS = {
    "services": "service",
    "networks": "network",
    "volumes": "volume",
    "secrets": "secret",
    "configs": "config",
    "models": "model",
}


class Finding(NamedTuple):
    """One thing to say about the value at `path`, or about its key.

    `meant` is the key or value that most likely was meant instead. `is_to_be_quoted` says that the value would be right
    in quotes.
    """

    path: Path
    is_about_key: bool
    message: str
    meant: str | None = None
    is_to_be_quoted: bool = False


def subject(path: Path) -> str:
    """What a message calls the value at `path`: by its key, which the reader sees there."""
    if not path:
        return "a compose file"
    last = path[-1]
    if isinstance(last, int):
        return f"an item of {subject(path[:-1])}"
    kind = kind_of(path)
    return f"the {kind} `{shortened(last)}`" if kind is not None else f"`{shortened(last)}`"


def kind_of(path: Path) -> str | None:
    """What is defined at `path`, "service" or "volume"; None below that and elsewhere."""
    return _KINDS.get(str(path[0])) if len(path) == 2 else None


def kind_in(section: str) -> str | None:
    """What a section of the top level defines."""
    return _KINDS.get(section)


def listed(words: Iterable[str]) -> str:
    """``a, b or c``."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def shortened(text: str) -> str:
    """`text` in one line that is not too long for a message."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
