"""What Compose refuses in the keys and values of a compose file, as the user sees and fixes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dflint.diagnostics import Applicability, Severity

Findings = Callable[..., list[Any]]
Lay = Callable[..., Any]

TEXT = """\
services:
  a: # 서비스
    image: x
    env-file: .env   # keep
    user: 1000
    labels: {released: 2024-01-15}
    healthcheck:
        interval: 30
"""


def test_each_mistake_is_an_error_at_its_word(findings: Findings) -> None:
    found = findings({"compose.yaml": TEXT}, "DF007")
    assert [one.source.slice(one.span) for one in found] == ["env-file", "1000", "2024-01-15", "30"]
    assert {one.severity for one in found} == {Severity.ERROR}


def test_safe_fixes_only_quote(lay: Lay) -> None:
    checker = lay({"compose.yaml": TEXT})
    left = checker.fix("DF007")
    assert [one.source.slice(one.span) for one in left] == ["env-file", "30"]
    expected = TEXT.replace("1000", '"1000"').replace("2024-01-15", '"2024-01-15"')
    assert checker.tree()["compose.yaml"] == expected.encode()


def test_unsafe_fixes_write_what_was_meant(lay: Lay) -> None:
    checker = lay({"compose.yaml": TEXT})
    assert checker.fix("DF007", allowed=Applicability.UNSAFE) == []
    expected = TEXT.replace("1000", '"1000"').replace("2024-01-15", '"2024-01-15"')
    expected = expected.replace("env-file", "env_file").replace("interval: 30", "interval: 30s")
    assert checker.tree()["compose.yaml"] == expected.encode()


def test_a_key_is_renamed_whatever_its_value_is(lay: Lay) -> None:
    text = "x-e: &e {A: 1}\nservices:\n  a:\n    image: x\n    enviroment: *e\n"
    checker = lay({"compose.yaml": text})
    assert checker.fix("DF007", allowed=Applicability.UNSAFE) == []
    assert checker.tree()["compose.yaml"] == text.replace("enviroment", "environment").encode()


def test_line_endings_stay(lay: Lay) -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    checker = lay({"compose.yaml": text})
    assert checker.fix("DF007", allowed=Applicability.UNSAFE) == []
    assert checker.tree()["compose.yaml"].count(b"\r\n") == text.count("\r\n")
    assert checker.tree()["compose.yaml"].startswith(b"\xef\xbb\xbfservices:\r\n")


def test_what_is_shared_is_not_renamed(lay: Lay) -> None:
    text = "x-a: &a {imag: x}\nservices:\n  a: {<<: *a, image: y}\n"
    checker = lay({"compose.yaml": text})
    assert len(checker.fix("DF007", allowed=Applicability.UNSAFE)) == 1
    assert checker.tree()["compose.yaml"] == text.encode()


def test_a_comment_silences_one_line(findings: Findings) -> None:
    text = "services:\n  a:\n    image: x\n    newer_key: 1 # dflint: ignore=DF007\n    other_key: 1\n"
    found = findings({"compose.yaml": text}, "DF007")
    assert [one.source.slice(one.span) for one in found] == ["other_key"]


def test_variables_of_the_project_count(findings: Findings) -> None:
    text = "services:\n  a:\n    image: x\n    scale: ${SCALE}\n"
    assert findings({"compose.yaml": text}, "DF007") == []
    (one,) = findings({"compose.yaml": text, ".env": "SCALE=two\n"}, "DF007")
    assert one.message == "`scale` takes a whole number, not `two`"


def test_files_that_only_look_like_compose_files(findings: Findings) -> None:
    assert findings({".github/workflows/compose.txt": "on: push\njobs: {}\n"}, "DF007") == []
