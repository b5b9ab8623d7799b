"""Packages that a project is written against a version of: a newer release of one often breaks code or models.

Sources: the release notes of each, whose minor releases remove or change what was there before, such as
https://github.com/pytorch/pytorch/releases, https://github.com/huggingface/transformers/releases,
https://github.com/tensorflow/tensorflow/releases and https://github.com/vllm-project/vllm/releases.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"

FRAMEWORKS = frozenset(
    {"torch", "torchvision", "torchaudio", "tensorflow", "tensorflow-cpu", "keras", "jax", "jaxlib", "flax"}
    | {"transformers", "diffusers", "accelerate", "peft", "trl", "sentence-transformers", "bitsandbytes"}
    | {"vllm", "sglang", "deepspeed", "xformers", "flash-attn", "lightning", "pytorch-lightning", "ultralytics"}
    | {"onnxruntime", "onnxruntime-gpu", "paddlepaddle", "paddlepaddle-gpu", "mxnet", "llama-cpp-python"}
)
