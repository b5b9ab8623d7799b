"""Images that hold a framework, the packages of Python that come with it, and whether the tag is its release.

What was read: two Dockerfiles of pytorch/pytorch, of the time of PyTorch 2.1 and a later one, and copies of older ones,
which up to 1.12 install no torchaudio; the Dockerfiles of tensorflow/build and the older ones of tensorflow/tensorflow,
which install the package `tensorflow` for "-gpu" and `tensorflow-cpu`, which holds the same, for other tags; the
release notes of NVIDIA, which name the framework. That its image of PyTorch holds a triton is known of 26.08 only, and
no list names its torchvision: a rule stays silent about a package in the table, so that one too many does no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

VERIFIED = "2026-11-27"


class FrameworkImage(NamedTuple):
    """`packages` begin with the framework, which certainly is there; the others are, or may be.

    `has_release` is whether a tag such as "2.8.0-cuda12.8-cudnn9-runtime" starts with the release of the framework.
    `bare` is a word of the tags of images that are made to build the framework and do not hold it.
    """

    packages: tuple[str, ...]
    has_release: bool
    source: str
    bare: str | None = None


FRAMEWORK_IMAGES: Mapping[str, FrameworkImage] = {
    "pytorch/pytorch": FrameworkImage(
        ("torch", "torchvision", "torchaudio"), True, "https://github.com/pytorch/pytorch/blob/main/Dockerfile"
    ),
    "tensorflow/tensorflow": FrameworkImage(
        ("tensorflow",),
        True,
        "https://github.com/tensorflow/build/tree/master/tensorflow_runtime_dockerfiles",
        bare="devel",
    ),
    "nvcr.io/nvidia/pytorch": FrameworkImage(
        ("torch", "torchvision", "triton"),
        False,
        "https://docs.nvidia.com/deeplearning/frameworks/pytorch-release-notes/rel-25-12.html",
    ),
    "nvcr.io/nvidia/tensorflow": FrameworkImage(
        ("tensorflow",),
        False,
        "https://docs.nvidia.com/deeplearning/frameworks/tensorflow-release-notes/rel_21-05.html",
    ),
}
"""By repository."""

_OF_NVIDIA = "nvcr.io/nvidia/"


def is_of_nvidia(repository: str) -> bool:
    """Whether the repository holds NVIDIA's image of a framework."""
    return repository in FRAMEWORK_IMAGES and repository.startswith(_OF_NVIDIA)
