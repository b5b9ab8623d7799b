from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.dockerfile.instructions import CommandInstruction
from dflint.dockerfile.parser import parse
from dflint.shell.commands import Script
from dflint.shell.installers import Install, installs
from dflint.shell.run import command_script
from dflint.shell.script import parse_shell
from dflint.source import MappedText, Source


@pytest.fixture
def shell() -> Callable[[str], Script]:
    """A script from its text."""

    def parse_text(text: str) -> Script:
        source = Source("script", text)
        return parse_shell(MappedText.of(source, source.full_span))

    return parse_text


@pytest.fixture
def instruction() -> Callable[[str], CommandInstruction]:
    """The last instruction of a Dockerfile."""

    def last(text: str) -> CommandInstruction:
        found = parse(Source("Dockerfile", text)).instructions[-1]
        assert isinstance(found, CommandInstruction)
        return found

    return last


@pytest.fixture
def run(instruction: Callable[[str], CommandInstruction]) -> Callable[[str], Script]:
    """The script of the last instruction of a Dockerfile."""
    return lambda text: command_script(instruction(text))


@pytest.fixture
def install(shell: Callable[[str], Script]) -> Callable[[str], Install]:
    """The one install of a script."""

    def only(text: str) -> Install:
        found = installs(shell(text))
        assert len(found) == 1, found
        return found[0]

    return only
