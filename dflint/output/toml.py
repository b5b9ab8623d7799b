"""Values as TOML writes them, in letters that no terminal obeys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dflint.lazy_pattern import lazy_pattern

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_BARE_KEY = lazy_pattern(r"[A-Za-z0-9_-]+")


def toml(value: Any) -> str:
    """A string, a whole number, a flag, a list or a table in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(map(_escaped, value)) + '"'
    if isinstance(value, Mapping):
        items = ", ".join(f"{key_of(key)} = {toml(item)}" for key, item in value.items())
        return f"{{ {items} }}" if items else "{}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(toml, value)) + "]"
    return str(value)


def key_of(key: str) -> str:
    """`key`, in quotes where it needs them."""
    return key if _BARE_KEY.fullmatch(key) else toml(key)


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
