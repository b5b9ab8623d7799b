from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

DEVEL = "FROM nvidia/cuda:12.8.1-devel-ubuntu22.04\nRUN apt-get update && apt-get install -y python3-pip\n"
TORCH = "RUN pip install torch==2.8.0\n"


def dockerfile(lines: str, base: str = DEVEL, **files: str) -> dict[str, str]:
    return {"Dockerfile": f"{base}{lines}\n", **files}


@pytest.mark.parametrize(
    "tree",
    [
        dockerfile(f"{TORCH}RUN pip install uv && uv pip install --system flash-attn==2.8.3"),
        dockerfile("RUN pip install torch==2.8.0 flash-attn"),
        dockerfile("RUN pip install --no-build-isolation torch==2.8.0 flash-attn"),
        dockerfile(f"{TORCH}RUN pip install flash-attn", "FROM python:3.12\n"),
        dockerfile(
            f"{TORCH}RUN pip install git+https://github.com/facebookresearch/detectron2.git", "FROM python:3.13\n"
        ),
        dockerfile(
            "COPY requirements.txt .\nRUN pip install -r requirements.txt",
            **{"requirements.txt": "torch==2.8.0\nflash-attn==2.8.3\n"},
        ),
    ],
)
def test_found(findings: Callable[..., list[Diagnostic]], tree: dict[str, str]) -> None:
    (found,) = findings(tree, "ML317")
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(dockerfile(f"{TORCH}RUN pip install flash-attn --no-build-isolation"), id="the flag"),
        pytest.param(dockerfile(f"{TORCH}RUN pip install flash-attn"), id="a pip that builds without isolation"),
        pytest.param(dockerfile(f"{TORCH}RUN pip install torch-scatter", "FROM python:3.11\n"), id="wheel is there"),
        pytest.param(
            dockerfile("RUN conda install -y pytorch\nRUN pip install torch-scatter", "FROM ubuntu:16.04\n"), id="conda"
        ),
        pytest.param(dockerfile(f"ENV PIP_NO_BUILD_ISOLATION=0\n{TORCH}RUN pip install flash-attn"), id="the variable"),
        pytest.param(
            dockerfile(
                "RUN pip install --no-build-isolation flash-attn", "FROM pytorch/pytorch:2.8.0-cuda12.8-cudnn9-devel\n"
            ),
            id="torch is in the base",
        ),
        pytest.param(
            dockerfile(
                "RUN pip install https://github.com/Dao-AILab/flash-attention/releases/download/v2.8.3/flash_attn-2.8.3-cp310-cp310-linux_x86_64.whl"
            ),
            id="a wheel by URL",
        ),
        pytest.param(
            dockerfile(f"{TORCH}RUN pip install torch-scatter -f https://data.pyg.org/whl/torch-2.8.0+cu128.html"),
            id="a page with wheels",
        ),
        pytest.param(
            dockerfile(
                "RUN pip install uv\nCOPY pyproject.toml .\nRUN uv pip install --system torch flash-attn",
                **{"pyproject.toml": '[tool.uv]\nno-build-isolation-package = ["flash-attn"]\n'},
            ),
            id="the settings of uv",
        ),
        pytest.param(dockerfile("RUN pip download flash-attn"), id="nothing is installed"),
        pytest.param(
            dockerfile("RUN pip install 'flash-attn; sys_platform == \"win32\"'"), id="a marker leaves it out"
        ),
        pytest.param(
            dockerfile("RUN pip install --index-url https://wheels.example.org flash-attn"), id="another index"
        ),
    ],
)
def test_silent(words: Callable[..., list[str]], tree: dict[str, str]) -> None:
    assert words(tree, "ML317") == []
