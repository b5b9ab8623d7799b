from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ("tensorflow/tensorflow:latest-py3", "deprecated tag"),
        ("tensorflow/tensorflow:1.15.5-gpu-py3", "deprecated tag"),
        ("tensorflow/tensorflow:nightly-gpu-py3-jupyter", "deprecated tag"),
        ("tensorflow/tensorflow:1.8.0-gpu", "Python 2.7"),
        ("tensorflow/tensorflow:1.15.0", "Python 2.7"),
        ("tensorflow/tensorflow:2.1.0-gpu", "Python 2.7"),
        ("gcr.io/tensorflow/tensorflow", "no longer published"),
        ("gcr.io/tensorflow/tensorflow:1.3.0-devel-gpu-py3", "no longer published"),
    ],
)
def test_found(findings: Findings, image: str, said: str) -> None:
    (one,) = findings({"Dockerfile": f"FROM {image}\n"}, "ML105")
    assert one.source.slice(one.span) == image
    assert one.severity.name == "WARNING"
    assert said in one.message
    assert "2.20" not in one.help


@pytest.mark.parametrize(
    ("tag", "same"),
    [
        ("1.15.2-gpu-py3", "1.15.2-gpu"),
        ("1.15.5-py3", "1.15.5"),
        ("1.15.5-gpu-py3-jupyter", "1.15.5-gpu-jupyter"),
        ("2.1.1-gpu-py3", "2.1.1-gpu"),
    ],
)
def test_the_same_version_under_another_tag(findings: Findings, tag: str, same: str) -> None:
    (one,) = findings({"Dockerfile": f"FROM tensorflow/tensorflow:{tag}\n"}, "ML105")
    assert f"`tensorflow/tensorflow:{same}`" in one.help


def test_a_default_that_a_build_may_replace(findings: Findings) -> None:
    (one,) = findings({"Dockerfile": "ARG TF=1.15.5\nFROM tensorflow/tensorflow:${TF}-py3\n"}, "ML105")
    assert one.severity.name == "INFO"


@pytest.mark.parametrize(
    "image",
    [
        # Versions whose images with Python 3 have no name without -py3.
        "tensorflow/tensorflow:1.15.0-gpu-py3",
        "tensorflow/tensorflow:1.8.0-devel-gpu-py3",
        "tensorflow/tensorflow:2.1.0-py3",
        "tensorflow/tensorflow:2.0.0b1-gpu-py3-jupyter",
        "tensorflow/tensorflow:2.20.0",
        "tensorflow/tensorflow:2.2.0-gpu",
        "tensorflow/tensorflow:2.1.1-gpu",
        "tensorflow/tensorflow:1.15.5-gpu",
        "tensorflow/tensorflow:latest",
        "tensorflow/tensorflow",
        "tensorflow/tensorflow:custom-op-ubuntu16",
        "tensorflow/tensorflow:1.15.0-py3@sha256:" + "a" * 64,
        "tensorflow/serving:1.15.0",
        "nvcr.io/nvidia/tensorflow:25.01-tf2-py3",
        "mirror.example.org/tensorflow/tensorflow:1.15.0-py3",
        "gcr.io/deeplearning-platform-release/tf2-gpu.2-15.py310",
    ],
)
def test_silent(words: Words, image: str) -> None:
    assert words({"Dockerfile": f"FROM {image}\n"}, "ML105") == []
