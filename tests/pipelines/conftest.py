"""What others bring to a pipeline: the machine that runs a script, and the page that it was copied from."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]

BAD = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n"
"""A Dockerfile with ML201 (copy-source-before-deps), a warning."""


_INHERITED = ("HOME", "LANG", "SYSTEMROOT", "HTTP_PROXY", "HTTPS_PROXY", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")


class Block(NamedTuple):
    """A fenced block of a page, and the heading that it stands under."""

    heading: str
    language: str
    text: str

    @property
    def file_name(self) -> str:
        """The name of the file that it is, which its first line says in a comment."""
        return self.text.partition("\n")[0].lstrip("#/ ")

    @property
    def content(self) -> Any:
        """What it says, of a block in YAML."""
        return content_of(self.text)


def content_of(text: str) -> Any:
    """What a YAML text says. `on` is a word, as in YAML 1.2 and for GitHub."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(text)


def blocks_of(page: Path) -> list[Block]:
    """The fenced blocks of a page."""
    return list(_blocks(page.read_text(encoding="utf-8").splitlines()))


def _blocks(lines: list[str]) -> Iterator[Block]:
    heading, language = "", None
    held: list[str] = []
    for line in lines:
        if language is None and line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("```") and language is None:
            language, held = line.removeprefix("```"), []
        elif line == "```":
            yield Block(heading, language or "", "\n".join(held) + "\n")
            language = None
        elif language is not None:
            held.append(line)


class Machine:
    """A machine of a CI service with a checked-out project, where installing is a matter of pretending.

    `dflint` is the one that is tested, `pip` does nothing, and `python -m venv` makes a folder that has these two.
    """

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        self.temporary = folder / "temporary"
        self._programs = folder / "programs"
        for made in (self.project, self.temporary, self._programs):
            made.mkdir()
        self._program(
            "dflint", f'PYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m dflint "$@"'
        )
        self._program("pip", "exit 0")
        programs = shlex.quote(str(self._programs))
        self._program("python", f'for folder; do :; done; mkdir -p "$folder" && ln -s {programs} "$folder/bin"')

    def _program(self, name: str, script: str) -> None:
        path = self._programs / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def write(self, name: str, text: str) -> Path:
        """Write a file of the project."""
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def git(self, *arguments: str) -> None:
        """Run git in the project."""
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *identity, *arguments], cwd=self.project, check=True, capture_output=True)

    def run(self, script: str, *shell: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a script in the folder of the project. The environment is that of the machine, not that of the tests."""
        inherited = {name: os.environ[name] for name in os.environ if name in _INHERITED or name.startswith("PIP_")}
        path = os.pathsep.join((str(self._programs), os.environ["PATH"]))
        return subprocess.run(
            [*(shell or ("bash", "-eo", "pipefail")), "-c", script],
            cwd=self.project,
            env={**inherited, "PATH": path, "CI": "true", **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


def zizmor(file: Path, *arguments: str) -> str:
    """What zizmor (https://docs.zizmor.sh) finds in a workflow or an action; empty if that is nothing."""
    program = Path(sys.executable).with_name("zizmor")
    if not program.exists():
        pytest.skip("zizmor is not installed")
    command = [program, "--offline", "--quiet", *arguments, file]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


def violations(file: Path, schema: str) -> str:
    """What a schema that check-jsonschema brings along says against a file; empty if that is nothing."""
    pytest.importorskip("check_jsonschema")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", file]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)
