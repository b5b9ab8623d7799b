from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

BASE = "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\n"


def dockerfile(text: str) -> dict[str, str]:
    return {"Dockerfile": text}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{BASE}ENV CUDA_HOME=/usr/local/cuda-12.4\n", [("/usr/local/cuda-12.4", Severity.INFO)]),
        (f"{BASE}ENV CUDA_HOME /usr/local/cuda-12.1\n", [("/usr/local/cuda-12.1", Severity.ERROR)]),
        (
            f"{BASE}ENV A=1 PATH=/usr/local/cuda-11.8/bin:$PATH\nRUN make\n",
            [("/usr/local/cuda-11.8", Severity.ERROR)],
        ),
        # One of several in an instruction is enough.
        (
            f"{BASE}ENV A=/usr/local/cuda-12.4 B=/usr/local/cuda-12.4/lib64\n",
            [("/usr/local/cuda-12.4", Severity.INFO)],
        ),
    ],
)
def test_found(findings: Callable[..., list[Diagnostic]], text: str, expected: list[tuple[str, Severity]]) -> None:
    found = findings(dockerfile(text), "ML605")
    assert [(one.source.slice(one.span), one.severity) for one in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{BASE}ENV CUDA_HOME=/usr/local/cuda\n", id="the link"),
        pytest.param(f"{BASE}ARG V=12.4\nENV CUDA_HOME=/usr/local/cuda-$V\n", id="a version that is given"),
        pytest.param("FROM ubuntu:22.04\nENV CUDA_HOME=/usr/local/cuda-12.4\n", id="another base"),
        pytest.param(
            "FROM nvcr.io/nvidia/pytorch:24.05-py3\nENV CUDA_HOME=/usr/local/cuda-12.4\n", id="an unknown version"
        ),
        pytest.param(
            f"{BASE}RUN apt-get install -y cuda-toolkit-12-1\nENV CUDA_HOME=/usr/local/cuda-12.1\n",
            id="another CUDA is installed",
        ),
        pytest.param(
            f"{BASE}COPY --from=nvidia/cuda:12.1.1-devel-ubuntu22.04 /usr/local/cuda-12.1 /usr/local/cuda-12.1\n"
            "ENV CUDA_HOME=/usr/local/cuda-12.1\n",
            id="another CUDA is copied",
        ),
        pytest.param(
            f"{BASE}RUN sh cuda_12.1.0_530.30.02_linux.run --silent --toolkit\nENV CUDA_HOME=/usr/local/cuda-12.1\n",
            id="another CUDA is unpacked",
        ),
        pytest.param(f"{BASE}RUN CUDA_HOME=/usr/local/cuda-12.4 make\n", id="for one command"),
    ],
)
def test_silent(findings: Callable[..., list[Diagnostic]], text: str) -> None:
    assert findings(dockerfile(text), "ML605") == []


def test_all_of_an_instruction_are_mended(lay: Callable[..., Any]) -> None:
    checker = lay(dockerfile(f"{BASE}ENV A=/usr/local/cuda-12.4 B=/usr/local/cuda-12.4/lib64\n"))
    assert checker.fix("ML605", allowed=Applicability.UNSAFE) == []
    text = Path(checker.folder / "Dockerfile").read_text()
    assert text == f"{BASE}ENV A=/usr/local/cuda B=/usr/local/cuda/lib64\n"
