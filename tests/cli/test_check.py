from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from dflint.cli.targets import targets_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Tool

BAD = "FROM a\nCOPY . /app\n"
CLEAN = "FROM a\nCOPY src /app\n"


def test_a_finding(tool: Tool) -> None:
    tool.write("api/Dockerfile", BAD)
    ran = tool.run("check")
    assert ran.status == 1
    assert ran.output == (
        "api/Dockerfile:2:6: ML201 [warning] everything is copied\n"
        "  |\n"
        "2 | COPY . /app\n"
        "  |      ^\n"
        "  |\n"
        "  = help: copy less\n"
        "  = safe fix: Copy less (`dflint fix`)\n"
        "  = rule: copy-everything, https://github.com/dflint/dflint/blob/main/docs/rules/ML201.md\n"
        "\n"
        "Found 1 finding in 1 file: 1 warning.\n"
        "1 fixable with `dflint fix`.\n"
    )
    assert ran.errors == ""


def test_clean(tool: Tool) -> None:
    tool.write("Dockerfile", CLEAN)
    assert tool.run("check") == (0, "All checks passed!\n", "", b"All checks passed!\n")


# Exit status


@pytest.mark.parametrize(
    ("text", "arguments", "status"),
    [
        (BAD, (), 1),
        (BAD, ("--fail-on", "error"), 0),
        (BAD, ("--fail-on", "warning"), 1),
        (BAD, ("--exit-zero",), 0),
        ("FROM a\nUSER x\n", (), 0),
        ("FROM a\nUSER x\n", ("--fail-on", "info"), 1),
        ("FROM a\nADD x y\n", ("--fail-on", "error"), 1),
        ("FROM a\nADD x y\n", ("--exit-zero",), 0),
    ],
)
def test_exit_status(tool: Tool, text: str, arguments: tuple[str, ...], status: int) -> None:
    tool.write("Dockerfile", text)
    assert tool.run("check", *arguments).status == status


def test_no_files_is_a_warning(tool: Tool) -> None:
    ran = tool.run("check")
    assert ran.status == 0
    assert ran.errors == "warning: no container files were found\n"
    assert tool.run("check", "--output-format", "json").output == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("missing",), "no such file or folder: missing"),
        (("--exit-zero", "missing"), "no such file or folder: missing"),
        (("--no-such-option",), "No such option"),
        (("--fail-on", "fatal"), "fatal"),
        (("--output-format", "xml"), "xml"),
        (("--select", "ML77"), "unknown rule `ML77`"),
        (("--select", ""), "Invalid value for '--select': '' names no rule"),
        (("--select", ","), "',' names no rule"),
        (("--select", "ML201", "--select", " "), "' ' names no rule"),
        (("--extend-select", ""), "'' names no rule"),
        (("--ignore", ""), "'' names no rule"),
        (("--ignore", "copy-evrything"), "did you mean `copy-everything`?"),
        (("--config", "missing.toml"), "--config: `missing.toml` is neither a file"),
        (("--config", "selct = ['ML']"), "did you mean `select`?"),
        (("-", "Dockerfile"), "cannot be combined"),
    ],
)
def test_a_wrong_call_is_2(tool: Tool, arguments: tuple[str, ...], message: str) -> None:
    tool.write("Dockerfile", BAD)
    ran = tool.run("check", *arguments)
    assert ran.status == 2
    assert message in ran.errors
    assert ran.output == ""


def test_a_wrong_configuration_is_2(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    tool.write("pyproject.toml", "[tool.dflint]\n\nignore = ['ML777']\n")
    ran = tool.run("check")
    assert ran.status == 2
    assert ran.errors == "Error: pyproject.toml:3: unknown rule `ML777`\n"
    tool.write("pyproject.toml", "[tool.dflint]\nrules.ML201.word = 3\n")
    assert tool.run("check").errors == "Error: pyproject.toml:2: `rules.ML201.word` must be a string\n"


def test_an_internal_error_of_a_rule_is_2_and_the_others_go_on(tool: Tool) -> None:
    tool.write("a/Dockerfile", "FROM a\nSTOPSIGNAL 9\nCOPY . /app\n")
    tool.write("b/Dockerfile", BAD)
    ran = tool.run("check", "--output-format", "concise", "--exit-zero")
    assert ran.status == 2
    assert "a/Dockerfile:3:6: ML201" in ran.output
    assert "b/Dockerfile:2:6: ML201" in ran.output
    assert "internal error: ML900 failed on a/Dockerfile" in ran.errors
    assert "ValueError: it is broken" in ran.errors
    assert "ML900 failed with ValueError" in tool.run("check", "--output-format", "sarif").output


# Files and roots


def test_a_file_alone_gives_what_the_root_gives(tool: Tool) -> None:
    tool.write("api/Dockerfile", BAD)
    tool.write("web/Dockerfile", BAD)
    everything = json.loads(tool.run("check", "--output-format", "json").output)
    for name in ("api/Dockerfile", "web/Dockerfile"):
        alone = json.loads(tool.run("check", name, "--output-format", "json").output)
        assert alone == [item for item in everything if item["filename"] == name]
        assert alone


def test_a_file_is_checked_once_however_often_it_is_named(tool: Tool) -> None:
    tool.write("api/Dockerfile", BAD)
    ran = tool.run("check", ".", "api", "api/Dockerfile", str(tool.folder), "--output-format", "json")
    assert len(json.loads(ran.output)) == 1


def test_a_file_that_git_ignores_is_checked_when_it_is_named(tool: Tool) -> None:
    tool.write(".gitignore", "build/\n")
    tool.write("build/Dockerfile", BAD)
    assert tool.run("check").output == "All checks passed!\n"
    assert tool.run("check", "build/Dockerfile").status == 1


def test_a_name_that_the_finder_leaves_out_is_checked_when_it_is_named(tool: Tool) -> None:
    tool.write("Dockerfile.j2", BAD)
    assert tool.run("check").status == 0
    assert tool.run("check", "Dockerfile.j2").status == 1


def test_projects_inside_a_project_are_checked_too(tool: Tool) -> None:
    tool.write("module/.git", "gitdir: ../.git/modules/module\n")
    tool.write("module/Dockerfile", BAD)
    assert "module/Dockerfile:2:6" in tool.run("check").output


def test_files_outside_the_working_directory_are_absolute(
    tool: Tool, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tool.write("Dockerfile", BAD)
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    ran = tool.run("check", str(path), "--output-format", "json")
    assert json.loads(ran.output)[0]["filename"] == str(path)


def test_show_files(tool: Tool) -> None:
    for name in ("b/Dockerfile", "a/compose.yaml", ".dockerignore", "README.md", "x/Dockerfile.md"):
        tool.write(name, "")
    ran = tool.run("check", "--show-files")
    assert ran.output.splitlines() == [".dockerignore", "a/compose.yaml", "b/Dockerfile"]
    assert ran.status == 0


def test_a_file_that_cannot_be_read_does_not_end_the_run(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    (tool.folder / "x.Dockerfile").symlink_to("nowhere")
    ran = tool.run("check", "x.Dockerfile", "Dockerfile")
    assert "Dockerfile:2:6" in ran.output
    assert ran.status == 1


# Selection and configuration


def test_selection_on_the_command_line(tool: Tool) -> None:
    tool.write("Dockerfile", "FROM a\nCOPY . /app\nADD x y\nLABEL a=b\n")

    def codes(*arguments: str) -> list[str]:
        items = json.loads(tool.run("check", "--output-format", "json", *arguments).output)
        return [item["code"] for item in items]

    assert codes() == ["ML201", "ML202"]
    assert codes("--select", "ML201") == ["ML201"]
    assert codes("--select", "ML201,quiet") == ["ML201", "ML304"]
    assert codes("--select", "ML201", "--select", " ML202 ") == ["ML201", "ML202"]
    assert codes("--extend-select", "ML3") == ["ML201", "ML202", "ML304"]
    assert codes("--ignore", "DL9001") == ["ML202"]
    assert codes("--select", "ALL", "--ignore", "ML2") == ["ML304"]
    tool.write("dflint.toml", "select = ['ML202']\n")
    assert codes() == ["ML202"]
    assert codes("--extend-select", "ML201") == ["ML201", "ML202"]
    assert codes("--select", "ML201") == ["ML201"]
    assert codes("--isolated") == ["ML201", "ML202"]
    assert codes("--config", "select = ['ML304']") == ["ML304"]


def test_options_of_rules_reach_them(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    tool.write("dflint.toml", "[rules.ML201]\nword = 'lib'\n")
    (item,) = json.loads(tool.run("check", "--output-format", "json").output)
    assert item["fix"]["edits"][0]["content"] == "lib"


def test_configuration_of_the_nearest_folder(tool: Tool) -> None:
    tool.write("a/Dockerfile", BAD)
    tool.write("b/Dockerfile", BAD)
    tool.write("b/dflint.toml", "ignore = ['ML201']\n")
    assert "a/Dockerfile" in tool.run("check").output
    assert "b/Dockerfile" not in tool.run("check").output
    assert tool.run("check", "b/Dockerfile").status == 0
    tool.write("b/dflint.toml", "fail-on = 'error'\n")
    assert tool.run("check", "b").status == 0
    assert tool.run("check").status == 1


def test_output_format_of_the_configuration(tool: Tool) -> None:
    tool.write("Dockerfile", CLEAN)
    tool.write("dflint.toml", "output-format = 'json'\n")
    assert tool.run("check").output == "[]\n"
    assert tool.run("check", "--output-format", "full").output == "All checks passed!\n"


def test_exclude(tool: Tool) -> None:
    for name in ("Dockerfile", "old/Dockerfile", "deep/old/x/Dockerfile", "z.Dockerfile"):
        tool.write(name, BAD)
    tool.write("dflint.toml", "exclude = ['old/', '/z.*']\n")
    assert tool.run("check", "--show-files").output == "Dockerfile\n"
    assert tool.run("check", "old/Dockerfile").status == 1
    assert tool.run("check", "old").errors == "warning: no container files were found\n"


# Comments


def test_comments_silence_findings(tool: Tool) -> None:
    tool.write("a/Dockerfile", "FROM a\n# dflint: ignore=copy-everything it is small\nCOPY . /app\n")
    tool.write("b/Dockerfile", "# dflint: ignore-file=DL9001\nFROM a\nCOPY . /app\n")
    assert tool.run("check", "--isolated").status == 0


def test_comments_in_and_around_an_inline_dockerfile(tool: Tool) -> None:
    inside = (
        "    build:\n      dockerfile_inline: |\n        FROM a\n        # dflint: ignore=ML201\n        COPY . /app\n"
    )
    tool.write("compose.yaml", f"services:\n  api:\n{inside}")
    assert tool.run("check").status == 0
    tool.write("compose.yaml", f"services:\n  api:\n{inside}".replace("# dflint: ignore", "# nothing"))
    assert "compose.yaml:7:14: ML201" in tool.run("check").output
    above = f"services:\n  # dflint: ignore=ML201\n  api:\n{inside}".replace("# dflint: ignore=ML201\n        C", "C")
    tool.write("compose.yaml", above)
    assert tool.run("check").status == 0


# Standard input


def test_standard_input(tool: Tool) -> None:
    ran = tool.run("check", "-", "--output-format", "concise", stdin=BAD)
    assert ran.status == 1
    assert ran.output.startswith("Dockerfile:2:6: ML201")
    assert not (tool.folder / "Dockerfile").exists()


def test_standard_input_stands_for_the_file_on_disk(tool: Tool) -> None:
    tool.write("api/Dockerfile", CLEAN)
    tool.write("api/dflint.toml", "fail-on = 'error'\n")
    ran = tool.run("check", "-", "--stdin-filename", "api/Dockerfile", "--output-format", "json", stdin=BAD)
    assert [item["filename"] for item in json.loads(ran.output)] == ["api/Dockerfile"]
    assert ran.status == 0


def test_standard_input_has_the_kind_of_its_name(tool: Tool) -> None:
    text = "services:\n  api:\n    build:\n      dockerfile_inline: |\n        FROM a\n        COPY . /app\n"
    ran = tool.run("check", "-", "--stdin-filename", "compose.yaml", "--output-format", "concise", stdin=text)
    assert ran.output.startswith("compose.yaml:6:14: ML201")


# Output


def test_statistics(tool: Tool) -> None:
    tool.write("Dockerfile", BAD + "COPY . /b\nADD x y\n")
    ran = tool.run("check", "--statistics")
    assert ran.status == 1
    assert ran.output.startswith(
        "2  ML201  copy-everything  fixable: 2 safe\n1  ML202  add-is-odd       fixable: 1 unsafe\n"
    )
    assert json.loads(tool.run("check", "--statistics", "--output-format", "json").output)[0]["count"] == 2


def test_colours(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    assert "\x1b[" not in tool.run("check").output
    assert "\x1b[1;33m" in tool.run("check", "--color", "always").output
    assert "\x1b[1;33m" in tool.run("check", FORCE_COLOR="1").output
    assert "\x1b[" not in tool.run("check", "--color", "never", FORCE_COLOR="1").output
    assert "\x1b[" not in tool.run("check", FORCE_COLOR="1", NO_COLOR="1").output


def test_nothing_of_a_file_steers_the_terminal(tool: Tool) -> None:
    tool.write("Dockerfile", "FROM a\nUSER \x1b]0;x\x07\u202eb\nCOPY . \x1b[2J\n")
    for arguments in (("--output-format", "full"), ("--output-format", "concise"), ("--output-format", "json")):
        assert not {"\x1b", "\x07", "\u202e"} & set(tool.run("check", *arguments).output)


@pytest.mark.skipif(os.name == "nt", reason="names of files cannot hold control characters there")
def test_nothing_of_a_name_steers_the_terminal(tool: Tool) -> None:
    tool.write("a\x1b[2J\nb/Dockerfile", BAD)
    ran = tool.run("check")
    assert "\x1b" not in ran.output
    assert ran.output.startswith("a\\x1b[2J\\x0ab/Dockerfile:2:6: ")
    assert tool.run("check", "--show-files").output == "a\\x1b[2J\\x0ab/Dockerfile\n"


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"FROM a\nCOPY . \xff\nUSER \xff", b"\x00" * 1000, b""])
def test_strange_bytes(tool: Tool, data: bytes) -> None:
    tool.write("Dockerfile", data)
    for name in ("full", "concise", "json"):
        assert tool.run("check", "--output-format", name).status in (0, 1)


def test_json_edits_of_other_files(tool: Tool) -> None:
    tool.write("api/Dockerfile", "FROM a\nADD x y\n")
    (item,) = json.loads(tool.run("check", "--output-format", "json").output)
    assert item["fix"]["applicability"] == "unsafe"
    assert item["fix"]["edits"][1] == {
        "content": "data\n",
        "filename": "api/.dockerignore",
        "location": {"row": 1, "column": 1},
        "end_location": {"row": 1, "column": 1},
        "create": True,
    }


def test_the_working_directory_may_be_the_root_of_the_disk(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    path: Path = tool.write("Dockerfile", BAD)
    monkeypatch.chdir("/")
    (item,) = json.loads(tool.run("check", str(path), "--output-format", "json").output)
    assert item["filename"] == path.relative_to(path.anchor).as_posix()


def test_a_named_file_that_only_is_called_like_a_compose_file(tmp_path: Path) -> None:
    """As pre-commit names it."""
    files = {"envoy-compose.yaml": "admin: {}\n", "gpu-compose.yaml": "services: {}\n", "stack.yml": "admin: {}\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (target,) = targets_of([str(tmp_path / name) for name in files], str(tmp_path)).of_projects
    assert [os.path.basename(path) for path in target.files] == ["gpu-compose.yaml", "stack.yml"]


def test_a_folder_that_cannot_be_read_is_told(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def refuse(path: str) -> Any:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    tool.write("Dockerfile", "FROM a\n")
    tool.write("locked/Dockerfile", "FROM a\nADD x /x\n")
    monkeypatch.setattr(os, "scandir", refuse)
    ran = tool.run("check")
    assert ran.status == 0
    assert ran.errors == "warning: the folder locked cannot be read; it was left out\n"
