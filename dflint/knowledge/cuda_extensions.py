"""Python packages that compile CUDA code when they are installed: those without wheels, and repositories.

What a row says was read in the setup.py of the package, or of the repository.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"

SOURCES = (
    "https://pypi.org/project/flash-attn/#files",
    "https://pypi.org/project/mamba-ssm/#files",
    "https://pypi.org/project/torch-scatter/#files",
    "https://pypi.org/project/torch-sparse/#files",
    "https://github.com/facebookresearch/detectron2/blob/main/setup.py",
    "https://github.com/facebookresearch/pytorch3d/blob/main/setup.py",
    "https://github.com/graphdeco-inria/diff-gaussian-rasterization/blob/main/setup.py",
)


class CudaExtension(NamedTuple):
    """A package that compiles CUDA code.

    `imports_torch`: its setup.py imports torch, and nothing asks for torch to be there. `when_forced`: without a GPU it
    compiles CUDA code only if FORCE_CUDA is 1. `asks_torch`: torch chooses the architectures to compile for.
    `is_source_only`: there are no wheels of it on PyPI.
    """

    imports_torch: bool
    when_forced: bool
    asks_torch: bool
    is_source_only: bool


_FORCED = CudaExtension(imports_torch=True, when_forced=True, asks_torch=True, is_source_only=False)
_ALWAYS = CudaExtension(imports_torch=True, when_forced=False, asks_torch=True, is_source_only=False)
_GRAPH = CudaExtension(imports_torch=True, when_forced=True, asks_torch=True, is_source_only=True)

CUDA_EXTENSIONS: Mapping[str, CudaExtension] = {
    # Looks for a wheel of its own releases first, and passes the architectures itself.
    "flash-attn": CudaExtension(imports_torch=True, when_forced=False, asks_torch=False, is_source_only=True),
    "mamba-ssm": CudaExtension(imports_torch=True, when_forced=False, asks_torch=False, is_source_only=True),
    "torch-scatter": _GRAPH,
    "torch-sparse": _GRAPH,
    "detectron2": _FORCED,
    "pytorch3d": _FORCED,
    "diff-gaussian-rasterization": _ALWAYS,
}

_REPOSITORIES = {
    "detectron2": "detectron2",
    "pytorch3d": "pytorch3d",
    "diff-gaussian-rasterization": "diff-gaussian-rasterization",
    "flash-attention": "flash-attn",
    "pytorch_scatter": "torch-scatter",
    "pytorch_sparse": "torch-sparse",
}
_REPOSITORY = lazy_pattern(
    r"github\.com[/:](?:facebookresearch|graphdeco-inria|Dao-AILab|HazyResearch|rusty1s)/([\w-]+?)(?:\.git)?(?:[@#/?].*)?$",
    re.IGNORECASE,
)

LONG_BUILDS = lazy_pattern(
    r"github\.com[/:](?:vllm-project/vllm|facebookresearch/xformers)(?:\.git)?(?:[@#?].*)?$", re.IGNORECASE
)
"""Repositories whose CUDA code takes a build as many compilers as there are processors, if nothing says less.

Sources: https://docs.vllm.ai/en/latest/getting_started/installation/gpu.html and
https://github.com/facebookresearch/xformers/blob/main/README.md, which say to set MAX_JOBS.
"""

FORCING_CMAKE = lazy_pattern(r"-D(?:GGML_CUDA|GGML_CUBLAS|LLAMA_CUDA|LLAMA_CUBLAS)=(?:on|1|true|yes)\b", re.IGNORECASE)
"""The options that make llama.cpp compile CUDA code: https://github.com/abetlen/llama-cpp-python/blob/main/README.md."""


def extension_in(location: str) -> str | None:
    """The package of the table that the repository at `location` holds."""
    match = _REPOSITORY.search(location)
    return None if match is None else _REPOSITORIES.get(match[1].lower())
