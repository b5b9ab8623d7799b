"""ML502: a `.dockerignore` lies beside the Dockerfile, but the build context is a folder above it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dflint.diagnostics import Diagnostic
from dflint.rules.rule import Size

Tree = dict[str, "str | Size"]
Findings = Callable[..., list[Diagnostic]]

COPY = "FROM python:3.12-slim\nCOPY app.py src /srv/\n"
FILES: Tree = {"app.py": "x = 1\n", "src/a.py": "x = 1\n", "docker/.dockerignore": "# x\n.venv\n"}


def compose(context: str) -> str:
    return f"services:\n  api:\n    build:\n      context: {context}\n      dockerfile: docker/Dockerfile\n"


def test_a_compose_service_says_so(findings: Findings) -> None:
    (one,) = findings({**FILES, "docker/Dockerfile": COPY, "compose.yaml": compose(".")}, "ML502")
    assert one.source.slice(one.span) == ".venv"
    assert one.message == "no build reads this file: the context of `Dockerfile` beside it is `..`"
    assert len(one.related) == 1


def test_what_is_copied_says_so(findings: Findings) -> None:
    (one,) = findings({**FILES, "docker/Dockerfile": COPY}, "ML502")
    assert one.related == ()


@pytest.mark.parametrize(
    "tree",
    [
        {**FILES, "docker/app.py": "x\n", "docker/src/a.py": "x\n", "docker/Dockerfile": COPY},
        {**FILES, "docker/Dockerfile": "FROM python:3.12-slim\nCOPY . /srv\n"},
        {**FILES, "docker/Dockerfile": "FROM python:3.12-slim\nARG X\nCOPY app.py $X /srv/\n"},
        {**FILES, "docker/Dockerfile": "FROM python:3.12-slim\nCOPY nowhere.py /srv\n"},
        {**FILES, "docker/nvidia/Dockerfile": COPY},
        {**FILES, "docker/.dockerignore": "# nothing\n", "docker/Dockerfile": COPY},
        {**FILES, "Dockerfile": COPY},
        {**FILES, "docker/Dockerfile": COPY, ".dockerignore": "*.pt\n"},
        {**FILES, "docker/Dockerfile": COPY, ".dockerignore": "*.pt\n", "compose.yaml": compose(".")},
        {**FILES, "docker/Dockerfile": COPY, "docker/LICENSE": "MIT\n", "compose.yaml": compose(".")},
        {**FILES, "third_party/a/.dockerignore": ".venv\n", "third_party/a/Dockerfile": COPY},
    ],
    ids=[
        "the folder of the Dockerfile is the context",
        "it may be",
        "a name that is not known",
        "it is nowhere",
        "kept to be linked from elsewhere",
        "no patterns",
        "no Dockerfile beside it",
        "moving it would overwrite another",
        "moving it would overwrite that of the service",
        "a project of its own",
        "a vendored folder",
    ],
)
def test_is_silent(tree: Tree, findings: Findings) -> None:
    assert not findings(tree, "ML502")


def test_a_link_at_the_root(lay: Callable[[Tree], Any]) -> None:
    checker = lay({**FILES, "docker/Dockerfile": COPY, "compose.yaml": compose(".")})
    Path(checker.folder, ".dockerignore").symlink_to("docker/.dockerignore")
    assert not checker.run("ML502").diagnostics
