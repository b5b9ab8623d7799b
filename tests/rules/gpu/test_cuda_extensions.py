from __future__ import annotations

from collections.abc import Callable

import pytest

DEVEL = "FROM nvidia/cuda:12.8.1-devel-ubuntu22.04\n"
RUNTIME = "FROM nvidia/cuda:12.8.1-runtime-ubuntu22.04\n"
LLAMA = "pip install llama-cpp-python"
CUDA = 'CMAKE_ARGS="-DGGML_CUDA=on"'
DETECTRON = "pip install --no-build-isolation git+https://github.com/facebookresearch/detectron2.git"
GAUSSIAN = "pip install git+https://github.com/graphdeco-inria/diff-gaussian-rasterization"


@pytest.mark.parametrize(
    "text",
    [
        f"{RUNTIME}RUN {CUDA} {LLAMA}\n",
        f"{RUNTIME}ENV {CUDA}\nRUN {LLAMA}\n",
        f"FROM python:3.12-slim\nRUN {CUDA} {LLAMA}\n",
        f"{RUNTIME}RUN FORCE_CUDA=1 {DETECTRON}\n",
        f"FROM nvidia/cuda:12.8.1-base-ubuntu22.04\nRUN {GAUSSIAN}\n",
    ],
)
def test_there_is_no_compiler(words: Callable[..., list[str]], text: str) -> None:
    assert len(words({"Dockerfile": text}, "ML612")) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{DEVEL}RUN {CUDA} {LLAMA}\n", id="a devel image"),
        pytest.param(f"{RUNTIME}RUN {LLAMA}\n", id="for the CPU"),
        pytest.param(f"{RUNTIME}RUN {DETECTRON}\n", id="not forced"),
        pytest.param(f"{RUNTIME}RUN pip install flash-attn --no-build-isolation\n", id="it finds a wheel"),
        pytest.param(f"{RUNTIME}RUN pip install nvidia-cuda-nvcc-cu12\nRUN {CUDA} {LLAMA}\n", id="nvcc by a wheel"),
        pytest.param(f"{RUNTIME}RUN apt-get install -y cuda-nvcc-12-8\nRUN {CUDA} {LLAMA}\n", id="nvcc by a package"),
        pytest.param(f"{RUNTIME}RUN conda install cuda-nvcc\nRUN {CUDA} {LLAMA}\n", id="nvcc by conda"),
        pytest.param(f"FROM example/cuda\nRUN {CUDA} {LLAMA}\n", id="an unknown base"),
        pytest.param(
            f"{RUNTIME}RUN {CUDA} {LLAMA} --extra-index-url https://abetlen.github.io/llama-cpp-python/whl/cu124\n",
            id="an index with wheels",
        ),
        pytest.param(
            f"{DEVEL[:-1]} AS cuda\n{RUNTIME}COPY --from=cuda /usr/local/cuda /usr/local/cuda\nRUN {CUDA} {LLAMA}\n",
            id="nvcc by a copy",
        ),
    ],
)
def test_there_may_be_a_compiler(words: Callable[..., list[str]], text: str) -> None:
    assert words({"Dockerfile": text}, "ML612") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"{DEVEL}RUN FORCE_CUDA=1 {DETECTRON}\n", 1),
        (f"{DEVEL}RUN {GAUSSIAN}\n", 1),
        (f"{DEVEL}RUN {DETECTRON}\n", 0),
        (f"{DEVEL}ENV TORCH_CUDA_ARCH_LIST=8.6\nRUN FORCE_CUDA=1 {DETECTRON}\n", 0),
        (f"{DEVEL}ARG TORCH_CUDA_ARCH_LIST\nRUN {GAUSSIAN}\n", 0),
        (f"{DEVEL}RUN TORCH_CUDA_ARCH_LIST=8.6 FORCE_CUDA=1 {DETECTRON}\n", 0),
        (f"{RUNTIME}RUN FORCE_CUDA=1 {DETECTRON}\n", 0),
        (f"{DEVEL}RUN pip install flash-attn --no-build-isolation\n", 0),
    ],
)
def test_architectures(words: Callable[..., list[str]], text: str, count: int) -> None:
    assert len(words({"Dockerfile": text}, "ML318")) == count


VLLM = "pip install git+https://github.com/vllm-project/vllm.git@v0.9.0"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"{DEVEL}RUN {VLLM}\n", 1),
        (f"{DEVEL}ENV MAX_JOBS=4\nRUN {VLLM}\n", 0),
        (f"{DEVEL}RUN MAX_JOBS=4 {VLLM}\n", 0),
        (f"{DEVEL}RUN VLLM_USE_PRECOMPILED=1 {VLLM}\n", 0),
        (f"{DEVEL}RUN pip install vllm\n", 0),
        (f"FROM python:3.12\nRUN {VLLM}\n", 0),
    ],
)
def test_jobs(words: Callable[..., list[str]], text: str, count: int) -> None:
    assert len(words({"Dockerfile": text}, "ML319")) == count
