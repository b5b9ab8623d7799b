from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]

SERVER = 'CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]'


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


def test_found(words: Words) -> None:
    assert words(dockerfile(SERVER), "ML704") == ["uvicorn"]


@pytest.mark.parametrize(
    "lines",
    [
        ["HEALTHCHECK CMD curl http://localhost:8000/", SERVER],
        ["HEALTHCHECK NONE", SERVER],
        ['CMD ["python", "train.py"]'],
        ['CMD ["./run.sh"]'],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML704") == []


def test_the_base_may_have_one(words: Words) -> None:
    assert words(dockerfile(SERVER, base="quay.io/jupyter/base-notebook:2025-01-01"), "ML704") == []
    assert words(dockerfile(SERVER, base="example.com/a:1"), "ML704") == []


def test_a_service_may_have_one(words: Words) -> None:
    compose = "services:\n  api:\n    build: .\n    healthcheck:\n      test: curl http://localhost:8000/\n"
    assert words({**dockerfile(SERVER), "compose.yaml": compose}, "ML704") == []
