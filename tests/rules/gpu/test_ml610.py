from __future__ import annotations

from collections.abc import Callable

import pytest


def dockerfile(tag: str, packages: str) -> dict[str, str]:
    return {"Dockerfile": f"FROM nvidia/cuda:{tag}\nRUN apt-get update && apt-get install -y git {packages}\n"}


@pytest.mark.parametrize(
    ("tag", "packages", "expected"),
    [
        ("12.4.1-devel-ubuntu22.04", "nvidia-cuda-toolkit", ["nvidia-cuda-toolkit"]),
        ("12.4.1-base-ubuntu22.04", "nvidia-cuda-toolkit", ["nvidia-cuda-toolkit"]),
        ("12.4.1-devel-ubuntu22.04", "cuda-toolkit-12-4", ["cuda-toolkit-12-4"]),
        ("12.4.1-runtime-ubuntu22.04", "cuda-toolkit-11-8=11.8.0-1", ["cuda-toolkit-11-8"]),
        ("12.4.1-runtime-ubuntu22.04", "cuda-libraries-11-8 cuda-libraries-dev-11-8", ["cuda-libraries-11-8"]),
        ("11.8.0-cudnn8-runtime-ubuntu22.04", "libcudnn8", ["libcudnn8"]),
        ("11.8.0-cudnn8-devel-ubuntu22.04", "libcudnn8 libcudnn8-dev", ["libcudnn8", "libcudnn8-dev"]),
        ("12.6.3-cudnn-runtime-ubuntu24.04", "libcudnn9-cuda-12", ["libcudnn9-cuda-12"]),
    ],
)
def test_found(words: Callable[..., list[str]], tag: str, packages: str, expected: list[str]) -> None:
    assert words(dockerfile(tag, packages), "ML610") == expected


@pytest.mark.parametrize(
    ("tag", "packages"),
    [
        pytest.param("12.4.1-base-ubuntu22.04", "cuda-nvcc-12-4 cuda-toolkit-12-4", id="a part of the same version"),
        pytest.param("12.4.1-devel-ubuntu22.04", "cuda-nvcc-12-4 cuda-nsight-systems-12-4", id="one tool"),
        pytest.param("12.4.1-devel-ubuntu22.04", "cuda-compat-12-8", id="the newer user mode driver"),
        pytest.param("12.4.1-runtime-ubuntu22.04", "libcudnn9-cuda-12", id="an image without cuDNN"),
        pytest.param("11.8.0-cudnn8-devel-ubuntu22.04", "libcudnn8=8.6.0.163-1+cuda11.8", id="another version of it"),
        pytest.param("12.4.1-cudnn-runtime-ubuntu22.04", "libcudnn8", id="an older one beside it"),
        pytest.param("11.8.0-cudnn8-runtime-ubuntu22.04", "libcudnn8-dev", id="headers, which the image lacks"),
        pytest.param("12.4.1-runtime-ubuntu22.04", "libcublas-11-8", id="a library of another version"),
        pytest.param("latest", "nvidia-cuda-toolkit", id="an unknown version"),
    ],
)
def test_silent(words: Callable[..., list[str]], tag: str, packages: str) -> None:
    assert words(dockerfile(tag, packages), "ML610") == []


def test_silent_on_other_bases(words: Callable[..., list[str]]) -> None:
    text = "FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y nvidia-cuda-toolkit\n"
    assert words({"Dockerfile": text}, "ML610") == []
