"""Nothing that a scanned project says commands the CI system that shows it, or the terminal."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from dflint.config.options import OUTPUT_FORMATS

ROOT = Path(__file__).parents[2]
COMMANDS = (
    "::error file=x::owned",
    " ::add-mask::owned",
    "%0A::error::owned",
    "##[error]owned",
    "##[add-matcher]owned",
    "##vso[task.setvariable variable=x]owned",
    "\x1b[31mowned\x1b]0;owned\x07",
    "\u009b31mowned",
    "\r::error::owned",
    "\u202eowned",
)
NAMES = (*COMMANDS, "\n::error::owned", "a`b", "<failure>", "]]>", '"', "<b>", "!(x)[y]", "|")
"""Parts of names of files, which hold line feeds too."""

_V1 = re.compile(r"##(vso)?\[")


def commands(text: str) -> Iterator[str]:
    """The lines of a log that GitHub's runner or Azure's agent would obey."""
    for line in re.split(r"\r\n|\r|\n", text):
        if line.lstrip().startswith("::") or _V1.search(line):
            yield line


def project(folder: Path) -> Path:
    """A project in which names of files, images, variables, services and comments are commands."""
    folder.mkdir()
    (folder / ".git").mkdir()
    for name in NAMES:
        inner = folder / name
        inner.mkdir()
        dockerfile = "".join(
            f"FROM python:{word}\n# {word}\nENV X={word} \\\n{word}\nCOPY . {word}\nADD {word} {word}\n"
            f"RUN pip install {word} \\\n{word}\nRUN pip install torch{word}\nENTRYPOINT {word}\n{word}\n"
            for word in (name.replace("\n", " "), "x")
        )
        (inner / "Dockerfile").write_text(dockerfile)
        (inner / "compose.yaml").write_text(
            f"services:\n  {json.dumps(name)}:\n    image: {json.dumps('vllm/vllm-openai:' + name)}\n"
            f"    build: .\n    ports: [{json.dumps(name)}]\n    {json.dumps(name)}: 1\n"
        )
        (inner / "requirements.txt").write_text(f"torch {name}\n")
    return folder


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run dflint in the project in `folder`."""
    ran = subprocess.run(
        [sys.executable, "-m", "dflint", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        check=False,
    )
    # Not with universal new lines: a carriage return is what this is about.
    return subprocess.CompletedProcess(ran.args, ran.returncode, ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8"))


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("evil") / "project")


def test_the_test_sees_commands() -> None:
    for command in COMMANDS[:6]:
        assert list(commands(command)) or command.startswith("%")
    assert list(commands("x\r::error::y")) == ["::error::y"]


@pytest.mark.parametrize("name", OUTPUT_FORMATS)
def test_no_format_writes_a_command_or_an_escape(evil: Path, name: str) -> None:
    ran = run(evil, "check", "--select", "ALL", "--output-format", name)
    assert ran.returncode == 1, ran.stderr
    assert len(ran.stdout) > 1000
    for character in ran.stdout + ran.stderr:
        assert character == "\n" or character.isprintable() or name.startswith("json"), repr(character)
    assert "\x1b" not in ran.stdout
    obeyed = list(commands(ran.stdout))
    if name == "github":
        assert all(re.match(r"::(error|warning|notice) title=|::(end)?group::", line) for line in obeyed)
        obeyed = [line for line in obeyed if _V1.search(line)]
    assert obeyed == []
    assert list(commands(ran.stderr)) == []


def test_annotations_are_of_dflint(evil: Path) -> None:
    """The properties of an annotation are those that were meant, whatever the names of files are."""
    lines = run(evil, "check", "--select", "ALL", "--output-format", "github").stdout.splitlines()
    for line in lines:
        if line.startswith(("::group", "::endgroup")) or not line.startswith("::"):
            continue
        properties = line[2:].partition("::")[0].partition(" ")[2]
        keys = [part.partition("=")[0] for part in properties.split(",")]
        assert keys[:4] == ["title", "file", "line", "endLine"]
        assert keys[4:] in ([], ["col", "endColumn"])


def test_markdown_has_the_cells_and_links_that_were_meant(evil: Path) -> None:
    text = run(evil, "check", "--select", "ALL", "--output-format", "markdown").stdout
    html = MarkdownIt("commonmark").enable("table").render(text)
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    assert len(rows) > 50
    for row in rows:
        assert len(re.findall(r"<t[hd][ >]", row)) == 5, row
    assert set(re.findall(r"</?([a-z0-9]+)", html)) == {
        *("h3", "h4", "p", "table", "thead", "tbody", "tr", "th", "td", "a", "strong", "code", "br", "sub")
    }
    links = set(re.findall(r'href="([^"]*)"', html))
    assert all(link.startswith("https://github.com/dflint/dflint/blob/main/docs/rules/") for link in links)
    heads = re.findall(r"<h4>(.*?)</h4>", html, re.DOTALL)
    assert "<code>##[error]owned/Dockerfile</code>" in heads or "<code>\\u0023#[error]owned/Dockerfile</code>" in heads
    assert "<code>&lt;b&gt;/Dockerfile</code>" in heads
    assert "<code>a`b/Dockerfile</code>" in heads


@pytest.mark.parametrize("name", ["json", "gitlab", "sarif", "rdjson"])
def test_documents_are_read_as_they_were_meant(evil: Path, name: str) -> None:
    read = json.dumps(json.loads(run(evil, "check", "--output-format", name).stdout))
    assert (quote("##[error]owned/Dockerfile") if name == "sarif" else "##[error]owned/Dockerfile") in read


def test_junit_is_read_as_it_was_meant(evil: Path) -> None:
    names = [
        suite.get("name") for suite in ElementTree.fromstring(run(evil, "check", "--output-format", "junit").stdout)
    ]
    assert "##[error]owned/Dockerfile" in names
    assert "<failure>/Dockerfile" in names
    assert "::error file=x::owned/Dockerfile" in names


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--show-files"),
        ("fix", "--unsafe", "--output-format", "json"),
        ("debug", "ast", "##[error]owned/Dockerfile"),
        ("analyze", "##[error]owned/Dockerfile"),
        ("check", "::error::missing"),
        ("check", "--config", "a\n##[error]x = 1"),
    ],
)
def test_no_command_writes_one(evil: Path, arguments: tuple[str, ...]) -> None:
    ran = run(evil, *arguments, GITHUB_ACTIONS="true")
    assert list(commands(ran.stdout)) == []
    # What is wrong with a call is dflint's own command, once.
    own = [line for line in commands(ran.stderr) if line.startswith("::error title=dflint::")]
    assert list(commands(ran.stderr)) == own
    assert len(own) == (1 if "Error: " in ran.stderr else 0)


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_a_diff_is_written_as_it_is_and_not_obeyed(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    before = "FROM python:3.12-slim\n##[error]owned\nRUN pip install torch==2.5.1\n"
    (tmp_path / "Dockerfile").write_text(before)
    plain = run(tmp_path, "fix", "--diff").stdout
    assert "##[error]owned" in plain
    diff = run(tmp_path, "fix", "--diff", GITHUB_ACTIONS="true").stdout
    first, *middle, last = diff.splitlines()
    assert "\n".join(middle) + "\n" == plain
    word = first.removeprefix("::stop-commands::")
    assert last == f"::{word}::"
    assert len(word) == 32
    assert word not in run(tmp_path, "fix", "--diff", GITHUB_ACTIONS="true").stdout
    (tmp_path / ".git").rmdir()
    subprocess.run(["git", "apply", "-p0"], cwd=tmp_path, input=diff, text=True, check=True)
    assert (tmp_path / "Dockerfile").read_text() == before.replace("install", "install --no-cache-dir")


def test_a_configuration_file_commands_nothing(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    (tmp_path / "dflint.toml").write_text('ignore = ["##[error]x\\u001b\\n::error::y"]\n')
    ran = run(tmp_path, "check")
    assert ran.returncode == 2
    assert "unknown rule" in ran.stderr
    assert list(commands(ran.stderr)) == []
    assert "\x1b" not in ran.stderr
