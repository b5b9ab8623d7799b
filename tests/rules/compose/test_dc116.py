from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Findings = Callable[..., list[Any]]
Words = Callable[..., list[str]]

DEPENDS = "    depends_on:\n      b:\n        condition: service_healthy\n"


def project(other: str, depends: str = DEPENDS, **files: str) -> dict[str, str]:
    return {"compose.yaml": f"services:\n  a:\n    image: app\n{depends}  b:\n    {other}\n", **files}


@pytest.mark.parametrize(
    "other",
    [
        "image: postgres:16",
        "image: redis",
        "image: ollama/ollama:0.12.3",
        "image: chromadb/chroma:1.0.0",
        "image: vllm/vllm-openai:v0.11.0",
        "image: busybox",
        "image: python:3.12",
        "image: any/image\n    healthcheck: {disable: true}",
        "image: any/image\n    healthcheck: {test: [NONE]}",
    ],
)
def test_found(findings: Findings, other: str) -> None:
    (one,) = findings(project(other), "DC116")
    assert one.source.slice(one.span) == "service_healthy"
    assert [related.source.slice(related.span) for related in one.related] == ["b"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("image: postgres:16\n    healthcheck: {test: pg_isready}", id="a check"),
        pytest.param("image: ghcr.io/open-webui/open-webui:main", id="a check in the image"),
        pytest.param("image: localai/localai:v3.1.1", id="a check in the image, too"),
        pytest.param("image: any/image", id="an image that is not known"),
        pytest.param("image: ${IMAGE}", id="an image that is given"),
        pytest.param("image: postgres:16\n    extends: {file: x.yaml, service: p}", id="may be extended"),
        pytest.param("image: postgres:16\n    healthcheck: {test: ['${KIND}', x]}", id="a check that is not known"),
        pytest.param("build: https://github.com/a/b.git", id="built from elsewhere"),
    ],
)
def test_silent(words: Words, other: str) -> None:
    assert words(project(other), "DC116") == []


@pytest.mark.parametrize(
    "depends",
    [
        pytest.param("    depends_on: [b]\n", id="no condition"),
        pytest.param("    depends_on: {b: {condition: service_started}}\n", id="another condition"),
        pytest.param("    depends_on: {b: {condition: service_healthy, required: false}}\n", id="not required"),
        pytest.param("    depends_on: {elsewhere: {condition: service_healthy}}\n", id="a service of an included file"),
    ],
)
def test_other_conditions(words: Words, depends: str) -> None:
    assert words(project("image: postgres:16", depends), "DC116") == []


def test_an_override_file_gives_the_check(words: Words) -> None:
    override = "services:\n  b:\n    healthcheck: {test: pg_isready}\n"
    assert words(project("image: postgres:16", **{"compose.override.yaml": override}), "DC116") == []


def test_the_dockerfile_decides(findings: Findings) -> None:
    """Neither file shows the mistake by itself."""
    tree = project("build: .", Dockerfile='FROM python:3.12-slim\nCMD ["python"]\n')
    (one,) = findings(tree, "DC116")
    assert [related.source.slice(related.span) for related in one.related] == ["b", "python:3.12-slim"]
    checked = "FROM python:3.12-slim\nHEALTHCHECK CMD python -c 1\n"
    for dockerfile in (checked, checked + "FROM python:3.12\nHEALTHCHECK CMD true\n", "FROM any/image\n"):
        assert findings({**tree, "Dockerfile": dockerfile}, "DC116") == []
    assert len(findings({**tree, "Dockerfile": checked + "FROM python:3.12\n"}, "DC116")) == 1
    assert len(findings({**tree, "Dockerfile": "FROM any/image\nHEALTHCHECK NONE\n"}, "DC116")) == 1
