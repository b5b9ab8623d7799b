"""Which packages compile for the GPU while the program runs, or need the CUDA toolkit for it?"""

from __future__ import annotations

VERIFIED = "2026-11-27"

SOURCES = (
    "https://www.deepspeed.ai/tutorials/advanced-install/",
    "https://docs.flashinfer.ai/installation.html",
    "https://numba.readthedocs.io/en/stable/cuda/overview.html",
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
"""Also those that run the compiler only for some models: whether they do cannot be seen in a Dockerfile."""
