"""The indexes of PyTorch: which variants there are, which releases each holds, and what is on PyPI beside them.

A variant is what the last part of an index's URL and the suffix of its versions say: ``cpu``, ``cu121``, ``rocm6.2``,
``xpu``; ``""`` is the default build, which PyPI has.
"""

from __future__ import annotations

import re

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-23"

SOURCES = (
    "https://github.com/replicate/cog/blob/main/pkg/config/torch_compatibility.json",
    "https://pytorch.org/get-started/previous-versions/",
)

TORCH_PACKAGES = frozenset(
    {"torch", "torchaudio", "torchdata", "torchtext", "torchvision", "pytorch-triton", "pytorch-triton-rocm"}
    | {"pytorch-triton-xpu", "torch-model-archiver", "torch-tb-profiler", "torcharrow", "torchcsprng", "torchdistx"}
    | {"torchserve"}
)
"""The packages that uv takes from such an index for ``--torch-backend``.

Source: https://github.com/astral-sh/uv/blob/main/crates/uv-torch/src/backend.rs (looked at on 2026-11-27).
"""

_VARIANT = r"cpu(?:-cxx11-abi)?|cu\d{2,3}|rocm\d[\d.]*|xpu"
_HOST = lazy_pattern(r"https?://(?:[^/@]*@)?download(?:-r2)?\.pytorch\.org(?:/|$)", re.IGNORECASE)
_PATH = lazy_pattern(rf"/whl(?:/(?:nightly|test|lts/[\d.]+))?/({_VARIANT})(?:/|$)", re.IGNORECASE)
_OLD_CUDA = lazy_pattern(r"cu(?:[89]\d|10\d|11[0-6])")
"""Variants that torch 2 was never built for."""
_SUFFIX = lazy_pattern(rf"\+({_VARIANT})(?:\.|$)", re.IGNORECASE)


def variant_of_url(url: str) -> str | None:
    """The variant that an index of PyTorch at `url` holds; "" for one of several, None for no index of PyTorch."""
    if _HOST.match(url) is None:
        return None
    match = _PATH.search(url)
    return "" if match is None else match[1].lower()


def variant_of_version(version: str) -> str | None:
    """The variant that the suffix of a version names, as in ``2.5.1+cu121``; None where it names none."""
    match = _SUFFIX.search(version)
    return None if match is None else match[1].lower()


def has_torch(variant: str, version: str) -> bool | None:
    """Whether the index of `variant` holds torch `version`, such as ``2.5.1``; None if that is not known."""
    from dflint.knowledge.torch_releases import TORCH_RELEASES

    release = TORCH_RELEASES.get(version)
    if release is None:
        return None
    if variant == "cpu":
        return True
    return variant in release.indexes if release.indexes and variant.startswith("cu") else None


def last_torch(variant: str) -> str | None:
    """The last torch in the index of a CUDA `variant` that gets no new ones; None where it may get them.

    "1" stands for one before 2.0, or none at all.
    """
    from dflint.knowledge.torch_releases import TORCH_RELEASES

    known = [(version, release.indexes) for version, release in TORCH_RELEASES.items() if release.indexes]
    holding = [version for version, indexes in known if variant in indexes]
    if not holding:
        return "1" if _OLD_CUDA.fullmatch(variant) else None
    return holding[-1] if holding[-1] != known[-1][0] else None


def newest_torch_on_pypi(python: str) -> str | None:
    """The newest torch on PyPI with a wheel for `python` (Linux, x86_64); None if that is not known."""
    from dflint.knowledge.wheel_windows import WHEEL_WINDOWS

    window = WHEEL_WINDOWS["torch"].windows.get(python)
    return None if window is None else window[1]


OLDEST_PYTHON = "3.9"
"""What the Python of an image of which it is not known is taken for at least, if its distribution is not old."""


def cuda_on_pypi(version: str) -> str | None:
    """The CUDA of the build of torch `version` on PyPI (Linux, x86_64); None if that is not known."""
    from dflint.knowledge.torch_releases import TORCH_RELEASES

    release = TORCH_RELEASES.get(version)
    return None if release is None else release.cuda


def indexes_with_torch(version: str) -> tuple[str, ...]:
    """The CUDA variants of the indexes that hold torch `version`; empty where they are not known."""
    from dflint.knowledge.torch_releases import TORCH_RELEASES

    release = TORCH_RELEASES.get(version)
    return () if release is None else release.indexes
