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

    def render_statistics(self, report: Report, style: Style) -> str:
        """How often each rule found something."""


_MODULES = {"full": "full", "concise": "concise", "json": "json_array"}


def format_named(name: str) -> Format:
    """The format that is called `name` in the configuration and on the command line."""
    module: Format = import_module(f"{__name__}.{_MODULES[name]}")
    return module
