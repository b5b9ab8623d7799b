from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

BASE = "FROM pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ENV CUDA_VISIBLE_DEVICES=1\n", [("1", Severity.WARNING)]),
        ("ENV CUDA_VISIBLE_DEVICES=0\n", [("0", Severity.INFO)]),
        ("ENV CUDA_VISIBLE_DEVICES 0,1\n", [("0,1", Severity.WARNING)]),
        ('ENV A=1 NVIDIA_VISIBLE_DEVICES="2,3"\n', [('"2,3"', Severity.WARNING)]),
        ("ENV NVIDIA_VISIBLE_DEVICES=GPU-fef8089b\n", [("GPU-fef8089b", Severity.WARNING)]),
    ],
)
def test_found(findings: Callable[..., list[Diagnostic]], text: str, expected: list[tuple[str, Severity]]) -> None:
    found = findings({"Dockerfile": BASE + text}, "ML606")
    assert [(one.source.slice(one.span), one.severity) for one in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ENV NVIDIA_VISIBLE_DEVICES=all\n", id="all GPUs"),
        pytest.param("ENV NVIDIA_VISIBLE_DEVICES=void\n", id="no GPU"),
        pytest.param("ENV NVIDIA_VISIBLE_DEVICES=none\n", id="only the driver"),
        pytest.param('ENV CUDA_VISIBLE_DEVICES=""\n', id="none on purpose"),
        pytest.param("ENV CUDA_VISIBLE_DEVICES=-1\n", id="none on purpose, by number"),
        pytest.param("ARG GPU=0\nENV CUDA_VISIBLE_DEVICES=$GPU\n", id="chosen by who builds"),
        pytest.param("RUN CUDA_VISIBLE_DEVICES=0 make\n", id="for one command"),
        pytest.param("ENV CUDA_VISIBLE_DEVICES=0\nRUN make\nENV CUDA_VISIBLE_DEVICES=\n", id="only while building"),
        pytest.param(
            "ENV CUDA_VISIBLE_DEVICES=0\nRUN make\nFROM python:3.12-slim\nCOPY --from=0 /x /x\n", id="in a builder"
        ),
        pytest.param("ENV HIP_VISIBLE_DEVICES_X=0\n", id="another variable"),
    ],
)
def test_silent(findings: Callable[..., list[Diagnostic]], text: str) -> None:
    assert findings({"Dockerfile": BASE + text}, "ML606") == []
