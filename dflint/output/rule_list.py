"""The list of all rules: a table on a terminal, columns in a pipe, objects for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dflint.rules.rule import Rule


class Row(NamedTuple):
    """What the list says of a rule."""

    code: str
    name: str
    severity: str
    state: str
    fix: str
    summary: str


HEADER = Row("CODE", "NAME", "SEVERITY", "DEFAULT", "FIX", "WHAT IT FINDS")


def state_of(rule: type[Rule]) -> str:
    """What becomes of `rule` where nothing is configured."""
    if rule.preview:
        return "preview"
    return "on" if rule.on else "off"


def rows(rules: Sequence[type[Rule]]) -> list[Row]:
    """A row for each of `rules`."""
    return [
        Row(
            rule.code,
            rule.name,
            rule.severity.label,
            state_of(rule),
            rule.fixes.label if rule.fixes is not None else "",
            rule.summary(),
        )
        for rule in rules
    ]


def columns(rules: Sequence[type[Rule]]) -> str:
    """The list as aligned columns."""
    lines = [HEADER, *rows(rules)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    return "".join(
        "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in lines
    )


def print_table(rules: Sequence[type[Rule]]) -> None:
    """Print the list on a terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(*(title.capitalize() for title in HEADER), box=SIMPLE_HEAD)
    styles = {"error": "bold red", "warning": "yellow", "info": "cyan"}
    for row in rows(rules):
        table.add_row(f"[bold]{row.code}", row.name, f"[{styles[row.severity]}]{row.severity}", *row[3:5], row.summary)
    Console().print(table)
