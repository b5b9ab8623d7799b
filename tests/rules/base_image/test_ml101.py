from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]


@pytest.mark.parametrize(
    "image",
    [
        "nvidia/cuda",
        "nvidia/cuda:latest",
        "docker.io/nvidia/cuda",
        "nvcr.io/nvidia/cuda:latest",
    ],
)
def test_found(findings: Findings, image: str) -> None:
    (one,) = findings({"Dockerfile": f"FROM --platform=linux/amd64 {image} AS gpu\n"}, "ML101")
    assert one.source.slice(one.span) == image
    assert one.severity.name == "ERROR"


def test_a_default_that_a_build_may_replace(findings: Findings) -> None:
    (one,) = findings({"Dockerfile": "ARG IMAGE=nvidia/cuda\nFROM ${IMAGE}\n"}, "ML101")
    assert one.severity.name == "WARNING"


@pytest.mark.parametrize(
    "text",
    [
        "FROM nvidia/cuda:12.9.1-base-ubuntu24.04",
        "FROM nvidia/cuda@sha256:" + "a" * 64,
        "FROM nvidia/cuda:latest@sha256:" + "a" * 64,
        "ARG TAG=12.9.1-base-ubuntu24.04\nFROM nvidia/cuda:${TAG}",
        "ARG TAG\nFROM nvidia/cuda:${TAG}",
        # Other repositories
        "FROM registry.example.org/nvidia/cuda",
        "FROM nvcr.io/nvidia/cuda-dl-base:latest",
        "FROM nvidia/cudagl",
        # A stage
        "FROM nvidia/cuda:12.9.1-base-ubuntu24.04 AS cuda\nFROM cuda",
    ],
)
def test_silent(words: Words, text: str) -> None:
    assert words({"Dockerfile": f"{text}\n"}, "ML101") == []


def test_a_named_context_takes_its_place(words: Words) -> None:
    compose = "services:\n  a:\n    build:\n      context: .\n      additional_contexts:\n        nvidia/cuda: ./mine\n"
    assert words({"Dockerfile": "FROM nvidia/cuda\n", "compose.yaml": compose}, "ML101") == []
