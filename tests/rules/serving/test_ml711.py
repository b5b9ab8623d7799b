from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["CMD uvicorn a:a --host 0.0.0.0 --port 80"], ["80"]),
        (["CMD fastapi run a.py"], ["run"]),
        (["EXPOSE 80", "CMD uvicorn a:a --host 0.0.0.0"], ["uvicorn"]),
        (["EXPOSE 8000/udp", "CMD uvicorn a:a --host 0.0.0.0"], ["uvicorn"]),
    ],
)
def test_found(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(dockerfile(*lines), "ML711") == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["EXPOSE 8000", "CMD uvicorn a:a --host 0.0.0.0"],
        ["EXPOSE 8000-8010/tcp", "CMD uvicorn a:a --host 0.0.0.0"],
        ["ARG PORT", "EXPOSE $PORT", "CMD uvicorn a:a --host 0.0.0.0"],
        ["CMD uvicorn a:a --host 0.0.0.0 --port $PORT"],
        ["CMD uvicorn a:a"],
        ["CMD ./run.sh"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML711") == []
