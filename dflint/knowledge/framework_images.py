"""Images that hold a framework, the packages of Python that come with it, and whether the tag is its release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

VERIFIED = "2026-11-27"


class FrameworkImage(NamedTuple):
    """`packages` are those that are certainly there, the framework first.

    `has_release` is whether a tag such as "2.8.0-cuda12.8-cudnn9-runtime" starts with the release of the framework.
    """

    packages: tuple[str, ...]
    has_release: bool
    source: str


FRAMEWORK_IMAGES: Mapping[str, FrameworkImage] = {
    "pytorch/pytorch": FrameworkImage(
        ("torch", "torchvision", "torchaudio"), True, "https://github.com/pytorch/pytorch/blob/main/Dockerfile"
    ),
    "tensorflow/tensorflow": FrameworkImage(("tensorflow",), True, "https://www.tensorflow.org/install/docker"),
    "nvcr.io/nvidia/pytorch": FrameworkImage(
        ("torch", "torchvision", "triton"),
        False,
        "https://docs.nvidia.com/deeplearning/frameworks/pytorch-release-notes/index.html",
    ),
    "nvcr.io/nvidia/tensorflow": FrameworkImage(
        ("tensorflow",), False, "https://docs.nvidia.com/deeplearning/frameworks/tensorflow-release-notes/index.html"
    ),
}
"""By repository."""
