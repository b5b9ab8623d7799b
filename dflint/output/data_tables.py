"""The tables of facts that the rules draw on: each with its date, its sources and its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import Enum
from importlib import import_module
from importlib.resources import files
from types import ModuleType
from typing import Any, NamedTuple

from dflint.lazy_pattern import LazyPattern, lazy_pattern

ROOM = "dflint.knowledge"

_URL = lazy_pattern(r"https://[^\s\"'`<>{},)]+")
_OF_THE_TABLE = frozenset({"VERIFIED", "SOURCE", "SOURCES"})


class DataTable(NamedTuple):
    """A table. `data` has, by the name of each part, what is in it, as JSON can hold it."""

    name: str
    summary: str
    verified: str
    sources: tuple[str, ...]
    data: dict[str, Any]

    def as_object(self) -> dict[str, Any]:
        """The table as an object for programs."""
        return self._asdict()


def names() -> list[str]:
    """The names of the tables."""
    entries = sorted(entry.name for entry in files(ROOM).iterdir() if entry.name.endswith(".py"))
    modules = {name: _module(name) for entry in entries if (name := entry.removesuffix(".py")) != "__init__"}
    return [name for name, module in modules.items() if hasattr(module, "VERIFIED") and _data(module)]


def table(name: str) -> DataTable:
    """The table `name`."""
    module = _module(name)
    summary = (module.__doc__ or "").strip().partition("\n")[0]
    return DataTable(name, summary, module.VERIFIED, _sources(name, module), _data(module))


def listing(tables: list[DataTable]) -> str:
    """A line for each of `tables`."""
    width = max(len(one.name) for one in tables)
    return "".join(f"{one.name:<{width}}  {one.verified}  {one.summary}\n" for one in tables)


def page(one: DataTable) -> str:
    """The whole of a table, as a text."""
    lines = [f"{one.name}: {one.summary}", f"Looked at on {one.verified}."]
    lines += ["Sources:", *(f"  {source}" for source in one.sources)] if one.sources else []
    for name, part in one.data.items():
        lines += ["", f"{name}:"]
        if isinstance(part, dict):
            lines += [f"  {key}: {_text(value)}" for key, value in part.items()]
        elif isinstance(part, list):
            lines += [f"  {_text(value)}" for value in part]
        else:
            lines.append(f"  {_text(part)}")
    return "\n".join(lines) + "\n"


def _module(name: str) -> ModuleType:
    return import_module(f"{ROOM}.{name}")


def _sources(name: str, module: ModuleType) -> tuple[str, ...]:
    """What the module names as its sources: in a constant, and the addresses in its text."""
    stated: list[str] = []
    for constant in (getattr(module, "SOURCE", ()), getattr(module, "SOURCES", ())):
        values = [constant] if isinstance(constant, str) else constant
        stated += values.values() if isinstance(values, Mapping) else values
    text = (files(ROOM) / f"{name}.py").read_text(encoding="utf-8")
    found = (match[0].rstrip(".;:") for match in _URL.finditer(text))
    return tuple(dict.fromkeys([*stated, *found]))


def _data(module: ModuleType) -> dict[str, Any]:
    """What the module's constants hold. A single text or number is not data but a word of the module's own."""
    return {
        name: _plain(value)
        for name, value in vars(module).items()
        if name.isupper()
        and not name.startswith("_")
        and name not in _OF_THE_TABLE
        and not isinstance(value, (str, int, float, Enum, re.Pattern, LazyPattern))
    }


def _plain(value: Any) -> Any:
    """`value` as JSON can hold it."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, AbstractSet):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(item) for name, item in value._asdict().items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, (re.Pattern, LazyPattern)):
        return value.pattern
    fields = getattr(value, "__dict__", None)
    return {name.lstrip("_"): _plain(item) for name, item in fields.items()} if fields else str(value)


def _key(key: Any) -> str:
    return " ".join(str(part) for part in key) if isinstance(key, tuple) else str(_plain(key))


def _text(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_text(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value) if value else "none"
    return "unknown" if value is None else str(value)
