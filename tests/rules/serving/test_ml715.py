from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.rules.serving.ml715_train_as_root_with_bind_mount import TrainAsRootWithBindMount

Words = Callable[..., list[str]]

DOCKERFILE = 'FROM python:3.12-slim\nCMD ["python", "train.py"]\n'


def compose(*lines: str) -> str:
    return "services:\n  train:\n    build: .\n" + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize("volume", ["./runs:/app/runs", "./data/out:/app/checkpoints", "/srv/outputs:/o:rw"])
def test_found(words: Words, volume: str) -> None:
    tree = {"Dockerfile": DOCKERFILE, "compose.yaml": compose(f"volumes: ['{volume}']")}
    assert words(tree, "ML715") == [f"'{volume}'"]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["volumes: ['./data:/data']"], id="what is read"),
        pytest.param(["volumes: ['./runs:/runs:ro']"], id="read-only"),
        pytest.param(["volumes: ['runs:/runs']"], id="a volume of Docker"),
        pytest.param(["user: '1000'", "volumes: ['./runs:/runs']"], id="a user of the service"),
        pytest.param(["command: uvicorn a:a", "volumes: ['./runs:/runs']"], id="no training"),
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words({"Dockerfile": DOCKERFILE, "compose.yaml": compose(*lines)}, "ML715") == []


@pytest.mark.parametrize("text", ["FROM python:3.12-slim\nUSER 1000\n", "FROM example.com/a:1\n"])
def test_users_of_the_image(words: Words, text: str) -> None:
    tree = {"Dockerfile": f"{text}CMD python train.py\n", "compose.yaml": compose("volumes: ['./runs:/runs']")}
    assert words(tree, "ML715") == []


def test_off_by_default() -> None:
    assert not TrainAsRootWithBindMount.on
