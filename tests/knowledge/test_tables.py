from __future__ import annotations

import datetime
from importlib import import_module
from importlib.resources import files

import pytest

from dflint.output import data_tables

WITHOUT_DATA = frozenset({"__init__", "option_grammar"})
"""What is no table of facts of the world: rules of a notation, and what the project measured itself."""

MODULES = sorted(
    name
    for entry in files(data_tables.ROOM).iterdir()
    if entry.name.endswith(".py") and (name := entry.name.removesuffix(".py")) not in WITHOUT_DATA
)


@pytest.mark.parametrize("name", MODULES)
def test_every_table_says_when_it_was_looked_at(name: str) -> None:
    verified = import_module(f"{data_tables.ROOM}.{name}").VERIFIED
    assert datetime.date(2026, 1, 1) <= datetime.date.fromisoformat(verified) <= datetime.date(2036, 1, 1)


@pytest.mark.parametrize("name", data_tables.names())
def test_every_table_says_where_it_can_be_checked(name: str) -> None:
    assert data_tables.table(name).sources


def test_only_what_has_data_is_a_table() -> None:
    assert set(data_tables.names()) <= set(MODULES)
    assert "wheel_windows" in data_tables.names()
    assert "option_grammar" not in data_tables.names()
