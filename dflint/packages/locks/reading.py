"""Reads a lock file, of whichever tool it is."""

from __future__ import annotations

from importlib import import_module

from dflint.lazy_pattern import lazy_pattern
from dflint.packages.locks.model import Lock, LockReader, Table
from dflint.packages.toml import load_toml
from dflint.source import Source

MOST_BYTES = 16 << 20
"""A lock file that is larger is not read."""

_READERS = {"uv.lock": "uv", "poetry.lock": "poetry", "pdm.lock": "pdm", "Pipfile.lock": "pipenv"}
_PYLOCK = lazy_pattern(r"pylock(\.[^.]+)?\.toml")
_HASHES = lazy_pattern(r', hash = "[a-z0-9]+:[0-9a-f]+"|, size = \d+(?=[,} ])|, upload-time = "[0-9TZ:.+-]+"')
"""What is two thirds of a lock file, and says nothing of which packages are installed."""


def tool_of_lock(name: str) -> str | None:
    """The tool whose lock file is called `name`; None if none is."""
    if name in _READERS:
        return _READERS[name]
    return "pip" if _PYLOCK.fullmatch(name) else None


def read_lock(source: Source, tool: str) -> Lock:
    """What the lock file `source` of `tool` says. Never raises: `Lock.problem` says why it could not be read."""
    lock = Lock(source, tool)
    try:
        read: LockReader = import_module(f"dflint.packages.locks.{tool}").read
        read(lock, _load(source, tool))
    except (ValueError, RecursionError) as error:
        lock.problem = str(error) or "cannot be read"
        lock.packages.clear()
    return lock


def _load(source: Source, tool: str) -> Table:
    if tool != "pipenv":
        return load_toml(_HASHES.sub("", source.text))
    import json

    loaded = json.loads(source.text.removeprefix("\ufeff"))
    if not isinstance(loaded, dict):
        raise ValueError("not an object")
    return loaded
