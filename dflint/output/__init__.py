"""How is it told? Findings as text for people and as JSON for programs; each format is imported when it is chosen."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol

from dflint.output.report import Report
from dflint.output.terminal import Style


class Format(Protocol):
    """A module of this package that writes a report."""

    def render(self, report: Report, style: Style) -> str:
        """What is said about `report`: lines that each end in a line feed, or nothing."""


class StatisticsFormat(Format, Protocol):
    """A module that also writes how often each rule found something."""

    def render_statistics(self, report: Report, style: Style) -> str:
        """How often each rule found something."""


LOG_FORMATS = frozenset(("full", "concise", "grouped", "github"))
"""Formats made of lines that other lines may stand before and after; every other one is a document of its own."""

STATISTICS_FORMATS = frozenset(("full", "concise", "grouped", "json", "json-lines"))
"""Formats that can say how often each rule found something: `StatisticsFormat`."""

_MODULES = {"json": "json_array", "json-lines": "json_lines"}
"""The modules of formats that are not called as the format is."""


def format_named(name: str) -> Format:
    """The format that is called `name` in the configuration and on the command line."""
    module: Format = import_module(f"{__name__}.{_MODULES.get(name, name)}")
    return module


def statistics_format_named(name: str) -> StatisticsFormat:
    """The format that is called `name`, one of `STATISTICS_FORMATS`."""
    module: StatisticsFormat = import_module(f"{__name__}.{_MODULES.get(name, name)}")
    return module
