"""Packages that need torch however they are installed: without extras, on Linux, themselves or by what they need.

Each was resolved with the package index on the day in `VERIFIED` (``uv pip compile`` for Python 3.12 on x86_64) and had
torch among what it resolves to. Looked at and left out: torchaudio (2.11.0 names no torch), bitsandbytes (old releases
name none), diffusers, transformers, faster-whisper, coqui-tts, simpletransformers, torch-geometric and outlines.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"

SOURCE = "https://pypi.org/pypi/{name}/json"
"""Where the metadata of each can be read."""

TORCH_DEPENDENTS = frozenset(
    {"accelerate", "auto-gptq", "basicsr", "bertopic", "botorch", "captum", "chronos-forecasting"}
    | {"compressed-tensors", "deepspeed", "demucs", "docling", "easyocr", "facenet-pytorch", "fastai"}
    | {"flagembedding", "flair", "flash-attn", "gfpgan", "gliner", "gpytorch", "keybert", "kornia", "lightning"}
    | {"lpips", "marker-pdf", "nemo-toolkit", "open-clip-torch", "openai-whisper", "optimum", "peft"}
    | {"pyannote-audio", "pyro-ppl", "pytorch-forecasting", "pytorch-lightning", "realesrgan"}
    | {"segmentation-models-pytorch", "sentence-transformers", "silero-vad", "spacy-transformers"}
    | {"speechbrain", "stable-baselines3", "stanza", "surya-ocr", "tensordict", "thop", "timm", "torchdiffeq"}
    | {"torchmetrics", "torchrl", "torchsde", "torchtext", "torchvision", "trl", "ultralytics"}
    | {"unstructured-inference", "vector-quantize-pytorch", "vllm", "whisper-timestamped", "whisperx"}
    | {"xformers"}
)

TORCH_COMPANIONS: Mapping[str, frozenset[str]] = {
    "torchvision": frozenset(
        {"basicsr", "deepspeed", "easyocr", "facenet-pytorch", "fastai", "gfpgan", "lpips", "marker-pdf"}
        | {"open-clip-torch", "realesrgan", "segmentation-models-pytorch", "surya-ocr", "timm", "ultralytics"}
        | {"unstructured-inference", "vllm", "whisperx"}
    ),
    "torchaudio": frozenset({"pyannote-audio", "speechbrain", "vllm", "whisperx"}),
    "torchcodec": frozenset({"pyannote-audio", "vllm", "whisperx"}),
}
"""The packages that are built along with torch, so that all of them have to come from one index, and those of
`TORCH_DEPENDENTS` that need them in their newest release, themselves or by another one of it (``requires_dist``)."""
