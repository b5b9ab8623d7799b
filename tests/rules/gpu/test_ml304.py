from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

DETECTRON = "RUN FORCE_CUDA=1 pip install --no-build-isolation git+https://github.com/facebookresearch/detectron2.git"


def dockerfile(lines: str, tag: str = "12.8.1-cudnn-runtime-ubuntu22.04") -> dict[str, str]:
    return {"Dockerfile": f"FROM nvidia/cuda:{tag}\nRUN apt-get install -y python3-pip\n{lines}\n"}


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (
            dockerfile("RUN pip install onnxruntime-gpu==1.18.1"),
            "onnxruntime-gpu 1.18.1 is built for CUDA 11, and the image has CUDA 12.8: it runs on the CPU",
        ),
        (
            dockerfile("RUN pip install onnxruntime-gpu==1.31.1"),
            "onnxruntime-gpu 1.31.1 is built for CUDA 13, and the image has CUDA 12.8: it runs on the CPU",
        ),
        (
            dockerfile("RUN pip install onnxruntime-gpu==1.20.1", "12.2.2-cudnn8-runtime-ubuntu22.04"),
            "onnxruntime-gpu 1.20.1 is built for cuDNN 9, and the image has cuDNN 8: it runs on the CPU",
        ),
        (
            dockerfile("RUN pip install tensorflow==2.13.0"),
            "tensorflow 2.13.0 is built for CUDA 11, and the image has CUDA 12.8: it runs on the CPU",
        ),
        (
            dockerfile("RUN pip install cupy-cuda11x"),
            "cupy-cuda11x is built for CUDA 11, and the image has CUDA 12.8: it fails when it is used",
        ),
    ],
)
def test_what_is_looked_for(findings: Callable[..., list[Diagnostic]], tree: dict[str, str], message: str) -> None:
    (found,) = findings(tree, "ML304")
    assert found.message == message
    assert found.severity is Severity.WARNING


def test_the_newest_for_the_python_of_the_image(findings: Callable[..., list[Diagnostic]]) -> None:
    text = (
        "FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04\nRUN apt-get update && apt-get install -y python3-pip\n"
        "RUN pip install --break-system-packages onnxruntime-gpu\n"
    )
    (found,) = findings({"Dockerfile": text}, "ML304")
    assert "is built for CUDA 13, and the image has CUDA 12.8" in found.message


def test_an_extension_that_cannot_be_compiled(findings: Callable[..., list[Diagnostic]]) -> None:
    (found,) = findings(dockerfile(f"RUN pip install torch==2.11.0\n{DETECTRON}", "12.8.1-devel-ubuntu22.04"), "ML304")
    assert found.severity is Severity.ERROR
    assert found.message.startswith("detectron2 is compiled with CUDA 12.8, and torch 2.11.0 with CUDA 13.0")


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(dockerfile("RUN pip install onnxruntime-gpu==1.22.0"), id="the right one"),
        pytest.param(dockerfile("RUN pip install torch==2.11.0"), id="torch brings its own"),
        pytest.param(
            dockerfile("RUN pip install torch==2.1.0 --index-url https://download.pytorch.org/whl/cu118"),
            id="for any base",
        ),
        pytest.param(
            dockerfile(f"RUN pip install torch==2.5.1\n{DETECTRON}", "12.8.1-devel-ubuntu22.04"), id="minors differ"
        ),
        pytest.param(
            dockerfile(
                "RUN pip install onnxruntime-gpu==1.18.1 --extra-index-url https://aiinfra.pkgs.visualstudio.com/x/simple/"
            ),
            id="an index with other builds",
        ),
        pytest.param(dockerfile("RUN pip install 'onnxruntime-gpu[cuda,cudnn]==1.31.1'"), id="its extras"),
        pytest.param(dockerfile("RUN pip install onnxruntime-gpu==1.18.1 nvidia-cublas-cu11"), id="wheels"),
        pytest.param(
            dockerfile("RUN pip install 'tensorflow[and-cuda]==2.21.0'", "13.0.1-cudnn-runtime-ubuntu24.04"), id="tf"
        ),
        pytest.param(dockerfile("RUN pip install 'onnxruntime-gpu<2'"), id="a release that is not known"),
        pytest.param({"Dockerfile": "FROM python:3.12-slim\nRUN pip install onnxruntime-gpu==1.18.1\n"}, id="no CUDA"),
    ],
)
def test_silent(words: Callable[..., list[str]], tree: dict[str, str]) -> None:
    assert words(tree, "ML304") == []
