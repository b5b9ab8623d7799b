from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping

import pytest

from dflint.compose.compose_file import ComposeFile
from dflint.compose.loader import load
from dflint.source import Source

Read = Callable[..., ComposeFile]


@pytest.fixture
def read() -> Read:
    """Reads a compose file from an indented text."""

    def read_text(text: str, variables: Mapping[str, str | None] | None = None) -> ComposeFile:
        return load(Source("/project/compose.yaml", textwrap.dedent(text)), variables)

    return read_text


@pytest.fixture
def problems() -> Callable[[ComposeFile], list[tuple[int, str, str]]]:
    """The problems of a file as row, the words they point at, and message."""

    def listed(file: ComposeFile) -> list[tuple[int, str, str]]:
        return [
            (file.source.row(problem.span.start), file.source.slice(problem.span), problem.message)
            for problem in file.problems
        ]

    return listed
