from __future__ import annotations

from collections.abc import Callable

import pytest

RUNTIME = "nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04"
TORCH = "RUN pip3 install torch==2.8.0"


def dockerfile(lines: str = TORCH, base: str = RUNTIME, **files: str) -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n{lines}\n", **files}


@pytest.mark.parametrize(
    "tree",
    [
        dockerfile(),
        dockerfile(base="nvidia/cuda:12.8.1-runtime-ubuntu24.04"),
        dockerfile(base="nvidia/cuda:12.8.1-cudnn-devel-ubuntu24.04"),
        dockerfile("RUN pip3 install torch --index-url https://download.pytorch.org/whl/cu128"),
        dockerfile("RUN pip3 install 'tensorflow[and-cuda]==2.18.0'"),
        dockerfile("RUN pip3 install 'jax[cuda12]'"),
        dockerfile(
            "COPY requirements.txt .\nRUN pip3 install -r requirements.txt",
            **{"requirements.txt": "torch==2.8.0\nfastapi\nuvicorn\n"},
        ),
    ],
)
def test_found(words: Callable[..., list[str]], tree: dict[str, str]) -> None:
    assert words(tree, "ML111") == [tree["Dockerfile"].split("\n")[0].removeprefix("FROM ")]


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(dockerfile(base="nvidia/cuda:12.8.1-base-ubuntu24.04"), id="a base image"),
        pytest.param(dockerfile(base="pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime"), id="another family"),
        pytest.param(
            dockerfile("RUN pip3 install torch --index-url https://download.pytorch.org/whl/cpu"), id="for CPUs"
        ),
        pytest.param(dockerfile("RUN pip3 install tensorflow==2.13.0"), id="a framework that needs the system's"),
        pytest.param(dockerfile(f"{TORCH} onnxruntime-gpu"), id="a package that needs the system's"),
        pytest.param(
            dockerfile(f"{TORCH}\nRUN pip3 install flash-attn --no-build-isolation"), id="a package that compiles"
        ),
        pytest.param(dockerfile(f"{TORCH}\nRUN apt-get install -y build-essential"), id="a compiler"),
        pytest.param(
            dockerfile(f"{TORCH}\nRUN git clone https://example.org/x && cd x && make"), id="something is built"
        ),
        pytest.param(dockerfile(f"{TORCH}\nENV TORCH_CUDA_ARCH_LIST=8.0"), id="extensions are compiled later"),
        pytest.param(
            dockerfile(f"{TORCH}\nRUN pip3 install git+https://github.com/example/x"), id="a package from git"
        ),
        pytest.param(dockerfile(f"{TORCH}\nCOPY . .\nRUN pip3 install ."), id="a project whose build is not known"),
        pytest.param(dockerfile(f"{TORCH}\nCOPY install.sh .\nRUN ./install.sh"), id="a script"),
        pytest.param(
            dockerfile(f"{TORCH}\nRUN pip3 install -r https://example.org/r.txt"), id="packages that are not known"
        ),
        pytest.param(
            {"Dockerfile": f"FROM {RUNTIME} AS build\n{TORCH}\nFROM python:3.12-slim\nCOPY --from=build /x /x\n"},
            id="a stage whose layers are left behind",
        ),
        pytest.param(dockerfile("RUN conda install pytorch"), id="conda"),
        pytest.param(
            dockerfile("ARG V\nRUN pip3 install torch --index-url https://x.example/$V"), id="an unknown index"
        ),
    ],
)
def test_silent(words: Callable[..., list[str]], tree: dict[str, str]) -> None:
    assert words(tree, "ML111") == []
