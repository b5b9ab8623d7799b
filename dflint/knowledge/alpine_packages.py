"""Python packages that Alpine gets no wheel of, in any release.

All rows were looked at in the list of files of the package on the index. What has wheels for musl in some release is in
`dflint.knowledge.musl_wheels`.
"""

from __future__ import annotations

from collections.abc import Mapping

from dflint.knowledge.torch_dependents import TORCH_DEPENDENTS

VERIFIED = "2026-11-27"
SOURCE = "https://pypi.org/simple/"

NOT_INSTALLABLE = frozenset(
    {
        *("ctranslate2", "jaxlib", "mediapipe", "onnxruntime", "onnxruntime-gpu", "paddlepaddle", "ray"),
        *("tensorflow", "tensorflow-cpu", "torch", "torchaudio", "torchvision", "triton"),
    }
)
"""There is no source archive either, so pip finds nothing to install. torchvision has an old one, but needs torch."""

NEEDING: Mapping[str, str] = {
    **dict.fromkeys(TORCH_DEPENDENTS - NOT_INSTALLABLE, "torch"),
    "faster-whisper": "ctranslate2",
}
"""Packages that cannot be installed without one of those, however they are asked for."""

FROM_SOURCE = frozenset(
    {
        *("catboost", "gensim", "lightgbm", "llvmlite", "numba", "onnx", "opencv-python", "opencv-python-headless"),
        *("scikit-learn", "sentencepiece", "xgboost"),
    }
)
"""Only source archives, which take a compiler, and what else the project needs, minutes to hours."""
