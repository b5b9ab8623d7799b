"""What is configured decides what is checked and how it is told; what the command line says wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
