"""Dockerfiles as texts, and the builds of them."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.context.build_context import BuildContext
from dflint.dockerfile.parser import parse
from dflint.source import Source

MakeBuild = Callable[..., Build]
MakeStage = Callable[..., Stage]


def build_of(text: str, context: BuildContext | None = None, **options: Any) -> Build:
    """The build of a Dockerfile, which may be indented."""
    source = Source("/project/Dockerfile", textwrap.dedent(text))
    return Build(parse(source), source.path, context, **options)


@pytest.fixture
def build() -> MakeBuild:
    return build_of


@pytest.fixture
def stage() -> MakeStage:
    """The last stage of a Dockerfile."""

    def make(text: str, **options: Any) -> Stage:
        final = build_of(text, **options).graph.final
        assert final is not None
        return final

    return make


@pytest.fixture
def context(tmp_path: Path) -> Callable[[Mapping[str, str]], BuildContext]:
    """A build context of files with the given texts."""

    def make(files: Mapping[str, str]) -> BuildContext:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return BuildContext.open(os.fspath(tmp_path))

    return make
