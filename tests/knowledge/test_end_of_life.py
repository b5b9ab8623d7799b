"""The table of ends of life."""

from __future__ import annotations

import re

import pytest

from dflint.knowledge import end_of_life


def test_the_table_holds_together() -> None:
    assert set(end_of_life.END_OF_LIFE) == set(end_of_life.SOURCES) == set(end_of_life.NAMES)
    days = [day for versions in end_of_life.END_OF_LIFE.values() for day in versions.values()]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in [*days, *end_of_life.EXTENDED_SUPPORT.values()])
    for (product, version), day in end_of_life.EXTENDED_SUPPORT.items():
        assert day > end_of_life.END_OF_LIFE[product][version]


def test_the_day_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    assert end_of_life.today() >= end_of_life.VERIFIED
    monkeypatch.setattr(end_of_life, "today", lambda: "2027-10-31")
    assert not end_of_life.is_over(end_of_life.end_of_life("python", "3.11"))
    monkeypatch.setattr(end_of_life, "today", lambda: "2027-11-01")
    assert end_of_life.is_over(end_of_life.end_of_life("python", "3.11"))
    assert not end_of_life.is_over(end_of_life.end_of_life("python", "4.0"))
