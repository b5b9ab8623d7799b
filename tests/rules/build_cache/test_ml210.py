from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["RUN uv sync --locked", "RUN uv pip install a"], ["uv sync"]),
        # It is about what Python writes when it imports, and means nothing to uv.
        (["ENV PYTHONDONTWRITEBYTECODE=1", "RUN uv pip install --system a"], ["uv pip install"]),
    ],
)
def test_what_is_not_compiled(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(dockerfile(*lines), "ML210") == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["ENV UV_COMPILE_BYTECODE=1", "RUN uv sync"],
        ["ENV UV_COMPILE_BYTECODE=0", "RUN uv sync"],
        ["RUN uv sync --compile-bytecode"],
        ["RUN uv tool install ruff"],
        ["RUN pip install a"],
        ["RUN uv pip uninstall a"],
    ],
)
def test_nothing_to_compile(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML210") == []
