"""For which GPUs does the compiler of a version of CUDA make code?

All rows were looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"
SOURCES = (
    "https://nvidia.github.io/numba-cuda/user/installation.html",
    "https://github.com/NVIDIA/cutlass/pull/3166",
    "https://github.com/Rust-GPU/rust-cuda/pull/312",
    "https://github.com/pytorch/pytorch/blob/main/RELEASE.md",
    "https://github.com/Dao-AILab/fast-hadamard-transform/issues/16",
)

OLDEST: Mapping[int, tuple[int, int]] = {11: (3, 5), 12: (5, 0), 13: (7, 5)}
"""By major version of CUDA, the oldest compute capability that nvcc compiles for."""

FAMILIES: Mapping[tuple[int, int], str] = {
    (3, 0): "Kepler",
    (5, 0): "Maxwell",
    (6, 0): "Pascal",
    (7, 0): "Volta",
    (7, 5): "Turing",
}
"""The first compute capability of each family of GPUs."""


def family_of(capability: tuple[int, int]) -> str:
    """The family of GPUs that has the compute capability."""
    first = max((first for first in FAMILIES if first <= capability), default=(3, 0))
    return FAMILIES[first]
