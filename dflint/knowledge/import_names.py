"""By which name does Python code import a package that is called otherwise?

Read off the folders in the wheels on the day in `VERIFIED`; where there is none on PyPI, as the project's page there
shows its use (llama-cpp-python, openai-whisper, tensorrt-llm), and for the packages of conda that PyTorch is split into
(https://anaconda.org/conda-forge/pytorch). A package that is not named here is imported by its own name, with ``_``
for ``-``. The page of each is https://pypi.org/project/NAME/.
"""

from __future__ import annotations

from collections.abc import Iterable

VERIFIED = "2026-11-27"

IMPORT_NAMES: dict[str, str] = {
    "tensorrt-llm": "tensorrt_llm",
    "llama-cpp-python": "llama_cpp",
    "autoawq": "awq",
    "openai-whisper": "whisper",
    "coqui-tts": "tts",
    "nemo-toolkit": "nemo",
    "pyannote-audio": "pyannote",
    "paddlepaddle": "paddle",
    "paddlepaddle-gpu": "paddle",
    "open-clip-torch": "open_clip",
    "torchserve": "ts",
    "pytorch": "torch",
    "pytorch-gpu": "torch",
    "pytorch-cpu": "torch",
    "tensorflow-cpu": "tensorflow",
    "tensorflow-gpu": "tensorflow",
    "tensorflow-rocm": "tensorflow",
    "onnxruntime-gpu": "onnxruntime",
    "scikit-learn": "sklearn",
    "tflite-runtime": "tflite_runtime",
    "haystack-ai": "haystack",
    "instructorembedding": "instructorembedding",
}


def imported_as(packages: Iterable[str]) -> frozenset[str]:
    """The names, in lower case, by which code imports the packages."""
    return frozenset(IMPORT_NAMES.get(package, package.replace("-", "_")) for package in packages)
