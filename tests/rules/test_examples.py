"""Each rule's own examples: the bad one is found, fixing it gives the good one, and the good one is silent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dflint.diagnostics import Applicability
from dflint.rules.registry import rule_files
from dflint.rules.rule import Rule, Tree

RULES = tuple(file.load() for file in rule_files())
by_code = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)

Lay = Callable[[Tree], Any]


def test_there_are_rules() -> None:
    assert len(RULES) >= 24
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("file", rule_files(), ids=lambda file: file.code)
def test_the_file_name_says_code_and_name(file: Any) -> None:
    rule = file.load()
    assert (rule.code, rule.name) == (file.code, file.name)


@by_code
def test_a_rule_explains_itself(rule: type[Rule]) -> None:
    lines = (rule.__doc__ or "").strip().splitlines()
    assert lines[0].endswith(".")
    assert len(lines) > 2
    assert not lines[1].strip()
    assert rule.bad
    assert rule.good
    assert rule.sources or rule.code.startswith("DF")


@by_code
def test_bad_is_found_and_good_is_silent(rule: type[Rule], lay: Lay, tmp_path: Path) -> None:
    assert [one.code for one in lay(rule.bad).run(rule.code).diagnostics]
    good = tmp_path / "good"
    good.mkdir()
    checker = lay(rule.bad)
    checker.folder = good
    checker.lay_out(rule.good)
    (good / ".git").mkdir(exist_ok=True)
    assert not checker.run(rule.code).diagnostics


@by_code
def test_findings_point_at_words(rule: type[Rule], lay: Lay) -> None:
    for one in lay(rule.bad).run(rule.code).diagnostics:
        source, span = one.source.resolve(one.span)
        assert 0 <= span.start <= span.end <= len(source.text)
        assert one.message
        assert one.severity <= rule.severity
        if one.fix is not None:
            assert rule.fixes is not None
            assert one.fix.applicability <= rule.fixes


@by_code
def test_fixing_bad_gives_good(rule: type[Rule], lay: Lay) -> None:
    if rule.fixes is None:
        pytest.skip("the rule has no fix")
    checker = lay(rule.bad)
    if rule.fixes is Applicability.UNSAFE:
        before = checker.tree()
        checker.fix(rule.code, allowed=Applicability.SAFE)
        assert checker.tree() == before, "an unsafe fix was applied without being asked for"
    assert checker.fix(rule.code, allowed=rule.fixes) == []
    after = checker.tree()
    assert after == checker.expected(rule.good)
    checker.fix(rule.code, allowed=rule.fixes)
    assert checker.tree() == after, "a second run changes the result"
