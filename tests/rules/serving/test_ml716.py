from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]

TORCH = "RUN pip install torch uvicorn"
SERVER = "CMD uvicorn a:a --workers 4"


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


def test_workers(words: Words) -> None:
    assert words(dockerfile(TORCH, SERVER), "ML716") == ["uvicorn"]


@pytest.mark.parametrize("limit", ["cpus: 2", "deploy: {resources: {limits: {cpus: '2'}}}"])
def test_a_limit_of_the_service(words: Words, limit: str) -> None:
    compose = f"services:\n  api:\n    build: .\n    {limit}\n"
    assert words({**dockerfile(TORCH, "CMD uvicorn a:a"), "compose.yaml": compose}, "ML716") == ["uvicorn"]


@pytest.mark.parametrize(
    "lines",
    [
        [TORCH, "ENV OMP_NUM_THREADS=1", SERVER],
        [TORCH, "CMD OMP_NUM_THREADS=1 uvicorn a:a --workers 4"],
        [TORCH, "CMD uvicorn a:a"],
        ["RUN pip install fastapi uvicorn", SERVER],
        ["RUN pip install tensorflow uvicorn", SERVER],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML716") == []
