from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

OLD = "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\n"
DIRECTORIES = "/usr/local/nvidia/lib:/usr/local/nvidia/lib64"


def dockerfile(text: str) -> dict[str, str]:
    return {"Dockerfile": text}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{OLD}ENV LD_LIBRARY_PATH=/opt/x/lib\n", ["/opt/x/lib"]),
        (f"{OLD}ENV LD_LIBRARY_PATH /opt/x/lib\n", ["/opt/x/lib"]),
        (
            f'{OLD}ENV A=b \\\n    LD_LIBRARY_PATH="/opt/x/lib:/usr/local/cuda/lib64"\n',
            ['"/opt/x/lib:/usr/local/cuda/lib64"'],
        ),
        (f"{OLD}ENV LD_LIBRARY_PATH=/a\nENV LD_LIBRARY_PATH=/b:$LD_LIBRARY_PATH\n", ["/a"]),
        (f"{OLD}ENV LD_LIBRARY_PATH=/usr/local/nvidia/lib:/a\n", ["/usr/local/nvidia/lib:/a"]),
        ("FROM pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime\nENV LD_LIBRARY_PATH=/a\n", ["/a"]),
        (f"{OLD[:-1]} AS base\nENV LD_LIBRARY_PATH=/a\nFROM base\nRUN ls\n", ["/a"]),
    ],
)
def test_found(words: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert words(dockerfile(text), "ML604") == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{OLD}ENV LD_LIBRARY_PATH=/a:$LD_LIBRARY_PATH\n", id="the old value is kept"),
        pytest.param(
            f"{OLD}ENV LD_LIBRARY_PATH=/a${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}\n", id="kept if there is one"
        ),
        pytest.param(f"{OLD}ENV LD_LIBRARY_PATH={DIRECTORIES}:/a\n", id="the directories are written out"),
        pytest.param(f"{OLD}ENV LD_LIBRARY_PATH=/a:/usr/local/nvidia/lib64\n", id="32-bit libraries are left out"),
        pytest.param("FROM python:3.12-slim\nENV LD_LIBRARY_PATH=/a\n", id="a base that sets nothing"),
        pytest.param("FROM $UNKNOWN\nENV LD_LIBRARY_PATH=/a\n", id="an unknown base"),
        pytest.param("FROM nvcr.io/nvidia/pytorch:24.05-py3\nENV LD_LIBRARY_PATH=/a\n", id="an unknown value"),
        pytest.param("FROM nvidia/cuda:13.0.1-runtime-ubuntu24.04\nENV LD_LIBRARY_PATH=/a\n", id="a later release"),
        pytest.param(f"{OLD}ARG OTHER\nENV LD_LIBRARY_PATH=$OTHER\n", id="an unknown argument"),
        pytest.param(f"{OLD}RUN LD_LIBRARY_PATH=/a make\n", id="for one command"),
        pytest.param(
            f"{OLD}ENV LD_LIBRARY_PATH=/a\nENV LD_LIBRARY_PATH={DIRECTORIES}:$LD_LIBRARY_PATH\n", id="put back later"
        ),
        pytest.param(
            f"{OLD[:-1]} AS build\nENV LD_LIBRARY_PATH=/a\nRUN make\nFROM python:3.12\nCOPY --from=build /x /x\n",
            id="a stage that only builds",
        ),
    ],
)
def test_silent(words: Callable[..., list[str]], text: str) -> None:
    assert words(dockerfile(text), "ML604") == []


@pytest.mark.parametrize(
    ("image", "severity", "applicability", "says"),
    [
        ("12.8.0", Severity.WARNING, Applicability.SAFE, "`/usr/local/nvidia/lib` and `/usr/local/nvidia/lib64`"),
        ("12.8.1", Severity.INFO, Applicability.UNSAFE, "`/usr/local/cuda/lib64`"),
        ("13.0.0", Severity.WARNING, Applicability.UNSAFE, "`/usr/local/nvidia/lib64` and `/usr/local/cuda/lib64`"),
    ],
)
def test_what_is_dropped_depends_on_the_version(
    findings: Callable[..., list[Diagnostic]],
    image: str,
    severity: Severity,
    applicability: Applicability,
    says: str,
) -> None:
    text = f"FROM nvidia/cuda:{image}-base-ubuntu22.04\nENV LD_LIBRARY_PATH=/a\n"
    (one,) = findings(dockerfile(text), "ML604")
    assert one.severity is severity
    assert says in one.message
    assert one.fix is not None
    assert one.fix.applicability is applicability


def test_a_quoted_value_is_appended_to_inside_of_the_quotes(lay: Callable[..., Any]) -> None:
    checker = lay(dockerfile(f'{OLD}ENV LD_LIBRARY_PATH="/a:/b" X=y\n'))
    assert checker.fix("ML604") == []
    text = Path(checker.folder / "Dockerfile").read_text()
    assert text == f'{OLD}ENV LD_LIBRARY_PATH="/a:/b${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}" X=y\n'
