"""The indexes of PyTorch: which variants there are, which releases each holds, and what stands on PyPI.

A variant is what the last part of an index's URL and the suffix of its versions say: ``cpu``, ``cu121``, ``rocm6.2``,
``xpu``; ``""`` is the default build, which PyPI has.
"""

from __future__ import annotations

import re

VERIFIED = "2026-11-23"

SOURCES = (
    "https://github.com/replicate/cog/blob/main/pkg/config/torch_compatibility.json",
    "https://github.com/pytorch/pytorch/blob/main/RELEASE.md",
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
_HOST = re.compile(r"https?://(?:[^/@]*@)?download(?:-r2)?\.pytorch\.org(?:/|$)", re.IGNORECASE)
_PATH = re.compile(rf"/whl(?:/(?:nightly|test|lts/[\d.]+))?/({_VARIANT})(?:/|$)", re.IGNORECASE)
_SUFFIX = re.compile(rf"\+({_VARIANT})(?:\.|$)", re.IGNORECASE)

_CUDA_VARIANTS = {
    "2.0": "cu117 cu118",
    "2.1": "cu118 cu121",
    "2.2": "cu118 cu121",
    "2.3": "cu118 cu121",
    "2.4": "cu118 cu121 cu124",
    "2.5": "cu118 cu121 cu124",
    "2.6": "cu118 cu124 cu126",
    "2.7": "cu118 cu126 cu128",
    "2.8": "cu126 cu128 cu129",
    "2.9": "cu126 cu128 cu130",
    "2.10": "cu126 cu128 cu130",
    "2.11": "cu126 cu128 cu129 cu130",
    "2.12": "cu126 cu130 cu132",
    "2.13": "cu126 cu130 cu132",
}
"""The CUDA variants of each minor release of torch, besides ``cpu``. Of the later ones not all are known."""

NEWEST_OF_VARIANT = {
    "cu117": "2.0.1",
    "cu118": "2.7.1",
    "cu121": "2.5.1",
    "cu124": "2.6.0",
    "cu128": "2.11.0",
    "cu129": "2.11.0",
}
"""The last torch of the variants that get no new ones."""

NEWEST_ON_PYPI = {
    "3.8": "2.4.1",
    "3.9": "2.8.0",
    "3.10": "2.14.1",
    "3.11": "2.15.0",
    "3.12": "2.15.0",
    "3.13": "2.15.0",
    "3.14": "2.15.0",
}
"""The newest torch on PyPI with a wheel for Linux on x86_64, by Python."""

DEFAULT_CUDA = {
    "2.0": "cu117",
    "2.1": "cu121",
    "2.2": "cu121",
    "2.3": "cu121",
    "2.4": "cu121",
    "2.5": "cu124",
    "2.6": "cu124",
    "2.7": "cu126",
    "2.8": "cu128",
    "2.9": "cu128",
    "2.10": "cu128",
    "2.11": "cu130",
    "2.12": "cu130",
    "2.13": "cu130",
    "2.14": "cu130",
    "2.15": "cu132",
}
"""The CUDA of the build on PyPI (Linux, x86_64): the Requires-Dist of its wheels."""


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
    if variant == "cpu":
        return True
    known = _CUDA_VARIANTS.get(minor_of(version))
    if known is None or not variant.startswith("cu"):
        return None
    return variant in known.split()


def minor_of(version: str) -> str:
    """``2.5`` of ``2.5.1+cu121``."""
    return ".".join(version.partition("+")[0].split(".")[:2])
