from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[..., list[str]]
Lay = Callable[..., Any]

UV = "COPY --from=ghcr.io/astral-sh/uv:0.9.2 /uv /uvx /bin/"


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("base", "lines"),
    [
        ("python:3.12-slim", [UV, "RUN uv pip install torch"]),
        ("python:3.12-slim", ["RUN pip install uv", "RUN uv pip install -r requirements.txt"]),
        ("python:3.12-slim", ["RUN pip install uv && uv pip install torch"]),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm-slim", ["COPY . .", "RUN uv pip install -e ."]),
        ("nvidia/cuda:12.4.1-runtime-ubuntu22.04", [UV, "RUN uv pip install torch"]),
    ],
)
def test_found_and_fixed(lay: Lay, base: str, lines: list[str]) -> None:
    checker = lay(dockerfile(*lines, base=base))
    (one,) = checker.run("ML214").diagnostics
    assert one.source.slice(one.span) == "uv pip install"
    assert checker.fix("ML214") == []
    fixed = [line.replace("uv pip install", "uv pip install --system") for line in lines]
    assert checker.tree() == checker.expected(dockerfile(*fixed, base=base))


@pytest.mark.parametrize(
    "lines",
    [
        ["RUN uv pip install --system torch"],
        ["ENV UV_SYSTEM_PYTHON=1", "RUN uv pip install torch"],
        ["ENV VIRTUAL_ENV=/opt/venv", "RUN uv pip install torch"],
        ["RUN uv venv && uv pip install torch"],
        ["RUN uv venv /opt/x", "ENV VIRTUAL_ENV=/opt/x", "RUN uv pip install torch"],
        ["RUN python -m venv .venv", "RUN uv pip install torch"],
        ["RUN uv pip install --python /opt/x/bin/python torch"],
        ["RUN uv pip install -p 3.12 torch"],
        ["RUN uv pip install --target /layer torch"],
        ["RUN VIRTUAL_ENV=/x uv pip install torch"],
        ["RUN export VIRTUAL_ENV=/x && uv pip install torch"],
        ["RUN . /x/bin/activate && uv pip install torch"],
        ["RUN uv sync", "RUN uv pip install torch"],
        ["COPY --from=build /app /app", "RUN uv pip install torch"],
        ["RUN ./setup.sh", "RUN uv pip install torch"],
        ["RUN uv pip compile requirements.in"],
        ["RUN pip install torch"],
        ["ARG WHERE", "RUN uv pip install $WHERE torch"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(UV, *lines), "ML214") == []


@pytest.mark.parametrize(
    "base", ["example/unknown", "continuumio/miniconda3", "$BASE", "axolotlai/axolotl-base:latest"]
)
def test_an_image_that_may_set_it(words: Words, base: str) -> None:
    """The parent image may hold an environment, or set UV_SYSTEM_PYTHON."""
    tree = {"Dockerfile": f"ARG BASE\nFROM {base}\n{UV}\nRUN uv pip install torch\n"}
    assert words(tree, "ML214") == []


@pytest.mark.parametrize(
    "line",
    [
        "RUN curl -LsSf https://astral.sh/uv/install.sh | sh",
        "RUN /opt/x/bin/pip install uv",
        "USER app\nRUN pip install uv",
        "RUN pip install --target /x uv",
        "COPY requirements.txt .\nRUN pip install -r requirements.txt",
        "RUN apt-get install -y curl",
    ],
)
def test_nothing_says_how_uv_got_there(words: Words, line: str) -> None:
    assert words(dockerfile(line, "RUN uv pip install torch"), "ML214") == []


def test_what_a_file_of_the_project_says(words: Words) -> None:
    tree = dockerfile(UV, "WORKDIR /app", "COPY pyproject.toml .", "RUN uv pip install torch")
    assert words(tree, "ML214") == ["uv pip install"]
    assert words({**tree, "pyproject.toml": "[tool.uv.pip]\nsystem = true\n"}, "ML214") == []
