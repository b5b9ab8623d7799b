"""Python packages whose wheels, or those of what they need, come to hundreds of megabytes.

What each of them resolves to, for CPython 3.12 on Linux, holds torch, tensorflow or jaxlib, as looked at with
``uv pip compile`` on the day in `VERIFIED`, or is one of the large wheels of `dflint.knowledge.wheel_sizes`.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"
SOURCES = ("https://pypi.org/simple/", "https://pypi.org/project/NAME/#files")

LARGE_PACKAGES = frozenset(
    {"torch", "torchvision", "tensorflow", "tensorflow-cpu", "tensorflow-gpu", "vllm", "paddlepaddle", "triton"}
    | {"onnxruntime-gpu", "xformers", "accelerate", "sentence-transformers", "timm", "ultralytics", "openai-whisper"}
    | {"pytorch-lightning", "lightning", "fastai", "peft", "deepspeed", "bitsandbytes", "easyocr", "facenet-pytorch"}
    | {"torchmetrics", "whisperx", "demucs", "flair", "stanza", "unsloth", "trl", "nvidia-nccl-cu12"}
)
"""Normalised names."""
