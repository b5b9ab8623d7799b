"""The engine of the tests that build: the one that answers. `tests/build/engine` starts one where there is none."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build.images import BASE, Engine, unavailable


@pytest.fixture(scope="session")
def _docker() -> None:
    if shutil.which("docker") is None:
        unavailable("there is no docker command; `tests/build/engine` starts an engine on Debian")
    for command, reason in (
        (["info"], "no Docker engine answers; `tests/build/engine` starts one on Debian"),
        (["buildx", "version"], "the Docker engine has no BuildKit"),
        (["compose", "version"], "docker has no compose plugin"),
        (["image", "inspect", BASE], f"the engine has no image {BASE}; `tests/build/engine` makes one"),
    ):
        if subprocess.run(["docker", *command], capture_output=True, check=False).returncode:
            unavailable(reason)


@pytest.fixture
def engine(_docker: None) -> Iterator[Engine]:
    """The engine; the images that a test makes with it are removed after the test."""
    with (Path(tempfile.gettempdir()) / "dflint-builds.lock").open("w") as lock:
        # Of two builds of the same step, one would wait for the other, and say that it took it from the cache.
        fcntl.flock(lock, fcntl.LOCK_EX)
        engine = Engine()
        yield engine
        engine.clean()
