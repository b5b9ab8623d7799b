from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

Findings = Callable[..., list[Diagnostic]]


def dockerfile(*lines: str) -> dict[str, str]:
    return {"Dockerfile": "FROM python:3.12-slim\n" + "\n".join(lines) + "\n"}


def test_many_layers(findings: Findings) -> None:
    (one,) = findings(dockerfile(*(f"RUN pip install {name}" for name in "abcd")), "ML218")
    assert one.source.slice(one.span) == "pip install d"
    assert one.message == "4 RUN of this stage install packages with pip, and none sees what the others asked for"


def test_two_versions_are_named(findings: Findings) -> None:
    lines = ["RUN pip install numpy==1.26.4", "RUN pip install b", "RUN pip install c", "RUN pip install numpy==2.1.0"]
    (one,) = findings(dockerfile(*lines), "ML218")
    assert one.message.endswith(": `numpy==1.26.4` is followed by `numpy==2.1.0`")
    assert len(one.related) == 2


@pytest.mark.parametrize(
    "lines",
    [
        ["RUN pip install a", "RUN pip install b", "RUN pip install c"],
        ["RUN pip install -U pip", "RUN pip install a", "RUN pip install b", "RUN pip install c"],
        ["RUN pip install a && pip install b && pip install c && pip install d"],
        ["RUN apt-get install -y a", "RUN pip install a", "RUN npm install b", "RUN pip uninstall -y c"],
    ],
)
def test_not_many(findings: Findings, lines: list[str]) -> None:
    assert findings(dockerfile(*lines), "ML218") == []
