from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Findings = Callable[..., list[Any]]
Words = Callable[..., list[str]]
Lay = Callable[..., Any]

VLLM = "image: vllm/vllm-openai:v0.11.0"
CHECK = "healthcheck: {test: [CMD, curl, -f, 'http://localhost:8000/health']}"


def service(*lines: str, **files: str) -> dict[str, str]:
    return {"compose.yaml": "services:\n  s:\n" + "".join(f"    {line}\n" for line in lines), **files}


@pytest.mark.parametrize(
    "lines",
    [
        [VLLM, CHECK],
        [VLLM, "command: --model a/b", CHECK],
        ["image: ghcr.io/huggingface/text-generation-inference:3.3.5", "healthcheck: {test: curl x, interval: 10s}"],
        ["image: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0", CHECK],
        ["image: pytorch/torchserve:0.12.0-gpu", CHECK],
    ],
)
def test_found(findings: Findings, lines: list[str]) -> None:
    (one,) = findings(service(*lines), "DC123")
    assert one.source.slice(one.span) == "test"
    assert len(one.related) == 1


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([VLLM, "healthcheck: {test: x, start_period: 5m}"], id="a start period"),
        pytest.param([VLLM, "healthcheck: {test: x, start_period: '${P}'}"], id="a start period that is given"),
        pytest.param([VLLM, "healthcheck: {test: x, interval: 10s, retries: 60}"], id="retries that make up for it"),
        pytest.param([VLLM, "healthcheck: {test: x, interval: '${I}'}"], id="an interval that is not known"),
        pytest.param([VLLM, "healthcheck: {disable: true}"], id="no check"),
        pytest.param([VLLM], id="no check of its own"),
        pytest.param([VLLM, "entrypoint: [bash, -c]", "command: sleep 9", CHECK], id="another program"),
        pytest.param([VLLM, "extends: {file: a.yaml, service: b}", CHECK], id="may be extended"),
        pytest.param(["image: ollama/ollama:0.12.3", CHECK], id="a server that starts at once"),
        pytest.param(["image: quay.io/coreos/etcd:v3.5.18", CHECK], id="etcd"),
        pytest.param(["image: postgres:16", "healthcheck: {test: pg_isready}"], id="a database"),
        pytest.param(["image: nvcr.io/nvidia/tritonserver:25.01-py3", CHECK], id="Triton, started by nobody"),
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(service(*lines), "DC123") == []


def waited_for(*lines: str, **files: str) -> dict[str, str]:
    """As `service`, with another service that waits for its health."""
    tree = service(*lines, **files)
    waiting = "  web:\n    image: nginx:1.29\n    depends_on: {s: {condition: service_healthy}}\n"
    return {**tree, "compose.yaml": tree["compose.yaml"] + waiting}


def test_what_nobody_waits_for_may_be_late(words: Words) -> None:
    assert words(service("build: .", CHECK, **SERVED), "DC123") == []


SERVED = {
    "Dockerfile": 'FROM python:3.12-slim\nWORKDIR /app\nCOPY serve.py .\nCMD ["python", "serve.py"]\n',
    "serve.py": "import torch\n",
}


def test_only_both_files_together_show_the_mistake(findings: Findings) -> None:
    """The program that loads a model stands in the image that the service builds."""
    (one,) = findings(waited_for("build: .", CHECK, **SERVED), "DC123")
    assert one.path.endswith("compose.yaml")
    assert [related.source.path.rpartition("/")[2] for related in one.related] == ["serve.py"]
    assert findings(waited_for("build: .", CHECK, **{**SERVED, "serve.py": "import json\n"}), "DC123") == []


def test_the_start_period_of_the_dockerfile_counts(words: Words) -> None:
    dockerfile = SERVED["Dockerfile"] + "HEALTHCHECK --start-period=90s CMD true\n"
    assert words(waited_for("build: .", CHECK, **{**SERVED, "Dockerfile": dockerfile}), "DC123") == []


def test_each_fault_is_found_by_one_rule(findings: Findings) -> None:
    dockerfile = SERVED["Dockerfile"] + "HEALTHCHECK CMD curl -f http://localhost:8000/\n"
    tree = {**SERVED, "Dockerfile": dockerfile}
    assert [one.code for one in findings(waited_for("build: .", CHECK, **tree), "DC123", "ML702")] == ["DC123"]
    assert [one.code for one in findings(waited_for("build: .", **tree), "DC123", "ML702")] == ["ML702"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["healthcheck: {test: x}"], ["healthcheck: {test: x, start_period: 60s}"]),
        (
            ["healthcheck:", "    test: x  # why", "    interval: 5s", "restart: always"],
            ["healthcheck:", "    test: x  # why", "    interval: 5s", "    start_period: 60s", "restart: always"],
        ),
    ],
)
def test_fix(lay: Lay, before: list[str], after: list[str]) -> None:
    checker = lay(service(VLLM, *before))
    assert checker.fix("DC123") == []
    assert (checker.folder / "compose.yaml").read_text() == service(VLLM, *after)["compose.yaml"]


def test_a_check_that_an_anchor_shares_is_left_alone(lay: Lay) -> None:
    text = "x-h: &h {test: x}\nservices:\n  s:\n    image: vllm/vllm-openai:v0.11.0\n    healthcheck: *h\n"
    checker = lay({"compose.yaml": text})
    assert len(checker.fix("DC123")) == 1
    assert (checker.folder / "compose.yaml").read_text() == text
