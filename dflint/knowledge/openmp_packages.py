"""Packages that compute with the threads of OpenMP, so that OMP_NUM_THREADS says how many.

Their Linux wheels bundle, or load, libgomp or libomp (`pip download`, then the list of files or the libraries that the
modules need); `sentence-transformers` computes with `torch`. TensorFlow and ONNX Runtime have threads of their own.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"

OPENMP_PACKAGES = frozenset({"torch", "sentence-transformers", "scikit-learn", "xgboost", "lightgbm", "faiss-cpu"})
