from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def service(*lines: str) -> dict[str, str]:
    return {"compose.yaml": "services:\n  s:\n" + "".join(f"    {line}\n" for line in lines)}


def test_found(findings: Callable[..., list[Any]]) -> None:
    (one,) = findings(service("image: vllm/vllm-openai:v0.11.0", "platform: linux/amd64"), "DC129")
    assert one.source.slice(one.span) == "linux/amd64"
    tree = service("build: .", "platform: linux/amd64")
    (one,) = findings({**tree, "Dockerfile": "FROM nvidia/cuda:12.8.1-base-ubuntu24.04\n"}, "DC129")
    assert one.related[0].source.path.endswith("Dockerfile")


@pytest.mark.parametrize(
    "lines",
    [
        ["image: vllm/vllm-openai:v0.11.0"],
        ["image: vllm/vllm-openai:v0.11.0", "platform: linux/arm64"],
        ["image: vllm/vllm-openai:v0.11.0", "platform: ${PLATFORM}"],
        ["image: ollama/ollama", "platform: linux/amd64"],
        ["image: postgres:17", "platform: linux/amd64"],
        ["image: '${IMAGE}'", "platform: linux/amd64"],
    ],
)
def test_silent(findings: Callable[..., list[Any]], lines: list[str]) -> None:
    assert findings(service(*lines), "DC129") == []
