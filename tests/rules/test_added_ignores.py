"""What any rule finds can be silenced by a comment, which says nothing else and can be taken away again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dflint.added_ignores import Added, IgnoreAdder
from dflint.diagnostics import Applicability
from dflint.fixer import Fixer, write
from dflint.linter import Linter, Result
from dflint.project.names import kind_of
from dflint.project.project import Project
from dflint.rules.registry import entries
from dflint.rules.rule import Rule, Tree
from dflint.selection import Selectors
from dflint.suppression import Silencer
from dflint.verification import objection
from tests.rules.conftest import Checker

Lay = Callable[[Tree], Checker]

ABOUT_COMMENTS = frozenset(entry.code for entry in entries() if entry.kind == "IgnoreCommentRule")
UNREAD = "DF006"
"""The rule on files that are too large to be read, so that nobody knows where a comment could stand."""

RULES = [entry for entry in entries() if entry.code not in {*ABOUT_COMMENTS, UNREAD}]


def read(path: str) -> bytes | None:
    return Path(path).read_bytes() if os.path.isfile(path) else None


def add(checker: Checker, code: str) -> Added:
    """Add comments for what the rule `code` finds."""
    project = Project(str(checker.folder))
    found = checker.run(code, project=project)
    adder = IgnoreAdder(
        lambda overlay: checker.run(code, overlay=overlay, project=project),
        read,
        project.file,
        ABOUT_COMMENTS,
        "from before",
    )
    added = adder.run(found, found.diagnostics)
    for change in added.changes:
        write(change)
    return added


@pytest.mark.parametrize("code", [entry.code for entry in RULES])
def test_round_trip(code: str, lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = next(rule for rule in Checker(Path()).classes if rule.code == code)
    checker = lay(rule.bad)
    before = checker.tree()
    added = add(checker, code)
    assert added.left == ()
    assert added.silenced != ()
    assert list(checker.run(code).diagnostics) == list(added.remaining.diagnostics) == []
    assert added.comments <= len(added.silenced)
    after = checker.tree()
    assert after.keys() == before.keys()
    for path, content in after.items():
        if content != before[path]:
            assert isinstance(content, bytes)
            lines = [line for line in content.splitlines(keepends=True) if b"dflint: ignore" not in line]
            assert b"".join(lines) == before[path]
    # Were the rule to find nothing, the comments would go as they came.
    assert remove(checker, rule, monkeypatch) == added.comments
    assert checker.tree() == before


@pytest.mark.parametrize("code", [UNREAD, "DF005"])
def test_what_no_comment_can_silence_is_told(code: str, lay: Lay) -> None:
    checker = lay(next(rule for rule in Checker(Path()).classes if rule.code == code).bad)
    added = add(checker, code)
    assert added.changes == ()
    assert [left.diagnostic.code for left in added.left] == [code]
    assert [one.code for one in added.remaining.diagnostics] == [code]


def remove(checker: Checker, rule: type[Rule], monkeypatch: pytest.MonkeyPatch) -> int:
    """Take away the comments of which the rule makes no use any more; how many there were."""
    monkeypatch.setattr(rule, "check", lambda *_: iter(()))
    project = Project(str(checker.folder))
    rules = [one() for one in checker.classes if one.code in ("DF009", rule.code)]

    def check(overlay: dict[str, bytes]) -> Result:
        changed = project.with_overlay(overlay)
        return Linter(changed, rules, None, Silencer(changed.file, Selectors(checker.classes))).run()

    fixer = Fixer(check, read, lambda path: kind_of(os.path.basename(path)) is not None, objection, Applicability.SAFE)
    result = fixer.run()
    assert not result.refused
    for change in result.changes:
        write(change)
    return len(result.applied)
