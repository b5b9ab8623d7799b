"""The rules on files as such: what cannot be read or parsed is one finding, and the rest is still checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Severity

Findings = Callable[..., list[Any]]


def test_a_syntax_error_is_one_finding_at_its_word(findings: Findings) -> None:
    tree = {"Dockerfile": 'FROM python:3.12-slim\nRUNN x\nRUN pip install a>=1\nENV\nCMD ["python", "a.py"]\n'}
    found = findings(tree)
    assert [(one.code, one.source.slice(one.span)) for one in found if one.code in ("DF001", "ML301")] == [
        ("DF001", "RUNN"),
        ("ML301", "a>=1"),
        ("DF001", "ENV"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('RUN python -c "\nimport os\nfrom os import path\nprint(os)\n"\nUSER app\nCOPPY a b\n', ["import", "COPPY"]),
        ("RUN python <<EOF\nimport os\nprint(os)\nUSER app\n", ["<<EOF"]),
        ("apt-get update\n\n# and\napt-get install -y git\nRUN true\nENV\n", ["apt-get", "ENV"]),
        ("RUNN x\nRUN true\nCOPPY a b\n", ["RUNN", "COPPY"]),
        ("ENV\nARG\n", ["ENV", "ARG"]),
    ],
)
def test_what_follows_from_a_fault_is_not_said(findings: Findings, text: str, expected: list[str]) -> None:
    found = findings({"Dockerfile": f"FROM python:3.12-slim\n{text}"}, "DF001")
    assert [one.source.slice(one.span) for one in found] == expected


def test_the_lines_that_are_not_shown_are_counted(findings: Findings) -> None:
    (one,) = findings({"Dockerfile": 'FROM debian\nRUN sh -c "\nset -e\nls\nls -l"\n'}, "DF001")
    assert one.message.endswith(" (and 2 more lines)")
    (one,) = findings({"Dockerfile": "hello\nall of\nyou\n"}, "DF001")
    assert one.message.startswith("the file has no FROM")


POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22e\nsize 1234\n"


@pytest.mark.parametrize("path", ["Dockerfile", "compose.yaml", ".dockerignore"])
@pytest.mark.parametrize("text", [POINTER, POINTER.replace("\n", "\r\n")])
def test_a_pointer_of_git_lfs_is_one_finding(findings: Findings, path: str, text: str) -> None:
    tree = {"Dockerfile": "FROM debian\n", path: text}
    found = [one for one in findings(tree) if one.code.startswith("DF")]
    assert [(one.code, one.source.path.endswith(path)) for one in found] == [("DF002", True)]
    assert found[0].message == "this is a Git LFS pointer: the file itself is not here"


def test_a_file_that_speaks_of_git_lfs_is_no_pointer(findings: Findings) -> None:
    text = "# version https://git-lfs.github.com/spec/v1\nFROM debian\nCOPPY a b\n"
    assert [one.code for one in findings({"Dockerfile": text}, "DF001", "DF002")] == ["DF001"]


def test_one_bad_file_does_not_end_the_run(findings: Findings) -> None:
    tree = {"a/Dockerfile": "\0\0\0", "b/Dockerfile": "FROM debian\nRUN pip install a>=1\n", "compose.yaml": "a: [\n"}
    codes = [one.code for one in findings(tree, "DF001", "DF002", "DF004", "ML301")]
    assert "ML301" in codes
    assert "DF004" in codes
    assert "DF001" in codes


@pytest.mark.parametrize(
    ("text", "row"),
    [("services:\n\tapi: x\n", 2), ("services:\n  a: {image: x\n", 2), ("services:\n  a:\n    image: x\n  a: {}\n", 4)],
)
def test_yaml_that_compose_refuses(findings: Findings, text: str, row: int) -> None:
    found = findings({"compose.yaml": text}, "DF004")
    assert found
    assert {one.severity for one in found} == {Severity.ERROR}
    assert row in [one.source.position(one.span.start).row for one in found]


def test_several_documents_are_a_warning(findings: Findings) -> None:
    (one,) = findings({"compose.yaml": "services: {}\n---\nservices: {}\n"}, "DF004")
    assert one.severity is Severity.WARNING


def test_a_byte_that_is_not_utf8_has_its_place(lay: Callable[..., Any]) -> None:
    checker = lay({})
    (checker.folder / "Dockerfile").write_bytes("FROM debian\n# 한국어 ".encode() + b"\xe9\n")
    (one,) = checker.run("DF002").diagnostics
    assert one.message == "the byte 0xe9 is not UTF-8"
    assert one.source.position(one.span.start) == (2, 7)


def test_an_ignore_file_that_docker_refuses(findings: Findings) -> None:
    found = findings({"Dockerfile": "FROM debian\n", ".dockerignore": "ok\n[a\n\\\n"}, "DF003")
    assert [one.source.position(one.span.start).row for one in found] == [2, 3]


def test_a_comment_that_silences_nothing_is_found(findings: Findings) -> None:
    text = "FROM python:3.12-slim\n# dflint: ignore=ML031 no\nRUN pip install a>=1\n"
    found = findings({"Dockerfile": text}, "DF005", "ML301")
    assert [one.code for one in found] == ["DF005", "ML301"]
    assert "did you mean" in found[0].message


def test_a_comment_with_a_reason_silences_its_rule_only(findings: Findings) -> None:
    text = "FROM python:3.12-slim\n# dflint: ignore=ML301,DF001 measured\nRUN pip install a>=1 sklearn\n"
    assert [one.code for one in findings({"Dockerfile": text}, "DF005", "ML301", "ML308")] == ["ML308"]


def test_a_comment_silences_an_inline_dockerfile(findings: Findings) -> None:
    compose = """
        services:
          a:
            build:
              dockerfile_inline: |
                FROM python:3.12-slim
                # dflint: ignore=ML301 known
                RUN pip install a>=1
                RUN pip install b>=1
    """
    found = findings({"compose.yaml": compose}, "ML301", "DF005")
    assert [one.source.slice(one.span) for one in found] == ["b>=1"]
    source, span = found[0].source.resolve(found[0].span)
    assert source.path.endswith("compose.yaml")
    assert source.slice(span) == "b>=1"
