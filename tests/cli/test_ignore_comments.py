"""Comments that silence findings, on the command line, with the rules that there are."""

from __future__ import annotations

import subprocess
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


def test_a_comment_on_several_files_is_unused_where_all_are_checked(dflint: Tool) -> None:
    dflint.write("compose.yaml", "# dflint: ignore-file=DC205 why\nservices: {a: {image: 'b:1'}}\n")
    dflint.write("old/Dockerfile", "FROM a\n")
    dflint.write("dflint.toml", "exclude = ['old']\n")
    only = ("check", "--select", "DC205,DF", "--output-format", "concise")
    assert "DF009" in dflint.run(*only).output
    assert "DF009" in dflint.run(*only, ".").output
    assert dflint.run(*only, "compose.yaml").output == "All checks passed!\n"


def test_comments_of_other_tools_are_honoured(dflint: Tool) -> None:
    only = ("check", "--select", "DL3025", "--output-format", "concise", "--fail-on", "info")
    text = "FROM python:3.12-slim\nWORKDIR /app\nCOPY app.py .\n{}CMD uvicorn app:app --host 0.0.0.0 --port 8000\n"
    dflint.write("Dockerfile", text.format(""))
    assert dflint.run(*only).status == 1
    for comment in ("# hadolint ignore=DL3025", "# tally ignore=DL3025;reason=x", "# check=skip=JSONArgsRecommended"):
        dflint.write("Dockerfile", text.format(f"{comment}\n"))
        assert dflint.run(*only, "--require-reason").output == "All checks passed!\n"


OLD = DOCKERFILE.format("")


def test_what_is_there_today_is_silenced(dflint: Tool) -> None:
    path = dflint.write("Dockerfile", OLD)
    only = ("check", "--select", "ML201", "--require-reason")
    ran = dflint.run(*only, "--add-ignores", "seen before: later")
    assert (ran.status, ran.output) == (0, "All checks passed!\n")
    assert ran.errors == "Added 1 comment to 1 file, which silences 1 finding.\n"
    assert path.read_text() == DOCKERFILE.format("# dflint: ignore=ML201 seen before: later\n")
    ran = dflint.run(*only, "--add-ignores", "another reason")
    assert (ran.status, ran.errors) == (0, "")
    assert path.read_text() == DOCKERFILE.format("# dflint: ignore=ML201 seen before: later\n")
    # A new fault is found, and nothing is unused.
    path.write_text(path.read_text() + "HEALTHCHECK CMD curl -f http://localhost\n")
    ran = dflint.run("check", "--output-format", "concise")
    assert [line.split()[1] for line in ran.output.splitlines() if line.startswith("Dockerfile")] == ["ML701"]


def test_what_a_baseline_holds_gets_no_comment(dflint: Tool) -> None:
    path = dflint.write("Dockerfile", OLD)
    dflint.run("baseline", "--select", "ML201", "--baseline", "old.json")
    path.write_text(OLD + "HEALTHCHECK CMD curl -f http://localhost\n")
    ran = dflint.run("check", "--select", "ML201,ML701", "--baseline", "old.json", "--add-ignores", "why")
    assert (ran.status, ran.output) == (0, "All checks passed!\n")
    assert path.read_text() == OLD + "# dflint: ignore=ML701 why\nHEALTHCHECK CMD curl -f http://localhost\n"


def test_what_was_there_at_the_base_gets_no_comment(dflint: Tool) -> None:
    (dflint.folder / ".git").rmdir()
    unused = "# dflint: ignore=DF001 it is not used\n"
    path = dflint.write("Dockerfile", unused + OLD)
    for arguments in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=a", "-c", "user.email=b", "commit", "-qm", "old"),
    ):
        subprocess.run(("git", *arguments), check=True)
    only = ("check", "--select", "ML201,ML701,DF", "--diff-base", "HEAD", "--output-format", "concise")
    assert dflint.run(*only).output == "All checks passed!\n"
    path.write_text(unused + OLD + "HEALTHCHECK CMD curl -f http://localhost\n")
    ran = dflint.run(*only, "--add-ignores", "why")
    assert (ran.status, ran.output) == (0, "All checks passed!\n")
    assert path.read_text() == (unused + OLD + "# dflint: ignore=ML701 why\nHEALTHCHECK CMD curl -f http://localhost\n")


def test_what_no_comment_silences_is_said(dflint: Tool) -> None:
    path = dflint.write("Dockerfile", "# dflint: ignore=XX1 why\nFROM python:3.12-slim\n")
    ran = dflint.run("check", "--select", "DF", "--add-ignores", "why", "--output-format", "concise")
    assert ran.status == 1
    assert ran.errors == "Dockerfile:1:18: DF005 is not silenced: it is about a comment that silences findings\n"
    assert ran.output.startswith("Dockerfile:1:18: DF005 unknown rule `XX1`\n")
    assert path.read_text() == "# dflint: ignore=XX1 why\nFROM python:3.12-slim\n"


@pytest.mark.parametrize("reason", ["", "  ", ",", "one\ntwo", "\x1b[31m"])
def test_a_reason_is_one_line_of_text(dflint: Tool, reason: str) -> None:
    path = dflint.write("Dockerfile", OLD)
    ran = dflint.run("check", "--add-ignores", reason)
    assert ran.status == 2
    assert "--add-ignores" in ran.errors
    assert path.read_text() == OLD


@pytest.mark.parametrize("reason", [".", "..", "old", "old/", "old/Dockerfile", "--select", "--select=ML2"])
def test_a_path_or_an_option_is_no_reason(dflint: Tool, reason: str) -> None:
    path = dflint.write("old/Dockerfile", OLD)
    ran = dflint.run("check", "--add-ignores", reason)
    assert ran.status == 2
    assert f'The reason comes first: `--add-ignores "the reason" {reason}`.' in ran.errors
    assert path.read_text() == OLD
    # So it has to be more than a word that happens to be a path.
    assert dflint.run("check", "--select", "ML201", "--add-ignores", "old code", "old").status == 0
    assert "# dflint: ignore=ML201 old code\n" in path.read_text()


def test_a_reason_that_looks_like_more_codes_stays_a_reason(dflint: Tool) -> None:
    path = dflint.write("Dockerfile", OLD)
    ran = dflint.run("check", "--select", "ML201,DF", "--add-ignores", ", ML999 is why:")
    assert (ran.status, ran.output) == (0, "All checks passed!\n")
    assert path.read_text() == DOCKERFILE.format("# dflint: ignore=ML201 ML999 is why\n")


def test_standard_input_gets_no_comments(dflint: Tool) -> None:
    ran = dflint.run("check", "-", "--add-ignores", "why", stdin=OLD)
    assert ran.status == 2
    assert "`--add-ignores` writes files" in ran.errors


def test_a_file_that_cannot_be_written(dflint: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    path = dflint.write("Dockerfile", OLD)

    def fail(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("dflint.cli.files.write", fail)
    ran = dflint.run("check", "--select", "ML201", "--add-ignores", "why")
    assert ran.status == 2
    assert ran.errors == "Error: Dockerfile was not written: Permission denied\n"
    assert ran.output.startswith("Dockerfile:2:6: ML201 ")
    assert path.read_text() == OLD
