"""Comments that silence findings, on the command line, with the rules that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Tool

DOCKERFILE = "FROM python:3.12-slim\n{}COPY . /app\nRUN pip install -r /app/requirements.txt\n"


@pytest.fixture
def dflint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """dflint with its own rules, in a folder that is a repository."""
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / ".git").mkdir()
    (tmp_path / "requirements.txt").write_text("requests==2.32.0\n")
    (tmp_path / "app.py").write_text("import requests\n")
    monkeypatch.chdir(tmp_path)
    return Tool(tmp_path)


def test_a_reason_is_required_where_that_is_configured(dflint: Tool) -> None:
    dflint.write("Dockerfile", DOCKERFILE.format("# dflint: ignore=ML201\n"))
    only = ("check", "--select", "ML201", "--output-format", "concise")
    assert dflint.run(*only).output == "All checks passed!\n"
    expected = "Dockerfile:2:1: DF010 this comment does not say why\nFound 1 finding in 1 file: 1 warning.\n"
    ran = dflint.run(*only, "--require-reason")
    assert (ran.status, ran.output) == (1, expected)
    dflint.write("dflint.toml", "require-reason = true\n")
    assert dflint.run(*only).output == expected
    assert dflint.run(*only, "--no-require-reason").status == 0
    dflint.write("Dockerfile", DOCKERFILE.format("# dflint: ignore=ML201 it never changes\n"))
    assert dflint.run(*only).status == 0


def test_an_unused_comment_is_told_and_mended_and_breaks_no_build(dflint: Tool) -> None:
    comment = "# dflint: ignore=ML201,DF001 it never changes\n"
    path = dflint.write("Dockerfile", DOCKERFILE.format(comment))
    ran = dflint.run("check", "--select", "ML201,DF", "--output-format", "concise")
    assert ran.status == 0
    assert ran.output.startswith("Dockerfile:2:24: DF009 there is no finding of `DF001` that this comment silences")
    assert dflint.run("fix", "--select", "ML201,DF").status == 0
    assert path.read_text() == DOCKERFILE.format("# dflint: ignore=ML201 it never changes\n")
    assert dflint.run("fix", "--select", "ML201,DF").errors == ""


def test_comments_of_other_tools_are_honoured(dflint: Tool) -> None:
    only = ("check", "--select", "DL3025", "--output-format", "concise", "--fail-on", "info")
    text = "FROM python:3.12-slim\nWORKDIR /app\nCOPY app.py .\n{}CMD uvicorn app:app --host 0.0.0.0 --port 8000\n"
    dflint.write("Dockerfile", text.format(""))
    assert dflint.run(*only).status == 1
    for comment in ("# hadolint ignore=DL3025", "# tally ignore=DL3025;reason=x", "# check=skip=JSONArgsRecommended"):
        dflint.write("Dockerfile", text.format(f"{comment}\n"))
        assert dflint.run(*only, "--require-reason").output == "All checks passed!\n"
