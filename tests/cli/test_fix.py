from __future__ import annotations

import json
import os
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Tool

BAD = "FROM a\nCOPY . /app\n"
FIXED = "FROM a\nCOPY src /app\n"


def test_fix_writes_and_says_so(tool: Tool) -> None:
    path = tool.write("Dockerfile", BAD)
    path.chmod(0o640)
    ran = tool.run("fix")
    assert ran == (0, "All checks passed!\n", "Fixed 1 finding in 1 file.\n", b"All checks passed!\n")
    assert path.read_text() == FIXED
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_second_run_changes_nothing(tool: Tool) -> None:
    path = tool.write("Dockerfile", "\ufeffFROM a\r\n# 한국어\r\nCOPY . /app")
    tool.run("fix")
    once = path.read_bytes()
    assert once == "\ufeffFROM a\r\n# 한국어\r\nCOPY src /app".encode()
    ran = tool.run("fix")
    assert path.read_bytes() == once
    assert ran.errors == ""


def test_what_remains_is_told_and_decides_the_status(tool: Tool) -> None:
    path = tool.write("Dockerfile", "FROM a\nCOPY . /app\nADD x y\n")
    ran = tool.run("fix", "--output-format", "concise")
    assert ran.status == 1
    assert ran.output.startswith("Dockerfile:3:1: ML202 ADD is used\nFound 1 finding")
    assert path.read_text() == "FROM a\nCOPY src /app\nADD x y\n"
    assert tool.run("fix", "--exit-zero").status == 0


def test_a_fix_can_be_made_to_fail_the_run(tool: Tool) -> None:
    path = tool.write("Dockerfile", BAD)
    assert tool.run("fix", "--exit-non-zero-on-fix", "--exit-zero").status == 1
    assert path.read_text() == FIXED
    assert tool.run("fix", "--exit-non-zero-on-fix").status == 0


def test_a_file_that_could_not_be_written_is_worse_than_a_fix(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    tool.write("Dockerfile", BAD)
    monkeypatch.setattr("dflint.cli.files.write", refuse)
    assert tool.run("fix", "--exit-non-zero-on-fix").status == 2


def test_unsafe(tool: Tool) -> None:
    path = tool.write("api/Dockerfile", "FROM a\nCOPY . /app\nADD x y\n")
    ran = tool.run("fix", "--unsafe")
    assert ran.status == 0
    assert ran.errors == "Fixed 2 findings in 2 files.\n"
    assert path.read_text() == "FROM a\nCOPY src /app\nCOPY x y\n"
    assert (tool.folder / "api" / ".dockerignore").read_text() == "data\n"


def test_other_files_that_a_fix_touches_do_not_decide_about_a_named_one(tool: Tool) -> None:
    tool.write("Dockerfile", "FROM a\nADD x y\n")
    ran = tool.run("fix", "Dockerfile", "--unsafe", "--show-files")
    assert ran.output == "Dockerfile\n"
    ran = tool.run("fix", "Dockerfile", "--unsafe")
    assert ran.status == 0
    assert (tool.folder / ".dockerignore").exists()


def test_a_fix_whose_new_file_exists_is_refused_as_a_whole(tool: Tool) -> None:
    path = tool.write("Dockerfile", "FROM a\nADD x y\n")
    tool.write(".dockerignore", "mine\n")
    ran = tool.run("fix", "--unsafe")
    assert ran.status == 1
    assert path.read_text() == "FROM a\nADD x y\n"
    assert (tool.folder / ".dockerignore").read_text() == "mine\n"
    assert "Dockerfile:2:1: ML202 was not fixed" in ran.errors


def test_selection_decides_what_is_fixed(tool: Tool) -> None:
    path = tool.write("Dockerfile", BAD)
    assert tool.run("fix", "--ignore", "ML201").status == 0
    assert path.read_text() == BAD


def test_a_silenced_finding_is_not_fixed(tool: Tool) -> None:
    path = tool.write("Dockerfile", "FROM a\n# dflint: ignore=ML201 so\nCOPY . /app\n")
    tool.run("fix")
    assert "COPY . /app" in path.read_text()


# --diff


def test_diff_shows_and_writes_nothing(tool: Tool) -> None:
    path = tool.write("api/Dockerfile", BAD)
    ran = tool.run("fix", "--diff")
    assert ran.status == 1
    assert ran.output == (
        "--- api/Dockerfile\n+++ api/Dockerfile\n@@ -1,2 +1,2 @@\n FROM a\n-COPY . /app\n+COPY src /app\n"
    )
    assert ran.errors == "Would fix 1 finding in 1 file.\n"
    assert path.read_text() == BAD


def test_diff_without_changes_is_0(tool: Tool) -> None:
    tool.write("Dockerfile", "FROM a\nADD x y\n")
    assert tool.run("fix", "--diff") == (0, "", "", b"")
    assert tool.run("fix", "--diff", "--unsafe").status == 1
    assert tool.run("fix", "--diff", "--unsafe", "--exit-zero").status == 0


@pytest.mark.skipif(os.name == "nt", reason="needs patch")
@pytest.mark.parametrize(
    "text",
    [
        b"FROM a\r\nLABEL x=\xff\r\nCOPY . /app\r\nADD x y",
        b"FROM a\nLABEL \x0c=\x0b\x1c\nCOPY . /app\n# \xe2\x80\xa8 x\nADD x y\n",
        b"\xef\xbb\xbfFROM a\nCOPY . /app\nADD x y",
    ],
)
def test_patch_takes_the_diff(tool: Tool, text: bytes) -> None:
    path = tool.write("Dockerfile", text)
    diff = tool.run("fix", "--diff", "--unsafe").data
    subprocess.run(["patch", "--binary", "-p0", "-s"], input=diff, cwd=tool.folder, check=True)
    patched, ignored = path.read_bytes(), (tool.folder / ".dockerignore").read_bytes()
    path.write_bytes(text)
    (tool.folder / ".dockerignore").unlink()
    tool.run("fix", "--unsafe")
    assert path.read_bytes() == patched != text
    assert (tool.folder / ".dockerignore").read_bytes() == ignored


def test_a_coloured_diff_has_no_control_characters_of_the_file(tool: Tool) -> None:
    tool.write("Dockerfile", "FROM a\r\nLABEL a=\x1b]0;x\x07\r\nCOPY . /app\r\n")
    output = tool.run("fix", "--diff", "--color", "always").output
    assert "\\x1b]0;x\\x07" in output
    assert "\x1b]" not in output
    assert "\r" not in output
    assert "\x1b[32m+COPY src /app\x1b[0m\n" in output


# Standard input


def test_standard_input_is_mended_on_standard_output(tool: Tool) -> None:
    text = b"\xef\xbb\xbfFROM a\r\nLABEL a=\xff\r\nCOPY . /app\r\nUSER x"
    ran = tool.run("fix", "-", stdin=text)
    assert ran.data == text.replace(b"COPY . ", b"COPY src ")
    assert "[info] x is the user" in ran.errors
    assert ran.status == 0
    assert sorted(os.listdir(tool.folder)) == [".git"]


def test_clean_standard_input_comes_back(tool: Tool) -> None:
    assert tool.run("fix", "-", stdin=FIXED).output == FIXED


def test_standard_input_creates_and_changes_no_file(tool: Tool) -> None:
    tool.write("api/Dockerfile", BAD)
    text = "FROM a\nADD x y\n"
    ran = tool.run("fix", "-", "--unsafe", "--stdin-filename", "api/Dockerfile", stdin=text)
    assert ran.output == text
    assert ran.status == 1
    assert "api/Dockerfile:2:1" in ran.errors
    assert os.listdir(tool.folder / "api") == ["Dockerfile"]
    assert (tool.folder / "api" / "Dockerfile").read_text() == BAD


def test_diff_of_standard_input(tool: Tool) -> None:
    ran = tool.run("fix", "-", "--diff", stdin=BAD)
    assert ran.status == 1
    assert ran.output.startswith("--- Dockerfile\n+++ Dockerfile\n")


def test_findings_of_standard_input_as_json_are_on_standard_error(tool: Tool) -> None:
    ran = tool.run("fix", "-", "--output-format", "json", stdin="FROM a\nADD x y\n")
    assert json.loads(ran.errors)[0]["code"] == "ML202"


# Failures


def test_an_internal_error_is_2(tool: Tool) -> None:
    path = tool.write("Dockerfile", "FROM a\nSTOPSIGNAL 9\nCOPY . /app\n")
    ran = tool.run("fix")
    assert ran.status == 2
    assert "ML900 failed" in ran.errors
    assert "COPY src" in path.read_text()


def test_a_file_that_changed_meanwhile_is_left_alone(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    from dflint.cli import files
    from dflint.fixer import Change

    path = tool.write("Dockerfile", BAD)
    write = files.write

    def change_first(change: Change) -> None:
        path.write_text("FROM other\n")
        write(change)

    monkeypatch.setattr(files, "write", change_first)
    ran = tool.run("fix")
    assert ran.status == 2
    assert "Dockerfile was not written: it was changed meanwhile" in ran.errors
    assert path.read_text() == "FROM other\n"


def test_a_file_that_cannot_be_written(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    from dflint.cli import files
    from dflint.fixer import Change

    def refuse(change: Change) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "write", refuse)
    tool.write("Dockerfile", BAD)
    ran = tool.run("fix")
    assert ran.status == 2
    assert ran.errors == "Error: Dockerfile was not written: Permission denied\n"
    # What is there is told, as it was found.
    assert ran.output.startswith("Dockerfile:2:6: ML201 ")
    assert "Found 1 finding in 1 file" in ran.output


def test_one_file_of_two_cannot_be_written(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    from dflint.cli import files
    from dflint.fixer import Change

    write = files.write

    def refuse_one(change: Change) -> None:
        if "locked" in change.path:
            raise PermissionError(13, "Permission denied")
        write(change)

    monkeypatch.setattr(files, "write", refuse_one)
    path = tool.write("Dockerfile", BAD)
    tool.write("locked/Dockerfile", BAD)
    tool.run("baseline", "--baseline", "old.json", "--select", "ML3")
    ran = tool.run("fix", "--output-format", "concise", "--baseline", "old.json")
    assert ran.status == 2
    assert ran.errors == ("Error: locked/Dockerfile was not written: Permission denied\nFixed 1 finding in 1 file.\n")
    assert ran.output.startswith("locked/Dockerfile:2:6: ML201 ")
    assert "Found 1 finding in 1 file" in ran.output
    assert path.read_text() == FIXED


def test_a_read_only_file_is_left_alone(tool: Tool) -> None:
    path = tool.write("Dockerfile", BAD)
    path.chmod(0o444)
    if os.access(path, os.W_OK):
        pytest.skip("this user may write everything")
    ran = tool.run("fix")
    assert (ran.status, path.read_text()) == (2, BAD)
    assert ran.errors == "Error: Dockerfile was not written: Permission denied\n"


def test_show_files(tool: Tool) -> None:
    tool.write("Dockerfile", BAD)
    assert tool.run("fix", "--show-files").output == "Dockerfile\n"
    assert (tool.folder / "Dockerfile").read_text() == BAD
