from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from click.testing import CliRunner

from dflint.cli import command
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules import registry
from dflint.rules.rule import InstructionRule, Option, Rule, Size, safe, unsafe
from dflint.source import CreateFile, Edit

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.dockerfile.instructions import Instruction


class CopyEverything(InstructionRule):
    """Everything is copied.

    That is too much.
    Copy what is needed.
    """

    code = "ML201"
    name = "copy-everything"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    aliases = ("DL9001",)
    keywords = ("COPY",)
    sources = ("https://example.org/copy",)
    options = {"word": Option("src", "What to copy instead."), "names": Option(("a", "b"), "Names.")}
    bad = {"Dockerfile": "FROM a\nCOPY . /app\n", "model.pt": Size(5), "same.txt": "x"}
    good = {"Dockerfile": "FROM a\nCOPY src /app\n", "model.pt": Size(5), "same.txt": "x"}

    def check(self, instruction: Instruction, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        source = build.dockerfile.source
        at = source.text.find(" . ", instruction.span.start, instruction.span.end)
        if at >= 0:
            span = instruction.span._replace(start=at + 1, end=at + 2)
            fix = safe("Copy less", source.edit(span, str(self.option("word"))))
            yield self.found(source, span, "everything is copied", help="copy less", fix=fix)


class AddIsOdd(InstructionRule):
    """ADD is used."""

    code = "ML202"
    name = "add-is-odd"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    keywords = ("ADD",)

    def check(self, instruction: Instruction, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        source = build.dockerfile.source
        span = instruction.keyword_span
        ignore_file = CreateFile(os.path.join(os.path.dirname(source.path), ".dockerignore"), "data\n")
        edit: Edit | None = source.edit(span, "COPY")
        yield self.found(source, span, "ADD is used", fix=unsafe("Use COPY", edit, ignore_file))


class UserIsInfo(InstructionRule):
    """USER is used."""

    code = "ML303"
    name = "user-is-info"
    severity = Severity.INFO
    keywords = ("USER",)

    def check(self, instruction: Instruction, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        yield self.found(build.dockerfile.source, instruction.span, f"{instruction.body.text} is the user")


class Quiet(InstructionRule):
    """LABEL is used."""

    code = "ML304"
    name = "quiet"
    severity = Severity.WARNING
    on = False
    keywords = ("LABEL",)

    def check(self, instruction: Instruction, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        yield self.found(build.dockerfile.source, instruction.span, "LABEL is used")


class Broken(InstructionRule):
    """This rule fails."""

    code = "ML900"
    name = "broken"
    severity = Severity.WARNING
    keywords = ("STOPSIGNAL",)

    def check(self, instruction: Instruction, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        raise ValueError("it is broken")
        yield  # a generator, as every check is


RULES: tuple[type[Rule], ...] = (CopyEverything, AddIsOdd, UserIsInfo, Quiet, Broken)


class Ran(NamedTuple):
    status: int
    output: str
    errors: str
    data: bytes


class Tool:
    """Runs dflint in a folder, in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    def run(self, *arguments: str, stdin: str | bytes | None = None, **environment: Any) -> Ran:
        result = CliRunner().invoke(command, arguments, input=stdin, env=environment, prog_name="dflint")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr, result.stdout_bytes)


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """dflint with rules of the tests' own, in an empty folder that is a repository."""
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(registry, "entries", lambda: tuple(registry.RuleEntry.of(rule) for rule in RULES))
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return Tool(tmp_path)
