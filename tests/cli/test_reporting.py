"""Where findings go: standard output, files, and what a CI system reads by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import click
import pytest

from dflint.cli.reporting import Destination, destinations

if TYPE_CHECKING:
    from tests.cli.conftest import Tool

BAD = "FROM a\nCOPY . /app\n"
CLEAN = "FROM a\nCOPY src /app\n"
TEXT = "Dockerfile:2:6: ML201 [warning] everything is copied\n"
ANNOTATION = "::warning title=ML201 copy-everything,file=Dockerfile,line=2,endLine=2,col=6,endColumn=7::Dockerfile:2:6:"


# Several formats


def test_files_besides_the_text(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    ran = tool.run("check", "--output-format", "sarif:out/dflint.sarif", "--output-format", "junit:junit.xml")
    assert ran.status == 1
    assert ran.output.startswith(TEXT)
    (run,) = json.loads((tool.folder / "out" / "dflint.sarif").read_text())["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["ML201"]
    assert ElementTree.parse(tool.folder / "junit.xml").getroot().get("failures") == "1"


def test_a_file_and_standard_output(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    ran = tool.run("check", "--output-format", "sarif:dflint.sarif", "--output-format", "github")
    assert ran.output.startswith(ANNOTATION)
    assert len(ran.output.splitlines()) == 1
    assert (tool.folder / "dflint.sarif").exists()


def test_lines_of_several_formats_go_together(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    ran = tool.run("check", "--output-format", "concise", "--output-format", "github", "--output-format", "concise")
    first, _, _, last = ran.output.splitlines()
    assert first == "Dockerfile:2:6: ML201 everything is copied"
    assert last.startswith(ANNOTATION)


def test_output_file(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    ran = tool.run("check", "--output-file", "a/out.txt", "--color", "always")
    assert ran.output == ""
    assert ran.status == 1
    assert (tool.folder / "a" / "out.txt").read_text().startswith(TEXT)
    tool.run("check", "--output-format", "json", "--output-file", "out.json")
    assert len(json.loads((tool.folder / "out.json").read_text())) == 1


def test_a_dash_is_standard_output(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    for arguments in (("--output-format", "json:-"), ("--output-format", "json", "--output-file", "-")):
        assert tool.run("check", *arguments).output.startswith("[")
    assert "::" not in tool.run("check", "--output-format", "concise:-", GITHUB_ACTIONS="true").output
    assert not (tool.folder / "-").exists()


def test_the_environment_names_formats(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    ran = tool.run("check", DFLINT_OUTPUT_FORMAT="concise gitlab:gl.json")
    assert ran.output.startswith("Dockerfile:2:6: ML201 everything")
    assert json.loads((tool.folder / "gl.json").read_text())[0]["check_name"] == "ML201"
    assert tool.run("check", DFLINT_OUTPUT_FILE="out.txt").output == ""
    assert tool.run("check", "--output-format", "json", DFLINT_OUTPUT_FORMAT="concise").output.startswith("[")


def test_fix_publishes_what_remains(tool: Tool) -> None:
    tool.write("Dockerfile", "FROM a\nCOPY . /app\nADD a b\n")
    ran = tool.run("fix", "--output-format", "json:left.json")
    assert "ML202 [error] ADD is used" in ran.output
    assert [item["code"] for item in json.loads((tool.folder / "left.json").read_text())] == ["ML202"]


def test_fix_of_standard_input(tool: Tool) -> None:
    ran = tool.run(
        "fix", "-", "--output-format", "concise", "--output-format", "json:left.json", stdin="FROM a\nADD a b\n"
    )
    assert ran.output == "FROM a\nADD a b\n"
    assert "ML202" in ran.errors
    assert len(json.loads((tool.folder / "left.json").read_text())) == 1


def test_statistics_in_a_file(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    ran = tool.run("check", "--statistics", "--output-format", "json-lines:counts.jsonl", GITHUB_ACTIONS="true")
    assert ran.output.startswith("1  ML201")
    assert "::" not in ran.output
    assert json.loads((tool.folder / "counts.jsonl").read_text())["count"] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--output-format", "xml"), "'xml' is not one of 'full', 'concise'"),
        (("--output-format", "xml:file"), "'xml' is not one of"),
        (("--output-format", "sarif:"), "'sarif:' names no file"),
        (("--output-format", "json", "--output-format", "full"), "`json` and `full` cannot be written to one place"),
        (("--output-format", "sarif", "--output-format", "json"), "`sarif:FILE` names another"),
        (
            ("--output-format", "full", "--output-format", "github", "--output-file", "x"),
            "`full` and `github` cannot be written to one place",
        ),
        (("--output-format", "json:x", "--output-format", "sarif:./x"), "`json` and `sarif` cannot be written to one"),
        (("--output-format", "json:x", "--output-file", "x"), "`full` and `json` cannot be written to one"),
        (("--output-format", "concise:x", "--output-format", "full:x"), "cannot be written to one place"),
        (("--output-file", ""), "'' names no file"),
        (("--statistics", "--output-format", "sarif"), "`--statistics` cannot be written as `sarif`"),
        (("--statistics", "--output-format", "markdown:x.md"), "cannot be written as `markdown`"),
    ],
)
def test_a_wrong_call_is_2_and_nothing_is_done(tool: Tool, arguments: tuple[str, ...], message: str) -> None:
    tool.write("Dockerfile", BAD)
    for command in ("check", "fix"):
        ran = tool.run(command, *arguments)
        assert ran.status == 2
        assert message in ran.errors
        assert ran.output == ""
    assert (tool.folder / "Dockerfile").read_text() == BAD
    assert sorted(path.name for path in tool.folder.iterdir()) == [".git", "Dockerfile"]


def test_a_file_that_cannot_be_written_is_2(tool: Tool) -> None:
    tool.write("Dockerfile", CLEAN)
    ran = tool.run("check", "--output-format", "sarif:Dockerfile/x.sarif")
    assert ran.status == 2
    assert "Error: Dockerfile/x.sarif cannot be written: " in ran.errors
    assert ran.output == "All checks passed!\n"
    assert tool.run("check", "--output-file", ".git").status == 2


# CI systems


def test_github(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    tool.write("summary.md", "before\n")
    ran = tool.run("check", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY="summary.md")
    assert ran.output.startswith(TEXT)
    assert ran.output.splitlines()[-1].startswith(ANNOTATION)
    summary = (tool.folder / "summary.md").read_text()
    assert summary.startswith("before\n<!-- dflint -->\n### dflint\n")
    assert "everything is copied" in summary


def test_github_names_files_from_the_repository(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    tool.write("api/Dockerfile", BAD)
    monkeypatch.chdir(tool.folder / "api")
    ran = tool.run("check", GITHUB_ACTIONS="true")
    assert ran.output.startswith("Dockerfile:2:6:")
    assert "file=api/Dockerfile," in ran.output


def test_github_beside_what_was_chosen(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    assert "::warning" not in tool.run("check", "--output-format", "concise", GITHUB_ACTIONS="true").output
    assert "::warning" in tool.run("check", "--output-format", "json:x.json", GITHUB_ACTIONS="true").output
    tool.write("dflint.toml", "output-format = 'concise'\n")
    assert "::warning" in tool.run("check", GITHUB_ACTIONS="true").output
    tool.write("dflint.toml", "output-format = 'json'\n")
    assert len(json.loads(tool.run("check", GITHUB_ACTIONS="true").output)) == 1
    assert "::warning" not in tool.run("check", GITHUB_ACTIONS="false").output


def test_github_beside_a_file(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    for arguments in (("--output-file", "out.txt"), ("--config", "output-format = 'json'", "--output-file", "o.json")):
        assert tool.run("check", *arguments, GITHUB_ACTIONS="true").output.startswith(ANNOTATION)
    assert (tool.folder / "out.txt").read_text().startswith(TEXT)
    assert tool.run("check", "--statistics", "--output-file", "out.txt", GITHUB_ACTIONS="true").output == ""
    ran = tool.run("check", "--output-format", "json", "--output-file", "o.json", GITHUB_ACTIONS="true")
    assert ran.output == ""


def test_a_summary_that_cannot_be_written_is_a_warning(tool: Tool) -> None:
    tool.write("Dockerfile", CLEAN)
    ran = tool.run("check", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY="missing/summary.md")
    assert ran.status == 0
    assert ran.errors.startswith("warning: the summary of the step was not written: ")


def test_the_summary_is_as_large_as_github_takes(tool: Tool) -> None:
    tool.write("Dockerfile", "FROM a\n" + "COPY . /app\n" * 4000)
    for size in (0, 900_000, 1_100_000):
        tool.write("summary.md", "x" * size)
        tool.run("check", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY="summary.md")
        after = (tool.folder / "summary.md").stat().st_size
        assert size <= after <= max(size, 1_000_000)
        assert (after > size) == (size < 1_000_000)


def test_gitlab(tool: Tool) -> None:
    tool.write("api/Dockerfile", BAD)
    tool.write("build/.keep", "")
    ran = tool.run("check", GITLAB_CI="true", CI_PROJECT_DIR=str(tool.folder / "build"))
    report = tool.folder / "build" / "gl-code-quality-report.json"
    assert ran.output.startswith("api/Dockerfile:2:6: ")
    assert ran.errors == f"Wrote {report}.\n"
    (issue,) = json.loads(report.read_text())
    assert issue["location"] == {"path": "api/Dockerfile", "lines": {"begin": 2, "end": 2}}
    assert tool.run("check", "--output-format", "full", GITLAB_CI="true").errors == ""
    assert not (tool.folder / "gl-code-quality-report.json").exists()


def test_gitlab_leaves_a_file_that_was_asked_for(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    ran = tool.run("check", "--output-format", "junit:gl-code-quality-report.json", GITLAB_CI="true")
    assert ran.errors == ""
    ElementTree.parse(tool.folder / "gl-code-quality-report.json")


def test_a_report_that_nobody_asked_for_and_that_cannot_be_written_is_a_warning(tool: Tool) -> None:
    tool.write("Dockerfile", CLEAN)
    ran = tool.run("check", GITLAB_CI="true", CI_PROJECT_DIR=str(tool.folder / "Dockerfile"))
    assert ran.status == 0
    assert "warning: " in ran.errors
    assert "was not written" in ran.errors


def test_destinations() -> None:
    github = {"GITHUB_ACTIONS": "true"}
    sarif = Destination("sarif", "x")
    assert destinations((), None, "full", False, {}) == (Destination("full"),)
    assert destinations((), None, "full", False, github) == (Destination("full"), Destination("github"))
    assert destinations((sarif,), None, "full", False, github) == (Destination("full"), Destination("github"), sarif)
    assert destinations((sarif,), "y", "json", False, {}) == (Destination("json", "y"), sarif)
    assert destinations((sarif,), "y", "json", False, github) == (
        Destination("github"),
        Destination("json", "y"),
        sarif,
    )
    with pytest.raises(click.UsageError):
        destinations((Destination("json"), Destination("json-lines")), None, "full", False, {})
