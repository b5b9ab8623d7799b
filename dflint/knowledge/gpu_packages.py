"""Which packages are made for NVIDIA's GPUs, by their names? And which version of CUDA do they name?

Only packages that are of no use without such a GPU, or that exist in other forms for machines without one. All rows
were looked at on the day in `VERIFIED`, on the package indexes that they come from.
"""

from __future__ import annotations

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"
SOURCES = (
    "https://pypi.org/",
    "https://anaconda.org/conda-forge/cuda-toolkit",
    "https://developer.download.nvidia.com/compute/cuda/repos/",
)

_PYTHON = lazy_pattern(
    r"(?:tensorflow|onnxruntime|paddlepaddle|faiss)-gpu|onnxruntime-genai-cuda|cupy-cuda\d+x?"
    r"|(?:mxnet|cudf|cuml|cugraph|rmm|pylibraft|faiss-gpu|tensorrt|nvidia-[a-z-]+)-cu\d+|nvidia-dali-cuda\d+"
    r"|tensorrt|tensorrt-llm|flash-attn|vllm|xformers|pycuda"
)
_JAX = ("cuda", "cuda11", "cuda12", "cuda13", "cuda11-pip", "cuda12-pip", "cuda12-local", "cuda13-local")
_EXTRAS = {
    "tensorflow": frozenset({"and-cuda"}),
    "jax": frozenset(_JAX),
    "onnxruntime-gpu": frozenset({"cuda", "cudnn"}),
}
_CONDA = lazy_pattern(r"pytorch-cuda|cudatoolkit(?:-dev)?|cuda|cuda-(?!python).+|cudnn|(?:py)?torch-gpu|tensorflow-gpu")
_SYSTEM = lazy_pattern(
    r"cuda|cuda-(?!keyring|repo).+|libcudnn\d.*|cudnn\d?(?:-.+)?|nvidia-cuda-(?:toolkit|dev)|libnccl(?:2|-dev|-devel)"
    r"|libcu(?:blas|fft|rand|solver|sparse)-(?:dev-)?\d.*|libnvinfer.*|tensorrt.*"
)
_SUFFIX = lazy_pattern(r"cu(?:da)?(\d\d)(\d)?x?")
_SYSTEM_VERSION = lazy_pattern(r"-(\d+)-(\d+)$")
_CONDA_VERSION = lazy_pattern(r"[=<>~ ]*(\d+\.\d+)")


def is_gpu_python_package(name: str, extras: tuple[str, ...] = ()) -> bool:
    """Whether the Python package `name`, normalised, is made for GPUs, or becomes so by its `extras`."""
    if _PYTHON.fullmatch(name) is not None:
        return True
    return not _EXTRAS.get(name, frozenset()).isdisjoint(extra.replace("_", "-").lower() for extra in extras)


def is_gpu_conda_package(name: str) -> bool:
    """Whether the package `name` of conda is made for GPUs."""
    return _CONDA.fullmatch(name) is not None


def is_gpu_system_package(name: str) -> bool:
    """Whether the package `name` of apt, dnf or yum is a part of CUDA, cuDNN, NCCL or TensorRT."""
    return _SYSTEM.fullmatch(name) is not None


def cuda_of_suffix(text: str) -> str | None:
    """The version in a suffix as PyTorch has it: "12.1" of ``cu121``, "12" of ``cu12``; None if it is none."""
    match = _SUFFIX.fullmatch(text)
    if match is None:
        return None
    return match[1] if match[2] is None else f"{match[1]}.{match[2]}"


def cuda_of_system_package(name: str) -> str | None:
    """The version in the name of a package: "12.4" of ``cuda-toolkit-12-4``."""
    match = _SYSTEM_VERSION.search(name)
    return None if match is None else f"{match[1]}.{match[2]}"


def cuda_of_conda_package(name: str, specifier: str | None) -> str | None:
    """The version that is asked for of ``pytorch-cuda`` and its like."""
    if name not in ("pytorch-cuda", "cudatoolkit", "cuda", "cuda-version", "cuda-toolkit", "cuda-nvcc"):
        return None
    match = _CONDA_VERSION.match(specifier or "")
    return None if match is None else match[1]
