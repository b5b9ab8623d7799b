from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[..., list[str]]
INSTALL = "COPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\n"


def project(dockerfile: str, requirements: str = "numpy==2.1.0\n") -> dict[str, str]:
    return {"Dockerfile": dockerfile, "requirements.txt": requirements, "app.py": "\n"}


@pytest.mark.parametrize(
    ("image", "slim"),
    [
        ("python:3.12", "python:3.12-slim"),
        ("python:3.12.7", "python:3.12.7-slim"),
        ("python:3.12-bookworm", "python:3.12-slim-bookworm"),
        ("docker.io/library/python:3.13", "docker.io/library/python:3.13-slim"),
    ],
)
def test_the_slim_image_of_the_same_python(lay: Callable[..., Any], image: str, slim: str) -> None:
    (one,) = lay(project(f"FROM {image}\n{INSTALL}")).run("ML113").diagnostics
    assert one.fix.edits[0].content == slim


def test_bytes_are_named_only_where_they_were_looked_up(findings: Callable[..., list[Any]]) -> None:
    (one,) = findings(project(f"FROM python:3.12\n{INSTALL}"), "ML113")
    assert one.cost.byte_count == 1_110_000_000 - 119_200_000
    assert "1.11 GB" in one.message
    (one,) = findings(project(f"FROM python:3.11\n{INSTALL}"), "ML113")
    assert one.cost is None
    assert "GB" not in one.message


@pytest.mark.parametrize(
    ("requirements", "lines"),
    [
        ("git+https://github.com/example/x\n", ""),
        ("psycopg2==2.9.9\n", ""),
        ("mysqlclient\n", ""),
        ("opencv-python==4.10.0.84\n", ""),
        ("lightgbm==4.5.0\n", ""),
        ("numpy==1.19.0\n", ""),
        ("numpy<2\n", ""),
        ("an-unknown-package\n", ""),
        ("-e .\n", ""),
        ("numpy==2.1.0\n", "RUN git clone https://github.com/example/x\n"),
        ("numpy==2.1.0\n", "RUN curl -fsSLO https://example.com/model.bin\n"),
        ("numpy==2.1.0\n", "RUN make\n"),
        ("numpy==2.1.0\n", "RUN ./install.sh\n"),
        ("numpy==2.1.0\n", "RUN python setup.py build_ext && gcc --version\n"),
        ("numpy==2.1.0\n", "RUN pip install .\n"),
        ("numpy==2.1.0\n", "HEALTHCHECK CMD curl -f http://localhost/ || exit 1\n"),
        ("numpy==2.1.0\n", 'CMD ["./start.sh"]\n'),
        ("numpy==2.1.0\n", "CMD git pull && python app.py\n"),
        ("numpy==2.1.0\n", "ONBUILD RUN pip install x\n"),
        ("numpy==2.1.0\n", "RUN --mount=type=ssh ssh -V\n"),
    ],
)
def test_silent_where_the_full_image_may_be_needed(words: Words, requirements: str, lines: str) -> None:
    assert words(project(f"FROM python:3.12\n{INSTALL}{lines}", requirements), "ML113") == []


@pytest.mark.parametrize(
    "image",
    ["python:3.12-slim", "python:3.12-alpine", "python:3.12@sha256:" + "0" * 64, "pypy:3.10", "example/python:3.12"],
)
def test_silent_on_other_images(words: Words, image: str) -> None:
    assert words(project(f"FROM {image}\n{INSTALL}"), "ML113") == []


def test_silent_on_a_builder(words: Words) -> None:
    text = f"FROM python:3.12 AS builder\n{INSTALL}FROM python:3.12-slim\nCOPY --from=builder /usr/local /usr/local\n"
    assert words(project(text), "ML113") == []


def test_a_stage_that_starts_from_it_counts(words: Words) -> None:
    text = f"FROM python:3.12 AS base\n{INSTALL}FROM base\nRUN git init\n"
    assert words(project(text), "ML113") == []
    assert words(project(text.replace("git init", "true")), "ML113") == ["python:3.12"]


def test_silent_where_a_service_runs_something_else(words: Words) -> None:
    compose = "services:\n  a:\n    build: .\n    healthcheck:\n      test: curl -f http://localhost\n"
    assert words({**project(f"FROM python:3.12\n{INSTALL}"), "compose.yaml": compose}, "ML113") == []
