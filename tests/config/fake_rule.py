"""A rule as selection, configuration and ignore comments see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class FakeRule(NamedTuple):
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    on: bool = True
    preview: bool = False
    options: Mapping[str, Any] = {}
