from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

CUDA_13 = "FROM nvidia/cuda:13.0.2-devel-ubuntu24.04\n"
CUDA_12 = "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\n"


@pytest.mark.parametrize(
    ("text", "expected", "says"),
    [
        (f'{CUDA_13}ENV TORCH_CUDA_ARCH_LIST="7.0;7.5;8.0+PTX"\n', ["7.0"], "13.0 does not compile for 7.0 (Volta)"),
        (f"{CUDA_13}ENV TORCH_CUDA_ARCH_LIST 5.2 6.1 8.6\n", ["5.2"], "for 5.2, 6.1 (Maxwell)"),
        (f"{CUDA_12}ARG TORCH_CUDA_ARCH_LIST='3.7;5.0;8.0'\n", ["3.7"], "12.4 does not compile for 3.7 (Kepler)"),
        (f"{CUDA_13}RUN TORCH_CUDA_ARCH_LIST=7.0+PTX pip install flash-attn\n", ["7.0+PTX"], "7.0"),
        (f"{CUDA_13}RUN export TORCH_CUDA_ARCH_LIST='6.0 8.0' && make\n", ["6.0"], "(Pascal)"),
        (
            "FROM pytorch/pytorch:2.9.1-cuda13.0-cudnn9-devel\nENV TORCH_CUDA_ARCH_LIST=7.0\n",
            ["7.0"],
            "CUDA 13.0",
        ),
    ],
)
def test_found(findings: Callable[..., list[Diagnostic]], text: str, expected: list[str], says: str) -> None:
    found = findings({"Dockerfile": text}, "ML614")
    assert [one.source.slice(one.span) for one in found] == expected
    assert says in found[0].message


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f'{CUDA_13}ENV TORCH_CUDA_ARCH_LIST="7.5;8.0;9.0a;10.0;12.0+PTX"\n', id="all there"),
        pytest.param(f'{CUDA_12}ENV TORCH_CUDA_ARCH_LIST="5.0;7.0;8.0"\n', id="the CUDA before"),
        pytest.param(f"{CUDA_13}ARG L\nENV TORCH_CUDA_ARCH_LIST=$L\n", id="an unknown list"),
        pytest.param(f"{CUDA_13}ENV TORCH_CUDA_ARCH_LIST=Ampere\n", id="a name"),
        pytest.param(
            "FROM nvidia/cuda:13.0.2-runtime-ubuntu24.04\nENV TORCH_CUDA_ARCH_LIST=7.0\n", id="no compiler in the image"
        ),
        pytest.param("FROM $BASE\nENV TORCH_CUDA_ARCH_LIST=7.0\n", id="an unknown base"),
        pytest.param(
            f"{CUDA_13}RUN apt-get install -y cuda-nvcc-12-4\nENV TORCH_CUDA_ARCH_LIST=7.0\n", id="another compiler"
        ),
        pytest.param(f"{CUDA_13}ENV VERSION=7.0 TORCH_CUDA_ARCH_LIST=17.0\n", id="other numbers"),
    ],
)
def test_silent(findings: Callable[..., list[Diagnostic]], text: str) -> None:
    assert findings({"Dockerfile": text}, "ML614") == []
