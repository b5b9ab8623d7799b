from __future__ import annotations

from collections.abc import Callable

import pytest

PYPROJECT = '[project]\nname = "app"\ndependencies = ["torch"]\n[dependency-groups]\ndev = ["pytest", "ruff"]\n'


def tree(lines: str, name: str = "Dockerfile", project: str = PYPROJECT) -> dict[str, str]:
    return {"pyproject.toml": project, name: f"FROM python:3.12-slim AS base\nWORKDIR /app\nCOPY . .\n{lines}\n"}


@pytest.mark.parametrize(
    "lines",
    [
        "RUN uv sync",
        "RUN uv sync --locked --extra gpu",
        "RUN uv sync\nFROM python:3.12-slim\nCOPY --from=base /app/.venv /app/.venv",
    ],
)
def test_found(findings: Callable[..., list[object]], lines: str) -> None:
    found = findings(tree(lines), "ML213")
    assert [one.source.slice(one.span) for one in found] == ["uv sync"]
    assert found[0].message == "`uv sync` installs the group `dev` too: `pytest`, `ruff`"


@pytest.mark.parametrize(
    "lines",
    [
        "RUN uv sync --no-dev",
        "RUN uv sync --no-default-groups",
        "RUN uv sync --no-group dev",
        "RUN uv sync --group dev",
        "RUN uv sync --only-group dev",
        "ENV UV_NO_DEV=1\nRUN uv sync",
        "ARG UV_NO_DEV\nRUN uv sync",
        "ARG OPTIONS\nRUN uv sync $OPTIONS",
        "RUN uv sync && uv run pytest",
        'RUN uv sync\nCMD ["uv", "run", "pytest"]',
        "RUN uv sync\nFROM python:3.12-slim\nCOPY --from=base /app/dist /dist",
    ],
)
def test_silent(findings: Callable[..., list[object]], lines: str) -> None:
    assert findings(tree(lines), "ML213") == []


@pytest.mark.parametrize("name", ["Dockerfile.dev", "Dockerfile.test", "dev.Dockerfile"])
def test_an_image_for_development(findings: Callable[..., list[object]], name: str) -> None:
    assert findings(tree("RUN uv sync", name), "ML213") == []


@pytest.mark.parametrize(
    "project", [PYPROJECT.partition("[dependency")[0], f"{PYPROJECT}[tool.uv]\ndefault-groups = []\n"]
)
def test_a_project_without_such_a_group(findings: Callable[..., list[object]], project: str) -> None:
    assert findings(tree("RUN uv sync", project=project), "ML213") == []
