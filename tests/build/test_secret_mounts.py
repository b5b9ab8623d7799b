"""Images before and after the fix of ML801, built with a real engine: who has the token?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.build.images import BASE, Engine, fixed

pytestmark = pytest.mark.build

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


def kept(engine: Engine, folder: Path, dockerfile: str, option: str) -> str:
    """What the engine keeps of the image: its configuration and its history."""
    environment = {**os.environ, "HF_TOKEN": TOKEN}
    name = engine.build(folder, "--no-cache", option, dockerfile=dockerfile, env=environment).name
    return "".join(engine.docker(*command, name).stdout for command in (["inspect"], ["history", "--no-trunc"]))


def test_what_env_takes_from_an_argument_is_kept(engine: Engine, tmp_path: Path) -> None:
    assert TOKEN in kept(engine, tmp_path, DOCKERFILE, "--build-arg=HF_TOKEN")


def test_an_argument_alone_is_in_the_history(engine: Engine, tmp_path: Path) -> None:
    dockerfile = DOCKERFILE.replace("ENV HF_TOKEN=$HF_TOKEN\n", "")
    assert TOKEN in kept(engine, tmp_path, dockerfile, "--build-arg=HF_TOKEN")


def test_a_secret_is_not_kept(engine: Engine, tmp_path: Path) -> None:
    _, after = fixed({"Dockerfile": DOCKERFILE}, tmp_path, "ML801", unsafe=True)
    dockerfile = (after / "Dockerfile").read_text()
    assert dockerfile.count("--mount=type=secret,id=hf_token,env=HF_TOKEN") == 2
    assert TOKEN not in kept(engine, after, dockerfile, "--secret=id=hf_token,env=HF_TOKEN")
