"""Reads TOML with the library of Python or, before Python 3.11, its forerunner."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

Table = Mapping[str, Any]


def load_toml(text: str) -> Table:
    """The table of a TOML text. Raises `ValueError`, and `RecursionError` where it is nested too deeply."""
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    table: Table = toml.loads(text.removeprefix("\ufeff"))
    return table
