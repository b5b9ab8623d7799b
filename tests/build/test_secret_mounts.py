"""Images before and after the fix of ML801, built with a real engine: who has the token?"""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from dflint.diagnostics import Applicability
from dflint.fixer import Fixer
from dflint.linter import Linter
from dflint.project.names import kind_of
from dflint.project.project import Project
from dflint.rules.secrets.ml801_ml_token_in_arg_env import MlTokenInArgEnv
from dflint.verification import objection

pytestmark = pytest.mark.build

BASE = "python:3.12-slim"
TOKEN = "hf_" + "QwErTyUiOpAsDfGhJkLzXcVbNm"
DOCKERFILE = f"""\
FROM {BASE}
ARG HF_TOKEN
ENV HF_TOKEN=$HF_TOKEN
RUN test "${{#HF_TOKEN}}" = {len(TOKEN)}
RUN <<EOF
python -c 'import os; assert os.environ["HF_TOKEN"][:3] == "hf_"'
EOF
"""


@pytest.fixture(scope="module", autouse=True)
def engine() -> None:
    command = ["docker", "image", "inspect", BASE]
    if shutil.which("docker") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip(f"there is no engine with the image {BASE}")


@pytest.fixture
def name() -> Iterator[str]:
    name = f"dflint-test-{uuid.uuid4().hex[:12]}"
    yield name
    subprocess.run(["docker", "image", "rm", "-f", name], capture_output=True, check=False)


def fixed(folder: Path, dockerfile: str) -> str:
    (folder / ".git").mkdir()
    (folder / "Dockerfile").write_text(dockerfile)
    project = Project(str(folder))
    fixer = Fixer(
        lambda overlay: Linter(project.with_overlay(overlay), [MlTokenInArgEnv()]).run(),
        lambda path: Path(path).read_bytes() if os.path.isfile(path) else None,
        lambda path: kind_of(os.path.basename(path)) is not None,
        objection,
        Applicability.UNSAFE,
    )
    (change,) = fixer.run().changes
    return change.after.decode()


def build(folder: Path, name: str, dockerfile: str, *options: str) -> str:
    """What the engine keeps of the image: its configuration and its history."""
    command = ["docker", "build", "--no-cache", "--network=none", "-t", name, *options, "-f", "-", str(folder)]
    environment = {**os.environ, "HF_TOKEN": TOKEN}
    done = subprocess.run(
        command, input=dockerfile, capture_output=True, text=True, timeout=300, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    kept = [["docker", "inspect", name], ["docker", "history", "--no-trunc", name]]
    return "".join(subprocess.run(one, capture_output=True, text=True, check=True, timeout=60).stdout for one in kept)


def test_what_env_takes_from_an_argument_is_kept(tmp_path: Path, name: str) -> None:
    assert TOKEN in build(tmp_path, name, DOCKERFILE, "--build-arg=HF_TOKEN")


def test_an_argument_alone_is_in_the_history(tmp_path: Path, name: str) -> None:
    dockerfile = DOCKERFILE.replace("ENV HF_TOKEN=$HF_TOKEN\n", "")
    assert TOKEN in build(tmp_path, name, dockerfile, "--build-arg=HF_TOKEN")


def test_a_secret_is_not_kept(tmp_path: Path, name: str) -> None:
    after = fixed(tmp_path, DOCKERFILE)
    assert after.count("--mount=type=secret,id=hf_token,env=HF_TOKEN") == 2
    assert TOKEN not in build(tmp_path, name, after, "--secret=id=hf_token,env=HF_TOKEN")
