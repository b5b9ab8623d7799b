"""The model on many real files: it never raises, and what it says of commands is not contradicted by their use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice

import pytest

from dflint.build.build import Build
from dflint.build.commands import has_command_before
from dflint.build.stages import Stage
from dflint.build.steps import RunStep
from dflint.dockerfile.parser import parse
from dflint.source import Source

CORPUS = os.environ.get("DFLINT_CORPUS")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="DFLINT_CORPUS names no folder of repositories"),
]

COMMANDS = frozenset(
    {"curl", "wget", "git", "jq", "nc", "python", "python3", "pip", "gcc", "make", "node", "npm", "unzip"}
)


MOST_FILES = 3000


def builds() -> Iterator[Build]:
    return islice(all_builds(), MOST_FILES)


def all_builds() -> Iterator[Build]:
    for folder, _, names in os.walk(CORPUS or ""):
        for name in sorted(names):
            if "dockerfile" in name.lower():
                path = os.path.join(folder, name)
                try:
                    yield Build(parse(Source.read(path)), path)
                except OSError:
                    continue


def look_at(stage: Stage) -> None:
    for step in stage.steps:
        state = stage.state_before(step)
        assert state.user is None or state.user
        assert state.shell
    for copy in stage.copies:
        assert copy.destination is None or copy.destination.startswith("/")
        assert copy.taken is None
    assert stage.final_state.home
    assert stage.has_command("curl") in (True, False, None)


def check_manifests(run: RunStep) -> None:
    for mount in run.mounts:
        assert mount.target is None or mount.target.startswith("/")
    for install in run.installs:
        for _, origin in install.manifests:
            assert origin is None or origin.path is None or not origin.path.startswith("/")


def test_no_file_is_too_much():
    count = 0
    for build in builds():
        count += 1
        assert len(build.stages) <= len(build.graph.stages)
        for stage in build.graph.stages:
            look_at(stage)
            for run in stage.runs:
                check_manifests(run)
    assert count


def test_what_is_said_to_be_missing_is_not_called():
    """A RUN that calls a command would fail without it; broken files are rare, so contradictions have to be."""
    said = contradicted = 0
    for build in builds():
        for stage in build.stages:
            for run in stage.runs:
                called = set()
                for command in run.commands:
                    if command.name in COMMANDS and command.name not in called:
                        called.add(command.name)
                        answer = has_command_before(run, command, command.name)
                        said += answer is not None
                        contradicted += answer is False
    assert said
    assert contradicted <= said * 0.002
