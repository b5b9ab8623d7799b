"""Packages that need torch however they are installed: without extras, on Linux, with every Python."""

from __future__ import annotations

VERIFIED = "2026-11-27"

TORCH_DEPENDENTS = frozenset(
    {"sentence-transformers", "accelerate", "peft", "timm", "ultralytics", "openai-whisper", "torchvision"}
)
