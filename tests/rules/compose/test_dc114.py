from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Severity

Findings = Callable[..., list[Any]]


def service(*lines: str, rest: str = "") -> dict[str, str]:
    return {"compose.yaml": "services:\n  s:\n" + "".join(f"    {line}\n" for line in lines) + rest}


@pytest.mark.parametrize(
    ("image", "severity"),
    [
        ("ollama/ollama:latest", Severity.WARNING),
        ("ollama/ollama", Severity.WARNING),
        ("docker.io/ollama/ollama:rocm", Severity.WARNING),
        ("chromadb/chroma:latest", Severity.WARNING),
        ("qdrant/qdrant", Severity.WARNING),
        ("qdrant/qdrant:gpu-nvidia-latest", Severity.WARNING),
        ("milvusdb/milvus:latest", Severity.WARNING),
        ("semitechnologies/weaviate:latest", Severity.WARNING),
        ("vllm/vllm-openai:nightly", Severity.WARNING),
        ("ghcr.io/open-webui/open-webui:main", Severity.WARNING),
        ("quay.io/go-skynet/local-ai:master", Severity.WARNING),
        ("ghcr.io/huggingface/text-embeddings-inference:cpu-latest", Severity.WARNING),
        ("ollama/ollama:${TAG:-latest}", Severity.INFO),
    ],
)
def test_found(findings: Findings, image: str, severity: Severity) -> None:
    (one,) = findings(service(f"image: {image}"), "DC114")
    assert one.source.slice(one.span) == image
    assert one.severity is severity


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["image: ollama/ollama:0.12.3"], id="a version"),
        pytest.param([f"image: ollama/ollama:latest@sha256:{'0' * 64}"], id="a digest"),
        pytest.param(["image: ollama/ollama:${TAG}"], id="a tag that is not known"),
        pytest.param(["build: .", "image: ollama/ollama:latest"], id="the name of what is built here"),
        pytest.param(["image: qdrant/qdrant", "pull_policy: never"], id="never pulled"),
        pytest.param(["image: my/ollama:latest"], id="an image of somebody else"),
        pytest.param(["image: redis:latest"], id="not of machine learning"),
        pytest.param(["image: pgvector/pgvector:pg16"], id="a major version"),
    ],
)
def test_silent(findings: Findings, lines: list[str]) -> None:
    assert findings({**service(*lines), "Dockerfile": "FROM scratch\n"}, "DC114") == []


def test_an_image_that_another_service_builds(findings: Findings) -> None:
    rest = "  b:\n    build: .\n    image: ollama/ollama:latest\n"
    assert findings({**service("image: ollama/ollama:latest", rest=rest), "Dockerfile": "FROM x\n"}, "DC114") == []
