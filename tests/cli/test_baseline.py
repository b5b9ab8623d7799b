"""``dflint baseline``, and ``dflint check`` with what it has written. The rules are those of this folder's conftest."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Tool

FAULTY = "FROM a\nCOPY . /app\nADD x /x\n"


def codes(tool: Tool, *arguments: str) -> list[str]:
    done = tool.run("check", "--output-format", "json", *arguments)
    return [f"{one['filename']} {one['code']}" for one in json.loads(done.output)]


@pytest.fixture
def adopted(tool: Tool) -> Tool:
    """A project with a baseline of four findings in two files."""
    tool.write("Dockerfile", FAULTY)
    tool.write("api/Dockerfile", FAULTY)
    assert tool.run("baseline").status == 0
    return tool


def test_what_was_there_is_not_told(adopted: Tool) -> None:
    done = adopted.run("check", "--baseline", "dflint-baseline.json")
    assert done.status == 0
    assert "All checks passed!" in done.output
    assert "4 findings of the baseline are not shown." in done.errors
    assert adopted.run("check").status == 1


def test_a_new_fault_alone_is_told(adopted: Tool) -> None:
    adopted.write("api/Dockerfile", "# A comment\nFROM a\n\nCOPY . /app\nADD y /y\nADD x /x\n")
    done = adopted.run("check", "--baseline", "dflint-baseline.json", "--output-format", "concise")
    assert done.status == 1
    assert [line for line in done.output.splitlines() if "Dockerfile" in line] == [
        "api/Dockerfile:5:1: ML202 ADD is used"
    ]
    assert "gone" not in done.errors


def test_the_second_of_two_equal_findings_is_new(adopted: Tool) -> None:
    adopted.write("Dockerfile", FAULTY + "ADD x /x\n")
    assert codes(adopted, "--baseline", "dflint-baseline.json") == ["Dockerfile ML202"]


def test_the_configuration_names_it_from_its_own_folder(adopted: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    adopted.write("dflint.toml", 'baseline = "dflint-baseline.json"\n')
    monkeypatch.chdir(adopted.folder / "api")
    assert codes(adopted) == []
    assert codes(adopted, "..") == []
    assert codes(adopted, "--baseline", "") == ["Dockerfile ML201", "Dockerfile ML202"]
    assert codes(adopted, "--config", "baseline = ''") == ["Dockerfile ML201", "Dockerfile ML202"]


def test_what_is_gone_is_said_and_taken_out(adopted: Tool) -> None:
    adopted.write("Dockerfile", "FROM a\nADD x /x\n")
    os.unlink(adopted.folder / "api" / "Dockerfile")
    done = adopted.run("check", "--baseline", "dflint-baseline.json")
    assert done.status == 0
    assert "3 findings of dflint-baseline.json are gone; `dflint baseline` takes them out:" in done.errors
    assert "  api/Dockerfile: ML202 ADD is used" in done.errors
    done = adopted.run("baseline", "--baseline", "dflint-baseline.json")
    assert done.errors.splitlines() == ["dflint-baseline.json holds 1 finding in 1 file (0 new, 3 gone)."]
    assert "gone" not in adopted.run("check", "--baseline", "dflint-baseline.json").errors


@pytest.mark.parametrize("choice", [["api"], ["api/Dockerfile"], ["--select", "ML201"]])
def test_what_is_not_looked_at_is_not_gone(adopted: Tool, choice: list[str]) -> None:
    adopted.write("Dockerfile", "FROM a\nCOPY . /app\n")
    before = (adopted.folder / "dflint-baseline.json").read_text()
    assert "gone" not in adopted.run("check", "--baseline", "dflint-baseline.json", *choice).errors
    adopted.run("baseline", "--baseline", "dflint-baseline.json", *choice)
    assert (adopted.folder / "dflint-baseline.json").read_text() == before


def test_the_file_is_the_same_whatever_the_order_and_the_place(adopted: Tool) -> None:
    before = (adopted.folder / "dflint-baseline.json").read_text()
    adopted.write("Dockerfile", "# x\n\n\nFROM a\nADD x /x\nCOPY . \\\n  /app\n")
    adopted.run("baseline", "--baseline", "dflint-baseline.json")
    assert (adopted.folder / "dflint-baseline.json").read_text() == before
    assert sum("fingerprint" in line for line in before.splitlines()) == 5  # a line a finding, and the kind


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "does not exist; `dflint baseline` writes it"),
        ("", "is not the JSON of a baseline"),
        (b"\xff", "is not a baseline"),
        ('<<<<<<< HEAD\n{"fingerprints": "dflint/v1", "findings": {}}', "has a merge conflict"),
        ("{}", "is not a baseline"),
        ('{"fingerprints": "dflint/v1", "findings": {"a": [{"code": "ML1"}]}}', "not a finding"),
        ("FROM a\n", "is not the JSON of a baseline"),
        ("[" * 100_000, "is not the JSON of a baseline"),
        ("[]", "is not a baseline"),
        ('{"fingerprints": "dflint/v0", "findings": {}}', "other fingerprints"),
        ('{"fingerprints": "dflint/v1", "findings": {"a": 1}}', "not a finding"),
        ('{"fingerprints": "dflint/v1", "findings": {"a": [{"code": 1}]}}', "not a finding"),
    ],
)
def test_a_file_that_is_none(adopted: Tool, text: str | bytes | None, message: str) -> None:
    if text is not None:
        adopted.write("other.json", text)
    done = adopted.run("check", "--baseline", "other.json")
    assert done.status == 2
    assert done.errors.startswith("Error: other.json ")
    assert message in done.errors
    if text is not None:
        done = adopted.run("baseline", "--baseline", "other.json")
        assert done.status == 2
        assert "; restore or remove the file, and run `dflint baseline`\n" in done.errors
        written = text if isinstance(text, bytes) else text.encode()
        assert (adopted.folder / "other.json").read_bytes() == written
        # What the message says helps.
        (adopted.folder / "other.json").unlink()
        assert adopted.run("baseline", "--baseline", "other.json").status == 0
        assert adopted.run("check", "--baseline", "other.json").status == 0


def test_a_folder_is_none(adopted: Tool) -> None:
    assert adopted.run("check", "--baseline", "api").errors == "Error: api cannot be read: Is a directory\n"


def test_what_is_gone_can_fail_a_run(adopted: Tool) -> None:
    adopted.write("dflint.toml", 'baseline = "dflint-baseline.json"\n')
    assert adopted.run("check", "--fail-on-gone").status == 0
    adopted.write("Dockerfile", "FROM a\n")
    assert adopted.run("check").status == 0
    done = adopted.run("check", "--fail-on-gone")
    assert (done.status, done.output) == (1, "All checks passed!\n")
    assert "2 findings of dflint-baseline.json are gone; `dflint baseline` takes them out:" in done.errors
    assert adopted.run("check", "--fail-on-gone", "api").status == 0
    assert adopted.run("check", "--fail-on-gone", "--exit-zero").status == 0
    adopted.run("baseline")
    assert adopted.run("check", "--fail-on-gone").status == 0


def test_it_cannot_be_written(adopted: Tool) -> None:
    done = adopted.run("baseline", "--baseline", "no/folder/here.json")
    assert done.status == 2
    assert "no/folder/here.json was not written: No such file or directory" in done.errors


def test_each_configuration_has_its_own(tool: Tool) -> None:
    tool.write("Dockerfile", FAULTY)
    tool.write("api/Dockerfile", FAULTY)
    tool.write("dflint.toml", 'baseline = "a.json"')
    tool.write("api/dflint.toml", 'baseline = "b.json"')
    done = tool.run("baseline")
    assert done.errors.splitlines() == [
        "a.json holds 2 findings in 1 file.",
        "api/b.json holds 2 findings in 1 file.",
    ]
    assert codes(tool) == []


@pytest.mark.parametrize("other", ["b.json", ""])
def test_what_has_another_baseline_leaves_the_one_that_it_had(adopted: Tool, other: str) -> None:
    adopted.write("dflint.toml", 'baseline = "dflint-baseline.json"\n')
    adopted.write("api/dflint.toml", f'baseline = "{other}"\n')
    done = adopted.run("baseline", "Dockerfile")
    assert "holds 4 findings in 2 files (0 new, 0 gone)" in done.errors
    done = adopted.run("baseline", "--select", "ML202")
    assert "dflint-baseline.json holds 2 findings in 1 file (0 new, 2 gone)." in done.errors
    assert "gone" not in adopted.run("check").errors


def test_a_project_inside_with_another_baseline_takes_nothing_out(adopted: Tool) -> None:
    adopted.write("dflint.toml", 'baseline = "dflint-baseline.json"\n')
    adopted.write("inner/.git/config", "")
    adopted.write("inner/dflint.toml", 'baseline = "b.json"\n')
    adopted.write("inner/Dockerfile", FAULTY)
    done = adopted.run("baseline", "api", "inner")
    assert "dflint-baseline.json holds 4 findings in 2 files (0 new, 0 gone)." in done.errors


def test_standard_input_has_the_baseline_of_its_file(adopted: Tool) -> None:
    arguments = ("-", "--stdin-filename", "api/Dockerfile", "--baseline", "dflint-baseline.json")
    done = adopted.run("check", "--output-format", "json", *arguments, stdin=FAULTY + "ADD y /y\n")
    assert [one["location"]["row"] for one in json.loads(done.output)] == [4]
    assert adopted.run("baseline", "-", stdin=FAULTY).status == 2


def test_what_a_fix_leaves_of_the_baseline_is_not_told(adopted: Tool) -> None:
    adopted.write("dflint.toml", 'baseline = "dflint-baseline.json"\n')
    done = adopted.run("fix")
    assert (done.status, done.output) == (0, "All checks passed!\n")
    assert "2 findings of the baseline are not shown." in done.errors
    assert "2 findings of dflint-baseline.json are gone" in done.errors
    assert "COPY src /app" in (adopted.folder / "Dockerfile").read_text()
    assert adopted.run("fix", "--baseline", "").status == 1
    adopted.write("api/Dockerfile", FAULTY + "ADD y /y\n")
    done = adopted.run("fix", "--output-format", "concise")
    assert done.status == 1
    assert done.output.startswith("api/Dockerfile:4:1: ML202 ADD is used\nFound 1 finding")


def test_nothing_is_mended_with_a_baseline_that_is_not_there(tool: Tool) -> None:
    path = tool.write("Dockerfile", FAULTY)
    done = tool.run("fix", "--baseline", "missing.json")
    assert done.status == 2
    assert "missing.json" in done.errors
    assert path.read_text() == FAULTY


def test_standard_input_that_is_mended_has_the_baseline_of_its_name(adopted: Tool) -> None:
    arguments = ("-", "--stdin-filename", "Dockerfile", "--baseline", "dflint-baseline.json")
    done = adopted.run("fix", *arguments, stdin=FAULTY)
    assert (done.status, done.output) == (0, "FROM a\nCOPY src /app\nADD x /x\n")
    assert "ML202" not in done.errors
