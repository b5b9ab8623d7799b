from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]


@pytest.mark.parametrize(
    ("tag", "why", "advice"),
    [
        ("12.4-base-ubuntu22.04", "it lacks the patch of the version", "`12.4.1-base-ubuntu22.04`"),
        ("12.4", "the patch of the version, the flavour and the system", "`12.4.1-base-ubuntu22.04`"),
        ("12.4.1", "it lacks the flavour and the system", "`12.4.1-base-ubuntu22.04`"),
        ("12.4.1-devel", "it lacks the system", "`12.4.1-devel-ubuntu22.04`"),
        ("12.4.1-cudnn-devel", "it lacks the system", "`12.4.1-cudnn-devel-ubuntu22.04`"),
        ("12.4.1-ubuntu22.04", "it lacks the flavour", "`12.4.1-base-ubuntu22.04`"),
        ("12.1-cudnn8-ubuntu20.04", "the patch of the version and the flavour", "`12.1.1-cudnn8-runtime-ubuntu20.04`"),
        ("14.0-base-ubuntu26.04", "it lacks the patch of the version", "`12.9.2-cudnn-runtime-ubuntu24.04`"),
        ("12.4.0-cudnn-runtime-ubuntu22.04", "was published without cuDNN", "`12.4.1-cudnn-runtime-ubuntu22.04`"),
        ("12.5.1-cudnn-devel-ubuntu24.04", "CUDA 12.5.1 has no cuDNN for ubuntu24.04", "ubuntu20.04, ubuntu22.04"),
        ("12.4.1-cudnn8-devel-ubuntu22.04", "spell it `cudnn`", "`12.4.1-cudnn-devel-ubuntu22.04`"),
        ("12.3.2-cudnn-devel-ubuntu22.04", "spell it `cudnn9`", "`12.3.2-cudnn9-devel-ubuntu22.04`"),
        ("11.8.0-cudnn-runtime-ubuntu22.04", "spell it `cudnn8`", "`11.8.0-cudnn8-runtime-ubuntu22.04`"),
        ("12.8.1-cudnn-base-ubuntu22.04", "cuDNN comes with `runtime` and `devel` only", "`runtime`"),
        ("12.4.1-devel-ubuntu24.04", "was not published for ubuntu24.04", "ubuntu22.04"),
        ("11.3.1-devel-ubuntu22.04", "was not published for ubuntu22.04", "ubuntu20.04"),
        ("13.0.1-devel-ubuntu20.04", "was not published for ubuntu20.04", "ubuntu22.04"),
        ("12.4.1-devel-centos7", "was not published for centos7", "ubi9"),
        ("12.1.0-cudnn8-runtime-ubuntu18.04", "has no cuDNN for ubuntu18.04", "ubuntu22.04"),
    ],
)
def test_found(findings: Findings, tag: str, why: str, advice: str) -> None:
    (one,) = findings({"Dockerfile": f"FROM nvidia/cuda:{tag}\n"}, "ML102")
    assert one.source.slice(one.span) == f"nvidia/cuda:{tag}"
    assert one.severity.name == "ERROR"
    assert why in one.message
    assert advice in one.help


def test_a_default_that_a_build_may_replace(findings: Findings) -> None:
    (one,) = findings({"Dockerfile": "ARG CUDA=12.4\nFROM nvidia/cuda:${CUDA}-base-ubuntu22.04\n"}, "ML102")
    assert one.severity.name == "WARNING"


@pytest.mark.parametrize(
    "image",
    [
        "nvidia/cuda:12.9.2-base-ubuntu24.04",
        "nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04",
        "nvidia/cuda:12.1.0-base-ubuntu18.04",
        "nvcr.io/nvidia/cuda:13.0.0-tensorrt-devel-ubuntu24.04",
        "nvidia/cuda:13.2.1-devel-amzn2023",
        "nvidia/cuda:12.8.2-cudnn-runtime-ubuntu22.04",
        "nvidia/cuda:12.9.2-devel-ubi9",
        "nvidia/cuda:12.6.3-base-ubi9",
        # A system or a version that nothing is known of
        "nvidia/cuda:12.9.1-base-ubuntu26.04",
        "nvidia/cuda:11.2.2-devel-centos8",
        "nvidia/cuda:13.9.0-cudnn-devel-ubuntu26.04",
        "nvidia/cuda:13.3.0-base-ubuntu26.04",
        # What was deleted is said by another rule
        "nvidia/cuda:9.0-base-ubuntu16.04",
        "nvidia/cuda:8.0-cudnn5-devel",
        "nvidia/cuda:11.0-base",
        # Not of this scheme
        "nvidia/cuda",
        "nvidia/cuda:latest",
        "nvidia/cuda:my-own",
        "nvidia/cuda:12.4@sha256:" + "a" * 64,
        "registry.example.org/nvidia/cuda:12.4",
        "nvcr.io/nvidia/cuda-dl-base:25.01-cuda12.8-devel-ubuntu24.04",
        "nvidia/cudagl:11.4.2-base",
    ],
)
def test_silent(words: Words, image: str) -> None:
    assert words({"Dockerfile": f"FROM {image}\n"}, "ML102") == []


def test_a_version_without_a_default(words: Words) -> None:
    assert words({"Dockerfile": "ARG CUDA\nFROM nvidia/cuda:${CUDA}-base\n"}, "ML102") == []
