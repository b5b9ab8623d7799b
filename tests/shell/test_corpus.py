"""Public Dockerfiles: nothing is raised, nearly all scripts are read without an error."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dflint.dockerfile.instructions import CommandInstruction
from dflint.dockerfile.parser import parse
from dflint.shell.installers import installs
from dflint.shell.run import command_script
from dflint.source import Source

CORPUS = os.environ.get("DFLINT_CORPUS", "")


def dockerfiles() -> Iterator[Path]:
    for path in sorted(Path(CORPUS).rglob("*")):
        if "dockerfile" in path.name.lower() and path.is_file() and ".git" not in path.parts:
            yield path


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="DFLINT_CORPUS is not set")
def test_public_dockerfiles() -> None:
    scripts = errors = 0
    for path in dockerfiles():
        source = Source.read(str(path))
        for instruction in parse(source).instructions:
            if not isinstance(instruction, CommandInstruction):
                continue
            script = command_script(instruction)
            scripts += 1
            errors += script.has_errors
            for command in script.commands:
                assert instruction.span.contains(command.span), (path, command)
                for word in command.words:
                    assert command.span.contains(word.span), (path, command, word)
            for install in installs(script):
                for package in install.packages:
                    if package.name_span is not None:
                        written = source.slice(package.name_span).replace("\\\n", "").replace("\\\r\n", "")
                        assert package.written_name in written or "\\" in written, (path, package)
    assert scripts
    assert errors <= scripts * 0.005
