from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dflint.linter import Linter
from dflint.project.project import Project
from dflint.rules.compose.dc108_compose_gpus_needs_2_30 import ComposeGpusNeeds230

TEXT = """\
include: [other.yaml]
services:
  s:
    image: x
    gpus: all
    models: [m]
    develop: {watch: []}
    healthcheck: {test: [CMD, a], start_interval: 1s}
  t:
    provider: {type: model}
models:
  m: {model: ai/smollm2}
"""


@pytest.mark.parametrize(
    ("oldest", "expected"),
    [
        ("2.29", ["gpus", "models", "provider", "models"]),
        ("v2.30.0", ["models", "provider", "models"]),
        ("2.36", ["models", "models"]),
        ("2.38", []),
        ("5.0.1", []),
        ("2.20.1", ["gpus", "models", "develop", "start_interval", "provider", "models"]),
        ("2.19", ["include", "gpus", "models", "develop", "start_interval", "provider", "models"]),
    ],
)
def test_the_keys_that_came_later(tmp_path: Path, oldest: str, expected: list[str]) -> None:
    (tmp_path / "compose.yaml").write_text(TEXT)
    rule = ComposeGpusNeeds230({"compose-version": oldest})
    found = Linter(Project(str(tmp_path)), [rule]).run().diagnostics
    assert [one.source.slice(one.span) for one in found] == expected


def test_the_option_is_a_release() -> None:
    is_valid: Callable[[object], bool] | None = ComposeGpusNeeds230.options["compose-version"].is_valid
    assert is_valid is not None
    assert is_valid("v2.30.1")
    assert not is_valid("newest")
    assert not is_valid(2)
