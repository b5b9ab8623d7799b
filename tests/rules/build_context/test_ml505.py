"""ML505: ``COPY . .`` takes in more than the program can need."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.cost import measured
from dflint.diagnostics import Diagnostic
from dflint.linter import Linter
from dflint.project.project import Project
from dflint.rules.build_context.ml505_context_too_large import ContextTooLarge
from dflint.rules.rule import Size

Tree = dict[str, "str | Size"]
Findings = Callable[..., list[Diagnostic]]

ALL = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n"
LARGE: Tree = {"app.py": "x\n", "media/a.mov": Size(400_000_000), "media/b.mov": Size(300_000_000)}


def test_what_it_says(findings: Findings) -> None:
    (one,) = findings({**LARGE, "Dockerfile": ALL}, "ML505")
    assert one.message == "`COPY .` takes in 700 MB, most of it `media` (700 MB)"
    assert one.cost is not None
    assert one.cost == measured(one.cost.byte_count)
    assert one.cost.byte_count >= 700_000_000


@pytest.mark.parametrize(
    "tree",
    [
        {"a.mov": Size(400_000_000), "Dockerfile": ALL},
        {**LARGE, ".dockerignore": "media\n", "Dockerfile": ALL},
        {**LARGE, "Dockerfile": ALL.replace("COPY . .", "COPY app.py .")},
        {**LARGE, "Dockerfile": ALL + "COPY media /media\n"},
        {"data/a.parquet": Size(900_000_000), "Dockerfile": ALL},
        {".venv/pyvenv.cfg": "x\n", ".venv/lib/a.so": Size(900_000_000), "Dockerfile": ALL},
        {**LARGE, "Dockerfile": "FROM node:22 AS ui\nCOPY . /ui\nFROM python:3.12-slim\nCOPY --from=ui /ui/dist /d\n"},
    ],
    ids=[
        "not that large",
        "left out",
        "not copied",
        "copied by its name",
        "data, which another rule names",
        "an environment, which another rule names",
        "stays in its stage",
    ],
)
def test_is_silent(tree: Tree, findings: Findings) -> None:
    assert not findings(tree, "ML505")


def test_the_option(lay: Callable[[Tree], object]) -> None:
    checker = lay({**LARGE, "Dockerfile": ALL})
    rule = ContextTooLarge({"max-size": "1 GB"})
    assert not Linter(Project(str(checker.folder)), [rule]).run().diagnostics  # type: ignore[attr-defined]
