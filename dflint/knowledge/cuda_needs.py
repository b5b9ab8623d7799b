"""Which Python packages need CUDA's libraries of the system, and which need its compiler?

Wheels of PyTorch and those of NVIDIA bring the libraries with them. The packages below look for them in the system.
"""

from __future__ import annotations

from typing import NamedTuple

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"

SOURCES = (
    "https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html",
    "https://www.tensorflow.org/install/pip",
    "https://docs.cupy.dev/en/stable/install.html",
    "https://opennmt.net/CTranslate2/installation.html",
    "https://github.com/SYSTRAN/faster-whisper/blob/master/README.md",
    "https://pypi.org/project/flash-attn/#files",
    "https://pypi.org/project/mamba-ssm/#files",
    "https://pypi.org/project/torch-scatter/#files",
)


class CudaNeed(NamedTuple):
    """What a package looks for in the system.

    `needs_cudnn` is whether that is cuDNN too, `outcome` what it does without; `extras` are those of its own that bring
    the libraries.
    """

    needs_cudnn: bool
    outcome: str
    extras: frozenset[str] = frozenset()


_ON_CPU = "runs on the CPU"
_FAILS = "fails when it is used"

SYSTEM_CUDA: dict[str, CudaNeed] = {
    "onnxruntime-gpu": CudaNeed(True, _ON_CPU, frozenset({"cuda", "cudnn"})),
    "tensorflow": CudaNeed(True, _ON_CPU, frozenset({"and-cuda"})),
    "tensorflow-gpu": CudaNeed(True, _ON_CPU),
    "cupy-cuda11x": CudaNeed(False, _FAILS),
    "cupy-cuda12x": CudaNeed(False, _FAILS, frozenset({"ctk"})),
    "cupy-cuda13x": CudaNeed(False, _FAILS, frozenset({"ctk"})),
    "ctranslate2": CudaNeed(False, _FAILS),
    "faster-whisper": CudaNeed(False, _FAILS),
}

_TOOLKIT_USERS = lazy_pattern(
    r"onnxruntime-gpu|onnxruntime-genai.*|tensorrt.*|cupy.*|faiss-gpu.*|paddle.*|ctranslate2|faster-whisper|whisperx"
    r"|nvidia-dali.*|deepspeed|flash-attn.*|flashinfer.*|vllm.*|sglang.*|sgl-kernel|mamba-ssm|causal-conv1d|apex|numba.*"
    r"|pycuda|pytorch3d|detectron2|torch-.*|pyg-lib|tinycudann|gsplat|nerfstudio|nerfacc|kaolin|auto-gptq|autoawq.*"
    r"|gptqmodel|exllamav2|bitsandbytes|transformer-engine.*|horovod|llama-cpp-python|mxnet.*|dgl|spconv.*|mmcv.*|mmdet.*"
    r"|cuml.*|cudf.*|rmm.*|tensorflow.*|jax.*|keras|xformers|lmdeploy|unsloth.*|liger-kernel|triton|spacy|thinc"
    r"|nvidia-(?:cuda-nvcc|pytriton).*|megatron.*|nemo-toolkit|colossalai|open3d|opencv-.*cuda.*|cutlass|insightface"
)
"""Packages that may load CUDA's libraries of the system, or compile with what is there."""

_MAY_BRING_TORCH = lazy_pattern(
    r".*(?:torch|transformers|diffusers|whisper[-x]|lightning|timm|ultralytics|vllm|xformers|peft|accelerate|easyocr).*"
    r"|openai-whisper|whisperx|fastai|flair|stanza|spacy.*|unstructured.*|docling.*|nemo.*|trl|tts|coqui.*|pyannote.*"
    r"|marker-pdf|surya-ocr|kornia|monai.*|botorch|gpytorch|stable-baselines3|segment-anything.*|open-clip.*|clip.*"
    r"|rembg|speechbrain|demucs|audiocraft|realesrgan|gfpgan|facexlib|basicsr|sam-?2|lm-eval|optimum.*|haystack.*"
)
"""Packages that need torch, or may."""


def may_use_toolkit(name: str) -> bool:
    """Whether the package `name`, normalised, may need CUDA of the system."""
    return _TOOLKIT_USERS.fullmatch(name) is not None


def may_bring_cuda(name: str) -> bool:
    """Whether the package `name`, normalised, may bring NVIDIA's libraries by what it needs."""
    return name.startswith("nvidia-") or name == "torch" or _MAY_BRING_TORCH.fullmatch(name) is not None
