from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

BASE = "pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime"


def dockerfile(lines: str, base: str = BASE, **files: str) -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n{lines}\n", **files}


@pytest.mark.parametrize(
    "tree",
    [
        dockerfile("RUN pip install torch==2.6.0"),
        dockerfile("RUN pip install torch==2.6.0 --index-url https://download.pytorch.org/whl/cu124"),
        dockerfile("COPY r.txt .\nRUN pip install -r r.txt", **{"r.txt": "torch==2.13.0\nfastapi\n"}),
        dockerfile("RUN pip install tensorflow==2.10.0", "tensorflow/tensorflow:2.15.0-gpu"),
    ],
)
def test_found(findings: Callable[..., list[Diagnostic]], tree: dict[str, str]) -> None:
    (found,) = findings(tree, "ML110")
    assert "is installed in addition to the" in found.message
    assert found.related[-1].source.slice(found.related[-1].span) == tree["Dockerfile"].split()[1]


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(dockerfile("RUN pip install torch"), id="already satisfied"),
        pytest.param(dockerfile("COPY r.txt .\nRUN pip install -r r.txt", **{"r.txt": "torch\n"}), id="in a file too"),
        pytest.param(dockerfile("RUN pip install torch==2.8.0"), id="the same"),
        pytest.param(dockerfile("RUN pip install torch==2.8.0+cu128"), id="the same build"),
        pytest.param(dockerfile("RUN pip install 'torch>=2.0'"), id="a range"),
        pytest.param(
            dockerfile(
                "RUN pip install --force-reinstall torch==2.6.0 --index-url https://download.pytorch.org/whl/cu124"
            ),
            id="a repair on purpose",
        ),
        pytest.param(
            dockerfile("RUN pip install torch==2.6.0", "pytorch/pytorch:latest"), id="a tag without a release"
        ),
        pytest.param(
            dockerfile("RUN pip install torch==2.6.0", "nvcr.io/nvidia/pytorch:24.05-py3"), id="other numbers"
        ),
        pytest.param(
            dockerfile("RUN pip install torch==1.13.1", "pytorch/torchserve:0.7.1-gpu"), id="made to be pinned"
        ),
        pytest.param(dockerfile("RUN pip install torch==2.6.0", "python:3.12-slim"), id="no framework in the base"),
        pytest.param(
            dockerfile("RUN pip install tensorflow==2.10.0", "tensorflow/tensorflow:1.15.0-devel-gpu-py3"),
            id="made to build the framework, which it does not hold",
        ),
        pytest.param(
            {"Dockerfile": f"FROM {BASE} AS build\nRUN pip install torch==2.6.0\nFROM python:3.12-slim\nRUN true\n"},
            id="a stage whose layers are left behind",
        ),
    ],
)
def test_silent(words: Callable[..., list[str]], tree: dict[str, str]) -> None:
    assert words(tree, "ML110") == []
