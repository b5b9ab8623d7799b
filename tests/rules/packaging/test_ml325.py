from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic

Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        (["RUN pip install --user jupyterlab"], "not in PATH"),
        (["RUN python -m pip install --user -r requirements.txt"], "not in PATH"),
        (["RUN pip3 install --upgrade --user awscli", "USER 1000"], "`1000`, who runs the image, cannot read"),
        (["USER app", "USER root", "RUN pip install --user x"], "not in PATH"),
    ],
)
def test_found(findings: Findings, lines: list[str], part: str) -> None:
    (one,) = findings(dockerfile(*lines), "ML325")
    assert one.source.slice(one.span) == "--user"
    assert part in one.message


COPIED = """
FROM python:3.12 AS build
RUN pip install --user -r requirements.txt
FROM python:3.12-slim
COPY --from=build /root/.local /root/.local
ENV PATH=/root/.local/bin:$PATH
"""


@pytest.mark.parametrize(
    "tree",
    [
        {"Dockerfile": COPIED},
        dockerfile("USER app", "RUN pip install --user x"),
        dockerfile("RUN pip install --user x", "ENV PATH=/root/.local/bin:$PATH"),
        dockerfile("ENV PATH=/root/.local/bin:$PATH", "RUN pip install --user x"),
        dockerfile("RUN pip install --user x && ln -s /root/.local/bin/x /usr/bin/x"),
        dockerfile("ENV PYTHONUSERBASE=/opt/python", "RUN pip install --user x"),
        dockerfile("RUN pip install --user x", base="example/unknown"),
        dockerfile("RUN pip install x"),
        dockerfile("RUN adduser --user-group app"),
    ],
)
def test_silent(findings: Findings, tree: dict[str, str]) -> None:
    assert findings(tree, "ML325") == []


def test_fix(lay: Lay) -> None:
    checker = lay(dockerfile("RUN pip install --user \\", "    x"))
    assert checker.fix("ML325", allowed=Applicability.UNSAFE) == []
    assert checker.tree() == checker.expected(dockerfile("RUN pip install \\", "    x"))
