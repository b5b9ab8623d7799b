from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.linter import Linter
from dflint.project.project import Project
from dflint.rules.rule import Tree
from dflint.selection import Selectors
from dflint.suppression import Silencer
from tests.rules.conftest import Checker

Lay = Callable[[Tree], Checker]

MODEL = {"Dockerfile": "", "app.py": "print('hello')\n"}


def unused(lay: Lay, text: str, *codes: str, name: str = "Dockerfile") -> tuple[list[str], str]:
    """The words that are called unused, and the text after the fix."""
    checker = lay({**MODEL, name: text})
    words = [
        one.source.slice(one.span)
        for one in checker.run(*codes).diagnostics
        if one.code == "DF009" and one.path.endswith(name)
    ]
    checker.fix("DF009", *codes)
    return words, checker.folder.joinpath(name).read_bytes().decode()


ON = ("DF009", "DF001")
"""The rules of a run, of which the other finds nothing in these files."""


def test_a_comment_without_a_finding_goes_with_its_line(lay: Lay) -> None:
    words, after = unused(lay, "FROM python:3.12\n# text\n# dflint: ignore=DF001 why\nCOPY . .\n", *ON)
    assert words == ["# dflint: ignore=DF001 why"]
    assert after == "FROM python:3.12\n# text\nCOPY . .\n"


def test_only_the_unused_words_go(lay: Lay) -> None:
    text = (
        "FROM python:3.12-slim\n# dflint: ignore={} the reason\nCOPY . /app\nRUN pip install -r /app/requirements.txt\n"
    )
    lay({"requirements.txt": "requests==2.32.0\n"})
    words, after = unused(lay, text.format("DF001, ML201,df004"), "DF001", "DF004", "ML201", "DF009")
    assert words == ["DF001"]
    assert after == text.format("ML201")


def test_what_is_not_part_of_the_run_is_not_unused(lay: Lay) -> None:
    assert unused(lay, "# dflint: ignore=ML401 why\nFROM a:1\n", *ON)[0] == []
    assert unused(lay, "# dflint: ignore=ML4,ALL why\nFROM a:1\n", *ON)[0] == []
    assert unused(lay, "# dflint: ignore=DF001,ML401 why\nFROM a:1\n", *ON)[1] == (
        "# dflint: ignore=ML401 why\nFROM a:1\n"
    )


def test_unknown_words_are_another_finding(lay: Lay) -> None:
    words, after = unused(lay, "# dflint: ignore=XX1,DF001 why\nFROM a:1\n", *ON)
    assert words == ["DF001"]
    assert after == "# dflint: ignore=XX1 why\nFROM a:1\n"


def test_foreign_comments_are_never_unused(lay: Lay) -> None:
    text = "# hadolint global ignore=DL3007\n# check=skip=all\nFROM a:1\n# tally ignore=DL3042\nRUN x\n"
    assert unused(lay, text) == ([], text)


def test_inside_an_instruction(lay: Lay) -> None:
    words, after = unused(lay, "FROM a:1\nRUN one && \\\n  # dflint: ignore=DF001\n  two\n", *ON)
    assert words == ["# dflint: ignore=DF001"]
    assert after == "FROM a:1\nRUN one && \\\n  two\n"


@pytest.mark.parametrize("directive", ["# syntax=x", "#ESCAPE=`", "# check=skip=all"])
def test_what_stands_below_does_not_become_a_directive(lay: Lay, directive: str) -> None:
    words, after = unused(lay, f"\ufeff# dflint: ignore-file=DF001\r\n{directive}\r\nFROM a:1\r\n", *ON)
    assert len(words) == 1
    assert after == f"\ufeff\r\n{directive}\r\nFROM a:1\r\n"


def test_the_last_line(lay: Lay) -> None:
    comment = "# dflint: ignore-file=DF003"
    assert unused(lay, comment, "DF003", "DF009", name=".dockerignore") == ([comment], "")
    assert unused(lay, f"a\n{comment.replace('-file', '')}\nb", "DF003", "DF009", name=".dockerignore")[1] == "a\nb"


def test_a_file_can_keep_its_comments(lay: Lay) -> None:
    text = "# dflint: ignore-file=DF009 kept for the next release\n# dflint: ignore=DF001\nFROM a:1\n"
    assert unused(lay, text, *ON) == ([], text)


def test_compose_and_ignore_files(lay: Lay) -> None:
    text = "services:\n  # dflint: ignore=DF004 why\n  api:\n    image: a:1  # dflint: ignore=DF007\n"
    words, after = unused(lay, text, "DF004", "DF007", "DF009", name="compose.yaml")
    assert words == ["# dflint: ignore=DF004 why", "# dflint: ignore=DF007"]
    assert after == "services:\n  api:\n    image: a:1\n"
    words, after = unused(lay, "# dflint: ignore=DF003\nmodels\n", "DF003", "DF009", name=".dockerignore")
    assert words == ["# dflint: ignore=DF003"]
    assert after == "models\n"


def test_an_inline_dockerfile(lay: Lay) -> None:
    text = (
        "services:\n  api:\n    build:\n      dockerfile_inline: |\n"
        "        FROM a:1\n        # dflint: ignore=DF001\n        RUN x\n"
    )
    words, after = unused(lay, text, *ON, name="compose.yaml")
    assert words == ["# dflint: ignore=DF001"]
    assert after == text.replace("        # dflint: ignore=DF001\n", "")


def test_a_rule_on_several_files_is_judged_only_where_all_are_checked(lay: Lay) -> None:
    checker = lay(
        {"compose.yaml": "# dflint: ignore-file=DC205 why\nservices: {a: {image: b}}\n", "Dockerfile": "FROM a\n"}
    )
    project = Project(str(checker.folder))
    rules = [rule() for rule in checker.classes if rule.code in ("DC205", "DF009")]

    def codes(*files: str) -> list[str]:
        silencer = Silencer(project.file, Selectors(checker.classes))
        return [one.code for one in Linter(project, rules, files or None, silencer).run().diagnostics]

    assert codes() == ["DF009"]
    assert codes(str(checker.folder / "compose.yaml")) == []


def test_a_rule_that_failed_is_not_judged(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    checker = lay({"Dockerfile": "# dflint: ignore-file=DF001 why\nFROM a\n"})
    rules = [rule() for rule in checker.classes if rule.code in ("DF001", "DF009")]

    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(rules[0], "check", fail)
    project = Project(str(checker.folder))
    result = Linter(project, rules, None, Silencer(project.file, Selectors(checker.classes))).run()
    assert len(result.internal_errors) == 1
    assert result.diagnostics == ()
