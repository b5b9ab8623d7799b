"""Which images are made for NVIDIA's GPUs? A table of repositories and tags.

All rows were looked at on the day in `VERIFIED`. Images for Jetson boards are not among them: what they are run with is
something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from typing import Protocol

    class ImageReference(Protocol):
        """A parsed reference, as `dflint.dockerfile.image` has it."""

        tag: str | None
        digest: str | None

        @property
        def familiar(self) -> str:
            """The repository as people write it."""


VERIFIED = "2026-11-23"

_ANY_TAG = r"(?!.*(?:l4t|igpu|jetson|(?<![a-z])cpu)).*"
_CUDA_TAG = r"(?=.*(?:cuda|gpu|cu\d\d))" + _ANY_TAG


class _Row(NamedTuple):
    repositories: tuple[str, ...]
    tag: str  # a pattern of the whole tag
    source: str


def _row(repositories: str, tag: str, source: str) -> _Row:
    return _Row(tuple(repositories.split()), tag, source)


ROWS: tuple[_Row, ...] = (
    _row("nvidia/cuda nvcr.io/nvidia/cuda", _ANY_TAG, "https://gitlab.com/nvidia/container-images/cuda"),
    _row(
        "nvcr.io/nvidia/pytorch nvcr.io/nvidia/tensorflow nvcr.io/nvidia/jax nvcr.io/nvidia/tensorrt"
        " nvcr.io/nvidia/nemo nvcr.io/nvidia/cuda-dl-base nvcr.io/nvidia/tensorrt-llm/release"
        " nvcr.io/nvidia/rapidsai/base nvcr.io/nvidia/rapidsai/notebooks nvcr.io/nvidia/morpheus/morpheus",
        _ANY_TAG,
        "https://docs.nvidia.com/deeplearning/frameworks/user-guide/index.html",
    ),
    _row("pytorch/pytorch", _CUDA_TAG, "https://github.com/pytorch/pytorch/blob/main/README.md#docker-image"),
    _row("pytorch/torchserve", _CUDA_TAG, "https://github.com/pytorch/serve/blob/master/docker/README.md"),
    _row("tensorflow/tensorflow", _CUDA_TAG, "https://www.tensorflow.org/install/docker"),
    _row("rapidsai/base rapidsai/notebooks", _CUDA_TAG, "https://docs.rapids.ai/install/#docker"),
    _row(
        "huggingface/transformers-pytorch-gpu huggingface/transformers-pytorch-deepspeed-latest-gpu",
        _ANY_TAG,
        "https://github.com/huggingface/transformers/tree/main/docker",
    ),
    _row(
        "localai/localai quay.io/go-skynet/local-ai",
        r".*gpu-nvidia-cuda.*",
        "https://github.com/mudler/LocalAI/blob/master/README.md",
    ),
    _row(
        "ghcr.io/open-webui/open-webui",
        _CUDA_TAG,
        "https://github.com/open-webui/open-webui/blob/main/README.md",
    ),
    _row(
        "ghcr.io/speaches-ai/speaches",
        _CUDA_TAG,
        "https://github.com/speaches-ai/speaches/blob/master/compose.cuda.yaml",
    ),
    _row(
        "quay.io/jupyter/pytorch-notebook quay.io/jupyter/tensorflow-notebook",
        _CUDA_TAG,
        "https://github.com/jupyter/docker-stacks/blob/main/docs/using/selecting.md",
    ),
)


def is_cuda_image(reference: ImageReference | None) -> bool:
    """Whether the image that `reference` names is certainly made for NVIDIA's GPUs.

    Of one with a digest and no tag only what holds for every tag is known.
    """
    if reference is None:
        return False
    patterns = _PATTERNS.get(reference.familiar, ())
    tag = reference.tag
    if tag is None:
        return _ANY_TAG in patterns
    return any(re.fullmatch(pattern, tag) is not None for pattern in patterns)


# Repositories whose tags without "gpu" hold a build that finds no CUDA in the image.
_WITH_TWINS = frozenset({"tensorflow/tensorflow"})
_FOR_GPUS = lazy_pattern(r"gpu|cuda|rocm")


def is_twin_without_cuda(reference: ImageReference | None) -> bool:
    """Whether the image is the one for the CPU of a repository that has one for GPUs under other tags."""
    if reference is None or reference.familiar not in _WITH_TWINS:
        return False
    tag = reference.tag
    if tag is None:
        return reference.digest is None
    return _FOR_GPUS.search(tag) is None


def _by_repository() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for row in ROWS:
        for repository in row.repositories:
            table[repository] = (*table.get(repository, ()), row.tag)
    return table


_PATTERNS = _by_repository()
