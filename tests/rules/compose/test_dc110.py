from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Severity

Findings = Callable[..., list[Any]]


def service(devices: str, *lines: str, **files: str) -> dict[str, str]:
    """A project with one service that reserves `devices`."""
    text = "services:\n  s:\n    image: pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime\n"
    text += "".join(f"    {line}\n" for line in lines)
    if devices:
        text += f"    deploy: {{resources: {{reservations: {{devices: [{devices}]}}}}}}\n"
    return {"compose.yaml": text, **files}


def one(key: str) -> str:
    return f"{{driver: nvidia, {key}, capabilities: [gpu]}}"


@pytest.mark.parametrize(
    ("devices", "lines", "expected"),
    [
        (one("device_ids: ['3']"), ["environment: [CUDA_VISIBLE_DEVICES=3]"], [("3", Severity.ERROR)]),
        (one("device_ids: ['1']"), ["environment: {CUDA_VISIBLE_DEVICES: 1}"], [("1", Severity.ERROR)]),
        (one("device_ids: ['1']"), ["environment: {CUDA_VISIBLE_DEVICES: '1'}"], [("'1'", Severity.ERROR)]),
        (one("device_ids: ['2', '3']"), ["environment: ['CUDA_VISIBLE_DEVICES=2,3']"], [("2,3", Severity.ERROR)]),
        (one("device_ids: ['2', '3']"), ["environment: ['CUDA_VISIBLE_DEVICES=1,2']"], [("1,2", Severity.WARNING)]),
        (one("device_ids: [GPU-1a2b]"), ["environment: [CUDA_VISIBLE_DEVICES=1]"], [("1", Severity.ERROR)]),
        (one("count: 1"), ["environment: [CUDA_VISIBLE_DEVICES=1]"], [("1", Severity.ERROR)]),
        ("", ["gpus: [{device_ids: ['1']}]", "environment: [CUDA_VISIBLE_DEVICES=1]"], [("1", Severity.ERROR)]),
        (
            "",
            ["runtime: nvidia", "environment: [NVIDIA_VISIBLE_DEVICES=1, CUDA_VISIBLE_DEVICES=1]"],
            [("1", Severity.ERROR)],
        ),
        (one("device_ids: ['1']"), ["environment: ['DEVICE=cuda:1']"], [("cuda:1", Severity.ERROR)]),
        (one("count: 1"), ["environment: {TORCH_DEVICE: cuda:1}"], [("cuda:1", Severity.ERROR)]),
        (one("count: all"), ["environment: [NVIDIA_VISIBLE_DEVICES=1]"], [("1", Severity.WARNING)]),
        (one("count: 1"), ["environment: [NVIDIA_VISIBLE_DEVICES=1]"], [("1", Severity.WARNING)]),
    ],
)
def test_found(findings: Findings, devices: str, lines: list[str], expected: list[tuple[str, Severity]]) -> None:
    found = findings(service(devices, *lines), "DC110")
    assert [(one.source.slice(one.span), one.severity) for one in found] == expected
    assert len(found[0].related) == 1


@pytest.mark.parametrize(
    ("devices", "lines"),
    [
        (one("device_ids: ['3']"), ["environment: [CUDA_VISIBLE_DEVICES=0]"]),
        (one("device_ids: ['2', '3']"), ["environment: ['CUDA_VISIBLE_DEVICES=0,1']"]),
        (one("device_ids: ['1']"), ["environment: ['DEVICE=cuda:0']"]),
        (one("device_ids: ['1']"), ["environment: ['DEVICE=cuda']"]),
        (one("device_ids: ['1', '2']"), ["environment: ['DEVICE=cuda:1']"]),
        (one("device_ids: ['1']"), ["environment: ['NAME=cuda:1']"]),
        # The UUID of a GPU is the same in the container.
        (one("device_ids: ['3']"), ["environment: [CUDA_VISIBLE_DEVICES=GPU-1a2b]"]),
        (one("device_ids: ['3']"), ["environment: [CUDA_VISIBLE_DEVICES]"]),
        (one("device_ids: ['3']"), ["environment: ['CUDA_VISIBLE_DEVICES=${GPU}']"]),
        (one("device_ids: ['3']"), ["environment: [CUDA_VISIBLE_DEVICES=-1]"]),
        (one("device_ids: ['3']"), ["environment: ['CUDA_VISIBLE_DEVICES=']"]),
        (one("device_ids: ['${GPU}']"), ["environment: [CUDA_VISIBLE_DEVICES=1]"]),
        (one("device_ids: [MIG-1a2b]"), ["environment: [CUDA_VISIBLE_DEVICES=1]"]),
        (one("device_ids: [all]"), ["environment: [CUDA_VISIBLE_DEVICES=1]"]),
        (one("count: all"), ["environment: [CUDA_VISIBLE_DEVICES=3]"]),
        (one("count: '${COUNT:-all}'"), ["environment: [CUDA_VISIBLE_DEVICES=3]"]),
        (one("count: 4"), ["environment: [CUDA_VISIBLE_DEVICES=3]"]),
        # Every device of the host is in a privileged container.
        (one("device_ids: ['3']"), ["privileged: true", "environment: [CUDA_VISIBLE_DEVICES=3]"]),
        (one("device_ids: ['3']"), ["extends: {file: a.yaml, service: s}", "environment: [CUDA_VISIBLE_DEVICES=3]"]),
        (one("device_ids: ['3']") + ", " + one("device_ids: ['4']"), ["environment: [CUDA_VISIBLE_DEVICES=1]"]),
        (
            "{driver: cdi, device_ids: ['nvidia.com/gpu=3'], capabilities: [gpu]}",
            ["environment: [CUDA_VISIBLE_DEVICES=3]"],
        ),
        ("", ["runtime: nvidia", "environment: [CUDA_VISIBLE_DEVICES=1]"]),
        ("", ["gpus: all", "environment: [CUDA_VISIBLE_DEVICES=1]"]),
        ("", ["environment: [CUDA_VISIBLE_DEVICES=1]"]),
        # The variable says what the reservation says, as in many examples.
        (one("count: all"), ["environment: [NVIDIA_VISIBLE_DEVICES=all]"]),
        (one("count: 1"), ["environment: [NVIDIA_VISIBLE_DEVICES=all]"]),
        (one("device_ids: ['1']"), ["environment: [NVIDIA_VISIBLE_DEVICES=1]"]),
        (one("device_ids: ['1', '0']"), ["environment: ['NVIDIA_VISIBLE_DEVICES=0,1']"]),
        (one("device_ids: [GPU-1a2b]"), ["environment: [NVIDIA_VISIBLE_DEVICES=1]"]),
        (one("count: all"), ["runtime: nvidia", "environment: [NVIDIA_VISIBLE_DEVICES=1]"]),
        ("", ["runtime: nvidia", "environment: [NVIDIA_VISIBLE_DEVICES=1]"]),
    ],
)
def test_silent(findings: Findings, devices: str, lines: list[str]) -> None:
    assert findings(service(devices, *lines), "DC110") == []


def test_silent_where_another_file_chooses(findings: Findings) -> None:
    other = "services:\n  s:\n    environment: [CUDA_VISIBLE_DEVICES=0]\n"
    tree = service(one("device_ids: ['3']"), "environment: [CUDA_VISIBLE_DEVICES=3]")
    assert findings({**tree, "compose.override.yaml": other}, "DC110") == []


def test_the_variable_of_the_dockerfile(findings: Findings) -> None:
    text = "services:\n  s:\n    build: .\n    gpus: [{device_ids: ['1']}]\n"
    dockerfile = "FROM pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime\nENV A=1 CUDA_VISIBLE_DEVICES=1\n"
    tree = {"compose.yaml": text, "Dockerfile": dockerfile}
    (found,) = findings(tree, "DC110")
    assert found.source.path.endswith("Dockerfile")
    assert found.source.slice(found.span) == "1"
    (related,) = found.related
    assert related.source.path.endswith("compose.yaml")
    assert related.source.slice(related.span) == "['1']"
    assert findings({**tree, "compose.yaml": text.replace("'1'", "'1', '2'")}, "DC110") == []
    assert findings({**tree, "compose.yaml": text + "    environment: [CUDA_VISIBLE_DEVICES=0]\n"}, "DC110") == []
    assert findings({**tree, "Dockerfile": dockerfile + "ENV CUDA_VISIBLE_DEVICES=0\n"}, "DC110") == []


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ("    environment:\n      A: b\n      CUDA_VISIBLE_DEVICES: 3 # gpu\n", "    environment:\n      A: b\n"),
        ("    environment:\n    - CUDA_VISIBLE_DEVICES=3\n    - A=b\n", "    environment:\n    - A=b\n"),
        ("    environment: {CUDA_VISIBLE_DEVICES: 3, A: b}\n", "    environment: {A: b}\n"),
        ("    environment:\n      - CUDA_VISIBLE_DEVICES=3\n", ""),
    ],
)
def test_the_variable_is_removed(lay: Callable[..., Any], environment: str, expected: str) -> None:
    text = f"services:\n  s:\n    image: x\n{environment}    gpus:\n      - device_ids: ['3']\n"
    checker = lay({"compose.yaml": text})
    assert checker.fix("DC110", allowed=Applicability.UNSAFE) == []
    assert (checker.folder / "compose.yaml").read_text() == text.replace(environment, expected)
