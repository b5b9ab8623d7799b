from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]

TORCH = "RUN pip install torch flask gunicorn"


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    "line",
    [
        'CMD ["gunicorn", "-b", "0.0.0.0:80", "app:app"]',
        "CMD gunicorn -k uvicorn.workers.UvicornWorker app:app",
        "CMD gunicorn --preload app:app",
    ],
)
def test_found(words: Words, line: str) -> None:
    assert words(dockerfile(TORCH, line), "ML712") == ["gunicorn"]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["RUN pip install flask gunicorn", "CMD gunicorn a:a"], id="no model"),
        pytest.param([TORCH, "CMD gunicorn --timeout 600 a:a"], id="a timeout"),
        pytest.param([TORCH, "CMD gunicorn -t600 a:a"], id="a short timeout"),
        pytest.param([TORCH, "CMD gunicorn -c gunicorn.py a:a"], id="a settings file"),
        pytest.param([TORCH, "COPY gunicorn.conf.py .", "CMD gunicorn a:a"], id="the settings file"),
        pytest.param([TORCH, "ENV GUNICORN_CMD_ARGS=--timeout=0", "CMD gunicorn a:a"], id="a variable"),
        pytest.param([TORCH, "CMD gunicorn $OPTIONS a:a"], id="options that nobody knows"),
        pytest.param([TORCH, "CMD gunicorn --preload -k gthread a:a"], id="loaded before, and threads that report"),
        pytest.param([TORCH, "CMD uvicorn a:a"], id="another server"),
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML712") == []
