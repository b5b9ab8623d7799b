from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Severity

Findings = Callable[..., list[Any]]
VLLM = "image: vllm/vllm-openai:v0.11.0"
OLLAMA = "image: ollama/ollama"
ONE = "gpus: [{count: 1}]"
ALL = "gpus: all"
RUNTIME = "runtime: nvidia\nenvironment: [NVIDIA_VISIBLE_DEVICES=0]"
LIMITED = "command: --model x --gpu-memory-utilization 0.4"


def services(*bodies: str) -> dict[str, str]:
    """A file with one service a body."""
    text = "services:\n"
    for number, body in enumerate(bodies):
        text += f"  s{number}:\n" + textwrap.indent(body, "    ") + "\n"
    return {"compose.yaml": text}


@pytest.mark.parametrize(
    ("bodies", "severity"),
    [
        ([f"{VLLM}\n{ONE}", f"{VLLM}\n{ONE}"], Severity.WARNING),
        ([f"{VLLM}\n{ALL}", f"{VLLM}\n{ONE}"], Severity.WARNING),
        ([f"{VLLM}\ngpus: [{{device_ids: ['2']}}]", f"{VLLM}\ngpus: [{{device_ids: ['2', '3']}}]"], Severity.WARNING),
        ([f"{VLLM}\n{ALL}", f"{VLLM}\n{RUNTIME}"], Severity.WARNING),
        ([f"{VLLM}\n{ALL}\nprofiles: [gpu]", f"{VLLM}\n{ALL}\nprofiles: [gpu, big]"], Severity.WARNING),
        (
            [f"{VLLM}\n{ONE}", f"image: lmsysorg/sglang\ncommand: python3 -m sglang.launch_server\n{ONE}"],
            Severity.WARNING,
        ),
        ([f"{VLLM}\n{ONE}", f"{OLLAMA}\n{ONE}"], Severity.INFO),
        ([f"{OLLAMA}\n{ALL}", f"{VLLM}\n{ONE}"], Severity.INFO),
        ([f"{VLLM}\n{ONE}", f"{VLLM}\n{ONE}\n{LIMITED}"], Severity.INFO),
        (
            [f"{VLLM}\n{ALL}\nenvironment: [CUDA_VISIBLE_DEVICES=1]", f"{VLLM}\ngpus: [{{device_ids: ['1']}}]"],
            Severity.WARNING,
        ),
    ],
)
def test_found(findings: Findings, bodies: list[str], severity: Severity) -> None:
    (found,) = findings(services(*bodies), "DC111")
    assert found.severity is severity
    assert "`s0` and `s1`" in found.message
    assert len(found.related) == 1


@pytest.mark.parametrize(
    "bodies",
    [
        [f"{VLLM}\ngpus: [{{device_ids: ['0']}}]", f"{VLLM}\ngpus: [{{device_ids: ['1']}}]"],
        [f"{VLLM}\n{ONE}\n{LIMITED}", f"{VLLM}\n{ONE}\n{LIMITED}"],
        [f"{VLLM}\n{ONE}\ncommand: --model x --gpu-memory-utilization=0.4", f"{OLLAMA}\n{ONE}"],
        [f"{VLLM}\n{ONE}\ncommand: --model x ${{ARGS}}", f"{OLLAMA}\n{ONE}"],
        [f"{VLLM}\n{ALL}\nenvironment: [CUDA_VISIBLE_DEVICES=1]", f"{VLLM}\n{ONE}"],
        [f"{OLLAMA}\n{ONE}", f"{OLLAMA}\n{ONE}"],
        # Programs that watch the GPU need none of its memory.
        [f"{VLLM}\n{ALL}", f"image: nvcr.io/nvidia/k8s/dcgm-exporter:4.2.0\n{ALL}"],
        # Profiles and ports that exclude each other.
        [f"{VLLM}\n{ONE}\nprofiles: [small]", f"{VLLM}\n{ONE}\nprofiles: [large]"],
        [f"{VLLM}\n{ONE}\nprofiles: [large]", f"{VLLM}\n{ONE}"],
        [f"{VLLM}\n{ONE}\nports: ['8000:8000']", f"{VLLM}\n{ONE}\nports: ['8000:8000']"],
        [f"{VLLM}\n{ONE}\nports: ['${{A}}:8000']", f"{VLLM}\n{ONE}\nports: ['8000:8000']"],
        [f"{VLLM}\ngpus: [{{device_ids: ['${{A}}']}}]", f"{VLLM}\n{ONE}"],
        [f"{VLLM}\n{ONE}", f"{VLLM}\n{ONE}\ndeploy: {{replicas: 0}}"],
        # A benchmark that is run from the image of the server.
        [f"{VLLM}\n{ONE}\nentrypoint: python3 bench.py", f"{OLLAMA}\n{ONE}"],
        [f"{VLLM}\n{ONE}", VLLM],
    ],
)
def test_silent(findings: Findings, bodies: list[str]) -> None:
    assert findings(services(*bodies), "DC111") == []


def test_a_server_that_is_built(findings: Findings) -> None:
    tree = services(f"{VLLM}\n{ONE}", f"build: .\n{ONE}")
    (found,) = findings({**tree, "Dockerfile": "FROM nvidia/cuda:12.8.1-base-ubuntu24.04\n"}, "DC111")
    assert found.severity is Severity.INFO
    assert findings({**tree, "Dockerfile": "FROM python:3.12\n"}, "DC111") == []
