"""Which packages compile for the GPU while the program runs, or need the CUDA toolkit for it?

The table is there for keeping silent, so it also holds packages that may do so for some models only (jax, lmdeploy,
megablocks, sglang, spconv, tensorflow, tensorrt-llm, tinygrad, transformer-engine, vllm) or that are not on the package
index (nvdiffrast). The others were looked at on the day in `VERIFIED`: on the pages in `SOURCES`, and colossalai 0.5.0,
exllamav2 0.3.2, gsplat 1.5.3, nerfacc 0.5.3 and rwkv 0.8.32 in their code, which calls `torch.utils.cpp_extension`.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"

SOURCES = (
    "https://www.deepspeed.ai/tutorials/advanced-install/",
    "https://docs.flashinfer.ai/installation.html",
    "https://nvidia.github.io/numba-cuda/user/installation.html",
    "https://docs.cupy.dev/en/stable/install.html",
    "https://documen.tician.de/pycuda/",
    "https://docs.pytorch.org/docs/stable/cpp_extension.html",
)

RUNTIME_COMPILERS = frozenset(
    """
    colossalai cupy cupy-cuda11x cupy-cuda12x cupy-cuda13x deepspeed exllamav2 flashinfer flashinfer-python gsplat
    jax jaxlib lmdeploy megablocks nerfacc ninja numba numba-cuda nvdiffrast pycuda rwkv sglang spconv tensorflow
    tensorflow-gpu tensorrt-llm tf-nightly tinygrad transformer-engine vllm
    """.split()
)
"""Whether one of them does compile for the program at hand cannot be seen in a Dockerfile."""
