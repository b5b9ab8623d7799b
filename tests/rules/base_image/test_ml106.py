from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]
Lay = Callable[..., Any]


@pytest.mark.parametrize(
    ("image", "severity", "fixed"),
    [
        ("jupyter/scipy-notebook", "WARNING", "quay.io/jupyter/scipy-notebook"),
        ("docker.io/jupyter/base-notebook:latest", "WARNING", "quay.io/jupyter/base-notebook:latest"),
        ("jupyter/datascience-notebook", "WARNING", "quay.io/jupyter/datascience-notebook"),
        # The hash of a commit, which is no tag on quay.io, and tags that may not be there
        ("jupyter/base-notebook:37af02395694", "INFO", None),
        ("jupyter/pyspark-notebook:python-3.8", "INFO", None),
        ("jupyter/base-notebook:notebook-6.5.4", "INFO", None),
    ],
)
def test_found(lay: Lay, image: str, severity: str, fixed: str | None) -> None:
    checker = lay({"Dockerfile": f"FROM {image} AS a\n"})
    (one,) = checker.run("ML106").diagnostics
    assert one.source.slice(one.span) == image
    assert one.severity.name == severity
    checker.fix("ML106", allowed=Applicability.UNSAFE)
    assert (checker.folder / "Dockerfile").read_text() == f"FROM {fixed or image} AS a\n"


def test_a_build_argument_is_not_rewritten(findings: Findings) -> None:
    (one,) = findings({"Dockerfile": "ARG NAME=scipy-notebook\nFROM jupyter/${NAME}\n"}, "ML106")
    assert one.fix is None


@pytest.mark.parametrize(
    "text",
    [
        "FROM quay.io/jupyter/scipy-notebook",
        "FROM jupyter/scipy-notebook@sha256:" + "a" * 64,
        "FROM jupyter/nbviewer",
        "FROM jupyter/repo2docker:main",
        "FROM registry.example.org/jupyter/scipy-notebook",
        "FROM localhost:5000/jupyter/scipy-notebook",
        "ARG NAME\nFROM jupyter/${NAME}",
    ],
)
def test_silent(words: Words, text: str) -> None:
    assert words({"Dockerfile": f"{text}\n"}, "ML106") == []
