"""Which Python installations install for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from dflint.build.build import Build
from dflint.build.python_version import python_of
from dflint.context.build_context import BuildContext

from .conftest import build_of

MakeContext = Callable[[Mapping[str, str]], BuildContext]


def found_in(build: Build) -> str | None:
    """The Python of the last installation of Python packages."""
    assert build.final is not None
    installs = [one for run in build.final.runs for one in run.installs if one.install.ecosystem == "python"]
    python = python_of(installs[-1])
    return None if python is None else f"{python.version} {python.origin}"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("FROM python:3.12-slim\nRUN pip install a", "3.12 own"),
        ("FROM python:3.11.4\nRUN python -m pip install a", "3.11 own"),
        ("FROM python:3\nRUN pip install a", None),
        ("ARG V\nFROM python:$V\nRUN pip install a", None),
        ("FROM python:3.12-slim AS a\nFROM a\nRUN pip install a", "3.12 own"),
        ("FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y python3-pip\nRUN pip3 install a", "3.10 system"),
        ("FROM debian:bookworm-slim\nRUN apt-get install -y python3-pip\nRUN pip3 install a", "3.11 system"),
        (
            "FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN apt-get install -y python3-pip && pip install a",
            "3.10 system",
        ),
        # Another Python may be what pip belongs to.
        ("FROM ubuntu:22.04\nRUN apt-get install -y python3.11 python3-pip\nRUN pip3 install a", None),
        ("FROM ubuntu:22.04\nRUN apt-get install -y python3.11\nRUN python3.11 -m pip install a", "3.11 system"),
        (
            "FROM ubuntu:22.04\nRUN apt-get install -y python3 && ln -s /x/python3 /usr/bin/python3\nRUN pip install a",
            None,
        ),
        ("FROM ubuntu:22.04\nRUN pip install a", None),
        ("FROM ubuntu\nRUN apt-get install -y python3-pip && pip install a", "3.14 system"),
        # Virtual environments
        ("FROM python:3.12-slim\nRUN python -m venv /v && /v/bin/pip install a", "3.12 own"),
        ("FROM python:3.12-slim\nRUN python -m venv /v\nENV PATH=/v/bin:$PATH\nRUN pip install a", "3.12 own"),
        ("FROM python:3.12-slim\nENV PATH=/v/bin:$PATH\nRUN pip install a", None),
        ("FROM ubuntu:22.04\nRUN python3.11 -m venv /v\nRUN . /v/bin/activate && pip install a", "3.11 system"),
        ("FROM ubuntu:22.04\nRUN uv venv --python 3.13 /v\nENV VIRTUAL_ENV=/v\nRUN uv pip install a", "3.13 uv"),
        ("FROM ubuntu:22.04\nWORKDIR /w\nRUN uv venv -p 3.13 && uv pip install a", "3.13 uv"),
        ("FROM python:3.12-slim\nRUN uv pip install --system a", "3.12 own"),
        ("FROM python:3.12-slim\nENV UV_SYSTEM_PYTHON=1\nRUN uv pip install a", "3.12 own"),
        ("FROM python:3.12-slim\nRUN uv pip install --python 3.11 a", "3.11 uv"),
        ("FROM python:3.12-slim\nENV UV_PYTHON=cpython-3.10\nRUN uv pip install --system a", "3.10 uv"),
        # conda
        (
            "FROM continuumio/miniconda3\nRUN conda create -n e python=3.9\nRUN conda run -n e pip install a",
            "3.9 conda",
        ),
        ("FROM continuumio/miniconda3\nRUN conda install -y python=3.10\nRUN pip install a", "3.10 conda"),
        ("FROM continuumio/miniconda3\nRUN pip install a", None),
        # It goes elsewhere.
        ("FROM python:3.12-slim\nRUN pip install --target /t a", None),
        ("FROM someone/image:3.12\nRUN pip install a", None),
    ],
)
def test_python_of_installs(lines: str, expected: str | None) -> None:
    assert found_in(build_of(lines + "\n")) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": "[project]\nname = 'a'\n"}, "3.12 own"),
        ({"pyproject.toml": "[project]\nrequires-python = '>=3.10,<4'\n"}, "3.12 own"),
        ({"pyproject.toml": "[project]\nrequires-python = '>=3.10,<3.13'\n"}, "3.12 own"),
        ({"pyproject.toml": "[project]\nrequires-python = '>=3.13'\n"}, None),
        ({"pyproject.toml": "[project]\nname = 'a'\n", ".python-version": "3.11\n"}, "3.11 uv"),
        ({"pyproject.toml": "[project]\nname = 'a'\n", ".python-version": "# mine\ncpython@3.11.2\n"}, "3.11 uv"),
        ({"pyproject.toml": "[project]\nname = 'a'\n", ".python-version": "pypy\n"}, None),
    ],
)
def test_python_of_projects(files: dict[str, str], expected: str | None, context: MakeContext) -> None:
    text = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN uv sync\n"
    options: dict[str, Any] = {"context": context(files)}
    assert found_in(build_of(text, **options)) == expected
