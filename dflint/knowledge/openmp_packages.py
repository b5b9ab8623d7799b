"""Packages that compute with the threads of OpenMP, so that OMP_NUM_THREADS says how many.

The Linux wheels of https://pypi.org/project/NAME/ bundle or load libgomp, by the list of their files. PyTorch says so
in https://docs.pytorch.org/docs/2.1/notes/cpu_threading_torchscript_inference.html. `sentence-transformers` computes
with `torch`. TensorFlow and ONNX Runtime have threads of their own.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"

OPENMP_PACKAGES = frozenset({"torch", "sentence-transformers", "scikit-learn", "xgboost", "lightgbm", "faiss-cpu"})
