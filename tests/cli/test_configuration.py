"""What is configured decides what is checked and how it is told; what the command line says wins."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import CopyEverything

if TYPE_CHECKING:
    from tests.cli.conftest import Tool

BAD = "FROM a\nCOPY . /app\n"


def files(tool: Tool, *arguments: str) -> list[str]:
    """The files that a run checks."""
    return tool.run("check", "--show-files", *arguments).output.split()


@pytest.fixture
def three(tool: Tool) -> Tool:
    for name in ("Dockerfile", "old/Dockerfile", "new/Dockerfile"):
        tool.write(name, BAD)
    return tool


# Files that are left out


def test_a_named_file_is_checked_though_it_is_excluded(three: Tool) -> None:
    three.write("dflint.toml", "exclude = ['old/']\n")
    assert files(three) == ["Dockerfile", "new/Dockerfile"]
    assert files(three, "old/Dockerfile", "Dockerfile") == ["Dockerfile", "old/Dockerfile"]


@pytest.mark.parametrize(
    ("configured", "arguments", "expected"),
    [
        ("force-exclude = true\n", (), ["Dockerfile"]),
        ("", ("--force-exclude",), ["Dockerfile"]),
        ("force-exclude = true\n", ("--no-force-exclude",), ["Dockerfile", "old/Dockerfile"]),
        ("force-exclude = true\n", ("--config", "force-exclude = false"), ["Dockerfile", "old/Dockerfile"]),
    ],
)
def test_force_exclude(three: Tool, configured: str, arguments: tuple[str, ...], expected: list[str]) -> None:
    three.write("dflint.toml", f"exclude = ['old/']\n{configured}")
    assert files(three, "old/Dockerfile", "Dockerfile", *arguments) == expected


def test_nothing_is_left_when_all_named_files_are_excluded(three: Tool) -> None:
    three.write("dflint.toml", "exclude = ['old/']\n")
    ran = three.run("check", "--force-exclude", "old/Dockerfile")
    assert (ran.status, ran.output) == (0, "All checks passed!\n")


def test_standard_input_that_is_excluded_is_given_back_as_it_is(three: Tool) -> None:
    three.write("dflint.toml", "exclude = ['old/']\nforce-exclude = true\n")
    ran = three.run("fix", "-", "--stdin-filename", "old/Dockerfile", stdin=BAD)
    assert (ran.status, ran.output) == (0, BAD)
    assert three.run("check", "-", "--stdin-filename", "old/Dockerfile", stdin=BAD).status == 0
    assert three.run("check", "-", "--stdin-filename", "new/Dockerfile", stdin=BAD).status == 1


def test_excludes_of_the_command_line(three: Tool) -> None:
    three.write("dflint.toml", "exclude = ['old/']\n")
    assert files(three, "--exclude", "new") == ["Dockerfile", "old/Dockerfile"]
    assert files(three, "--extend-exclude", "new") == ["Dockerfile"]
    assert files(three, "--exclude", "new,/Dockerfile") == ["old/Dockerfile"]
    assert files(three, "--exclude", "new", "--extend-exclude", "/Dockerfile") == ["old/Dockerfile"]


def test_excludes_of_the_command_line_are_relative_to_where_it_is_given(three: Tool) -> None:
    three.write("new/inner/Dockerfile", BAD)
    three.write("new/dflint.toml", "exclude = ['/inner']\n")
    assert files(three) == ["Dockerfile", "new/Dockerfile", "old/Dockerfile"]
    assert files(three, "--exclude", "/inner") == [
        "Dockerfile",
        "new/Dockerfile",
        "new/inner/Dockerfile",
        "old/Dockerfile",
    ]
    assert files(three, "--extend-exclude", "/new/Dockerfile") == ["Dockerfile", "old/Dockerfile"]


def test_a_pattern_of_files_and_one_that_takes_back(three: Tool) -> None:
    three.write("dflint.toml", "extend-exclude = ['/*/', '!/new/']\n")
    assert files(three) == ["Dockerfile", "new/Dockerfile"]


# Options of the command line


def test_a_wrong_rule_of_the_command_line_is_told_with_its_option(three: Tool) -> None:
    ran = three.run("check", "--ignore", "copy-evrything")
    assert ran.status == 2
    assert ran.errors == "Error: --ignore: unknown rule `copy-evrything`; did you mean `copy-everything`?\n"


# Preview rules


@pytest.fixture
def with_preview(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """A project in which a preview rule would find something."""
    monkeypatch.setattr(CopyEverything, "preview", True)
    tool.write("Dockerfile", BAD)
    return tool


@pytest.mark.parametrize(
    ("configured", "arguments", "status"),
    [
        ("", (), 0),
        ("", ("--preview",), 1),
        ("preview = true", (), 1),
        ("preview = true", ("--no-preview",), 0),
        ("preview = true\nselect = ['ML']", (), 1),
        ("preview = true\nexplicit-preview-rules = true", (), 0),
        ("preview = true\nexplicit-preview-rules = true", ("--select", "ALL"), 0),
        ("preview = true\nexplicit-preview-rules = true", ("--extend-select", "ML201"), 1),
    ],
)
def test_a_preview_rule(with_preview: Tool, configured: str, arguments: tuple[str, ...], status: int) -> None:
    with_preview.write("dflint.toml", configured)
    ran = with_preview.run("check", *arguments)
    assert (ran.status, ran.errors) == (status, "")


def test_a_preview_rule_that_is_selected_in_vain_is_told(with_preview: Tool) -> None:
    ran = with_preview.run("check", "--extend-select", "ML201,ML303")
    assert ran.status == 0
    assert ran.errors == (
        "warning: `ML201` has no effect: it is in preview, which needs `--preview` or `preview = true`\n"
    )


def test_a_preview_rule_is_listed_as_one(with_preview: Tool) -> None:
    row = next(line for line in with_preview.run("rules").output.split("\n") if line.startswith("ML201"))
    assert row.split()[3] == "preview"
    assert "in preview" in with_preview.run("rule", "ML201").output


# Rules in some files


def found(tool: Tool, *arguments: str) -> list[str]:
    """File, code and severity of what a run finds."""
    findings = json.loads(tool.run("check", "--output-format", "json", *arguments).output)
    return [f"{one['filename']} {one['code']} {one['severity']}" for one in findings]


@pytest.mark.parametrize(
    ("configured", "files"),
    [
        ("per-file-ignores = {'old/' = ['ML201']}", ["Dockerfile", "new/Dockerfile"]),
        ("per-file-ignores = {'/Dockerfile' = ['ML2']}", ["new/Dockerfile", "old/Dockerfile"]),
        ("per-file-ignores = {'Dockerfile' = ['ALL']}", []),
        ("per-file-ignores = {'*/Dockerfile' = ['copy-everything']}", ["Dockerfile"]),
        ("per-file-ignores = {'!/new' = ['DL9001']}", ["new/Dockerfile"]),
        ("per-file-ignores = {'old' = ['ML3']}", ["Dockerfile", "new/Dockerfile", "old/Dockerfile"]),
        (
            "per-file-ignores = {'old' = ['ML201']}\nextend-per-file-ignores = {'new' = ['ML201']}",
            ["Dockerfile"],
        ),
    ],
)
def test_rules_that_are_off_in_some_files(three: Tool, configured: str, files: list[str]) -> None:
    three.write("dflint.toml", configured)
    assert found(three) == [f"{file} ML201 warning" for file in files]


def test_ignores_of_some_files_in_a_table_and_on_the_command_line(three: Tool) -> None:
    three.write("pyproject.toml", "[tool.dflint.per-file-ignores]\n'old/' = ['ML201']\n")
    assert found(three) == ["Dockerfile ML201 warning", "new/Dockerfile ML201 warning"]
    assert found(three, "--config", "extend-per-file-ignores = {new = ['ML201']}") == ["Dockerfile ML201 warning"]
    replaced = found(three, "--config", "per-file-ignores = {new = ['ML201']}")
    assert replaced == ["Dockerfile ML201 warning", "old/Dockerfile ML201 warning"]


def test_nothing_is_fixed_where_the_rule_is_off(three: Tool) -> None:
    three.write("dflint.toml", "per-file-ignores = {'old/' = ['ML201']}")
    assert three.run("fix").status == 0
    assert (three.folder / "old" / "Dockerfile").read_text() == BAD
    assert (three.folder / "new" / "Dockerfile").read_text() != BAD


# Severities


def test_severities_of_rules(tool: Tool) -> None:
    tool.write("Dockerfile", "FROM a\nCOPY . /app\nADD x y\nUSER x\n")
    tool.write("dflint.toml", "[severity]\nML201 = 'error'\nadd-is-odd = 'info'\nML = 'warning'\n")
    assert found(tool) == ["Dockerfile ML201 error", "Dockerfile ML202 info", "Dockerfile ML303 warning"]
    assert tool.run("check", "--fail-on", "error").status == 1
    assert tool.run("check", "--fail-on", "error", "--config", "severity.copy-everything = 'info'").status == 0
    assert "Found 3 findings in 1 file: 1 error, 1 warning, 1 info." in tool.run("check").output


@pytest.mark.parametrize(("severity", "status"), [("error", 1), ("warning", 1), ("info", 0)])
def test_how_bad_a_finding_is_changes_nothing_about_what_is_fixed(tool: Tool, severity: str, status: int) -> None:
    tool.write("Dockerfile", "FROM a\nADD . y\n")
    tool.write("dflint.toml", f"unfixable = ['ML201']\n[severity]\nML201 = '{severity}'\n")
    ran = tool.run("fix", "--unsafe")
    assert (tool.folder / "Dockerfile").read_text() == "FROM a\nCOPY . y\n", "though that brings what is an error here"
    assert ran.status == status
    assert f"Found 1 finding in 1 file: 1 {severity}." in ran.output


# Fixes

FIXABLE = "FROM a\nCOPY . /app\nADD x y\n"


def fixed(tool: Tool, configured: str, *arguments: str) -> str:
    tool.write("Dockerfile", FIXABLE)
    tool.write("dflint.toml", configured)
    tool.run("fix", *arguments)
    return "".join(
        word for word in ("src", "COPY x") if word in (tool.folder / "Dockerfile").read_text(encoding="utf-8")
    )


@pytest.mark.parametrize(
    ("configured", "arguments", "expected"),
    [
        ("", (), "src"),
        ("", ("--unsafe",), "srcCOPY x"),
        ("unfixable = ['ML201']", ("--unsafe",), "COPY x"),
        ("unfixable = ['ML']", ("--unsafe",), ""),
        ("fixable = []", ("--unsafe",), ""),
        ("fixable = ['ML202']", ("--unsafe",), "COPY x"),
        ("fixable = ['ML202']\nunfixable = ['ML2']", ("--unsafe",), "COPY x"),
        ("unfixable = ['ML2']\nfixable = ['ML2']", ("--unsafe",), ""),
        ("extend-safe-fixes = ['ML202']", (), "srcCOPY x"),
        ("extend-unsafe-fixes = ['DL9001']", (), ""),
        ("extend-unsafe-fixes = ['ML2']", ("--unsafe",), "srcCOPY x"),
        ("extend-unsafe-fixes = ['ML2']\nextend-safe-fixes = ['ML201', 'ML2']", (), "src"),
        ("unfixable = ['ML202']\nextend-safe-fixes = ['ML202']", (), "src"),
    ],
)
def test_what_is_fixed(tool: Tool, configured: str, arguments: tuple[str, ...], expected: str) -> None:
    assert fixed(tool, configured, *arguments) == expected


def test_a_finding_that_is_not_to_be_fixed_is_shown_without_its_fix(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    tool.write("dflint.toml", "unfixable = ['ML201']")
    assert "fix" not in tool.run("check").output
    assert "1 fixable with `dflint fix`" in tool.run("check", "--isolated").output
