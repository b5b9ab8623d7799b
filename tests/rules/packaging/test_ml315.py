from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]


def dockerfile(run: str) -> dict[str, str]:
    return {"Dockerfile": f"FROM python:3.12-slim\nRUN {run}\n"}


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("pip install --upgrade pip", ["pip"]),
        ("python -m pip install -U pip setuptools wheel", ["pip", "setuptools", "wheel"]),
        ("pip install -U pip setuptools==78.1.0 torch", ["pip"]),
        ("uv pip install --system -U setuptools", ["setuptools"]),
        ("pip install --upgrade pip==25.1", []),
        ("pip install --upgrade 'setuptools<80'", []),
        ("pip install pip", []),
        ("pip install -U -c constraints.txt pip", []),
        ("pip install -U torch", []),
        ("pip install -U pip-tools", []),
        ("pip install -U https://example.com/pip-25.0-py3-none-any.whl", []),
    ],
)
def test_tools(words: Words, run: str, expected: list[str]) -> None:
    assert words(dockerfile(run), "ML315") == expected
