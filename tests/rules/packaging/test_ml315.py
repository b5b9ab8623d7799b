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


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("python:3.8-slim", []),
        ("python:3.6", []),
        ("python:2.7", []),
        ("python:3.9-slim", ["pip"]),
        ("ubuntu:16.04", ["pip"]),
        ("example/unknown", ["pip"]),
    ],
)
def test_a_python_that_gets_no_releases(words: Words, base: str, expected: list[str]) -> None:
    """The last pip for Python 3.8 and older stays the last; the pip of Ubuntu 16.04 takes one for another Python."""
    assert words({"Dockerfile": f"FROM {base}\nRUN pip install -U pip\n"}, "ML315") == expected
