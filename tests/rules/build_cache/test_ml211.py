from __future__ import annotations

from collections.abc import Callable

import pytest

PYPROJECT = '[project]\nname = "app"\ndependencies = ["torch"]\n'


def tree(lines: str, base: str = "python:3.12-slim", **files: str) -> dict[str, str]:
    return {"pyproject.toml": PYPROJECT, "uv.lock": "version = 1\n", **files, "Dockerfile": f"FROM {base}\n{lines}\n"}


@pytest.mark.parametrize(
    "lines",
    [
        "COPY . /app\nWORKDIR /app\nRUN uv sync",
        "WORKDIR /app\nRUN --mount=type=bind,source=uv.lock,target=uv.lock "
        "--mount=type=bind,source=pyproject.toml,target=pyproject.toml uv sync --no-install-project",
        "WORKDIR /app\nCOPY pyproject.toml .\nRUN uv sync",
    ],
)
def test_found(words: Callable[..., list[str]], lines: str) -> None:
    assert words(tree(lines), "ML211") == ["uv sync"]


def test_a_lock_that_is_not_copied(findings: Callable[..., list[object]]) -> None:
    found = findings(tree("WORKDIR /app\nCOPY pyproject.toml .\nRUN uv sync"), "ML211")
    assert "is not copied into the image" in found[0].message
    assert found[0].fix is None


@pytest.mark.parametrize(
    "lines",
    [
        "COPY . .\nRUN uv sync --locked",
        "COPY . .\nRUN uv sync --frozen --no-dev",
        "ENV UV_LOCKED=1\nCOPY . .\nRUN uv sync",
        "ENV UV_FROZEN=true\nCOPY . .\nRUN uv sync",
        "COPY . .\nRUN UV_FROZEN=1 uv sync",
        "ARG UV_LOCKED\nCOPY . .\nRUN uv sync",
        "ARG OPTIONS\nCOPY . .\nRUN uv sync $OPTIONS",
        "COPY . .\nRUN uv sync --upgrade",
        "RUN git clone https://github.com/a/b && cd b && uv sync",
    ],
)
def test_silent(findings: Callable[..., list[object]], lines: str) -> None:
    assert findings(tree(lines), "ML211") == []


def test_without_a_lock(findings: Callable[..., list[object]]) -> None:
    files = tree("COPY . .\nRUN uv sync")
    del files["uv.lock"]
    assert findings(files, "ML211") == []


def test_an_unknown_image_may_set_it(findings: Callable[..., list[object]]) -> None:
    assert findings(tree("COPY . .\nRUN uv sync", "example.org/own:1"), "ML211") == []
