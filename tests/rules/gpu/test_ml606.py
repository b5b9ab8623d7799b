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


ONE = "deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 1, capabilities: [gpu]}]}}}"


def services(*lines: str) -> str:
    return "services:\n" + "".join(f"  s{index}:\n    build: .\n    {line}\n" for index, line in enumerate(lines))


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["environment: {CUDA_VISIBLE_DEVICES: 1}"], id="the service sets it"),
        pytest.param(["environment: ['CUDA_VISIBLE_DEVICES=${GPU}']"], id="the service sets it to a variable"),
        pytest.param(["env_file: gpu.env"], id="a file of the service sets it"),
        pytest.param([ONE], id="one device is reserved"),
        pytest.param(["gpus: [{device_ids: ['2']}]"], id="one device is named"),
        pytest.param([ONE, "environment: {CUDA_VISIBLE_DEVICES: 1}"], id="each service in its way"),
        pytest.param(["extends: {file: base.yaml, service: s}"], id="the service that it extends may set it"),
    ],
)
def test_services_that_choose(findings: Callable[..., list[Diagnostic]], lines: list[str]) -> None:
    tree = {"Dockerfile": BASE + "ENV CUDA_VISIBLE_DEVICES=0\n", "gpu.env": "CUDA_VISIBLE_DEVICES=2\n"}
    assert findings({**tree, "compose.yaml": services(*lines)}, "ML606") == []


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["gpus: all"], id="all GPUs"),
        pytest.param([ONE.replace("count: 1", "count: 2")], id="two GPUs"),
        pytest.param([ONE, "gpus: all"], id="one of two services"),
        pytest.param(["environment: {NVIDIA_VISIBLE_DEVICES: 1}"], id="another variable"),
        pytest.param(["restart: always"], id="nothing is said"),
    ],
)
def test_services_that_do_not_choose(findings: Callable[..., list[Diagnostic]], lines: list[str]) -> None:
    tree = {"Dockerfile": BASE + "ENV CUDA_VISIBLE_DEVICES=0\n", "compose.yaml": services(*lines)}
    assert len(findings(tree, "ML606")) == 1
