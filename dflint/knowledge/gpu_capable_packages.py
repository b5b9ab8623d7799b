"""Which Python packages compute on a GPU without torch, in the form in which PyPI has them?

Their wheels hold code for CUDA, or fetch it at their first use, or are built with it where the image is built. What is
in an image beside one of them says nothing about whether the image makes use of a GPU.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"
SOURCES = (
    "https://opennmt.net/CTranslate2/installation.html",
    "https://github.com/SYSTRAN/faster-whisper#gpu",
    "https://github.com/abetlen/llama-cpp-python#supported-backends",
    "https://xgboost.readthedocs.io/en/stable/gpu/index.html",
    "https://catboost.ai/docs/en/features/training-on-gpu",
    "https://numba.readthedocs.io/en/stable/cuda/overview.html",
    "https://docs.jax.dev/en/latest/installation.html",
    "https://www.tensorflow.org/install/pip",
)

GPU_CAPABLE = frozenset(
    {
        "catboost",
        "ctranslate2",
        "cupy",
        "dgl",
        "exllamav2",
        "faster-whisper",
        "jax",
        "lightgbm",
        "llama-cpp-python",
        "mxnet",
        "numba",
        "pyopencl",
        "tensorflow",
        "whisper-ctranslate2",
        "whisperx",
        "xgboost",
    }
)
