from __future__ import annotations

import pytest

from dflint.output.rule_page import as_object, page, precision_text
from dflint.rules import precision as rule_precision
from dflint.rules.packaging.ml301_unquoted_version_specifier import UnquotedVersionSpecifier as Rule

Figures = tuple[int, int, int, int]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (None, "not met yet"),
        ((1, 1, 0, 0), "few findings so far, 1 of 1 finding right, 0 wrong, 0 arguable"),
        ((9, 8, 1, 0), "few findings so far, 8 of 9 findings right, 1 wrong, 0 arguable"),
        ((30, 29, 0, 1), "29 of 30 findings right, 0 wrong, 1 arguable"),
    ],
)
def test_what_is_said_of_the_figures(figures: Figures | None, expected: str) -> None:
    assert precision_text(figures) == expected


@pytest.mark.parametrize(
    ("table", "said", "for_programs"),
    [
        ({}, "Precision: not met yet", None),
        ({"ML301": (0, 0, 0, 0)}, "Precision: not met yet", None),
        (
            {"ML301": (30, 28, 1, 1)},
            "Precision: 28 of 30 findings right, 1 wrong, 1 arguable (",
            {"read": 30, "right": 28, "wrong": 1, "arguable": 1},
        ),
    ],
)
def test_the_page_prints_the_figures(
    monkeypatch: pytest.MonkeyPatch, table: dict[str, Figures], said: str, for_programs: dict[str, int] | None
) -> None:
    monkeypatch.setattr(rule_precision, "PRECISION", table)
    assert said in page(Rule)
    assert as_object(Rule)["precision"] == for_programs
