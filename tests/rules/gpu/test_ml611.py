from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

BASE = "nvidia/cuda:12.8.1-base-ubuntu24.04"
ORT = "RUN pip3 install onnxruntime-gpu==1.23.2"


def dockerfile(lines: str = ORT, base: str = BASE) -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n{lines}\n"}


@pytest.mark.parametrize(
    ("tree", "message", "severity"),
    [
        (
            dockerfile(),
            "a `base` image has no libraries of CUDA and no cuDNN, without which onnxruntime-gpu runs on the CPU",
            Severity.WARNING,
        ),
        (
            dockerfile(base="nvidia/cuda:12.8.1-runtime-ubuntu24.04"),
            "a `runtime` image has no cuDNN, without which onnxruntime-gpu runs on the CPU",
            Severity.WARNING,
        ),
        (
            dockerfile("RUN pip3 install cupy-cuda12x"),
            "a `base` image has no libraries of CUDA, without which cupy-cuda12x fails when it is used",
            Severity.ERROR,
        ),
        (
            dockerfile("RUN pip3 install tensorflow==2.13.0", "nvidia/cuda:11.8.0-base-ubuntu22.04"),
            "a `base` image has no libraries of CUDA and no cuDNN, without which tensorflow runs on the CPU",
            Severity.WARNING,
        ),
    ],
)
def test_found(
    findings: Callable[..., list[Diagnostic]], tree: dict[str, str], message: str, severity: Severity
) -> None:
    (found,) = findings(tree, "ML611")
    assert found.message == message
    assert found.severity is severity


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(dockerfile(base="nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04"), id="it has cuDNN"),
        pytest.param(
            dockerfile("RUN pip3 install cupy-cuda12x", "nvidia/cuda:12.8.1-runtime-ubuntu24.04"), id="no need"
        ),
        pytest.param(dockerfile("RUN pip3 install 'onnxruntime-gpu[cuda,cudnn]'"), id="its own extra"),
        pytest.param(
            dockerfile("RUN pip3 install onnxruntime-gpu nvidia-cudnn-cu12 nvidia-cublas-cu12"), id="by wheels"
        ),
        pytest.param(dockerfile(f"{ORT} torch"), id="torch brings them"),
        pytest.param(dockerfile(f"{ORT} sentence-transformers"), id="what it needs brings them"),
        pytest.param(dockerfile(f"{ORT}\nRUN apt-get install -y libcudnn9-cuda-12 libcublas-12-8"), id="by the system"),
        pytest.param(dockerfile(f"RUN conda install cudnn\n{ORT}"), id="by conda"),
        pytest.param(
            dockerfile(f"COPY --from=nvidia/cuda:12.8.1-runtime-ubuntu24.04 /usr/local/cuda /usr/local/cuda\n{ORT}"),
            id="by a copy",
        ),
        pytest.param(dockerfile("RUN pip3 install 'tensorflow[and-cuda]'"), id="tensorflow with CUDA"),
        pytest.param(dockerfile("RUN pip3 install onnxruntime"), id="for CPUs"),
        pytest.param(dockerfile(base="python:3.12-slim"), id="not made for GPUs"),
        pytest.param(dockerfile(f"{ORT}\nCOPY x.txt .\nRUN pip3 install -r y.txt"), id="packages that are not known"),
    ],
)
def test_silent(words: Callable[..., list[str]], tree: dict[str, str]) -> None:
    assert words(tree, "ML611") == []


@pytest.mark.parametrize(
    ("base", "fixed"),
    [
        ("nvidia/cuda:12.1.1-base-ubuntu22.04", "nvidia/cuda:12.1.1-cudnn8-runtime-ubuntu22.04"),
        ("nvidia/cuda:12.4.0-base-ubuntu22.04", "nvidia/cuda:12.4.0-base-ubuntu22.04"),
    ],
)
def test_the_fix_takes_a_tag_that_there_is(lay: Callable[..., object], base: str, fixed: str) -> None:
    checker = lay(dockerfile(base=base))
    checker.fix("ML611", allowed=Applicability.UNSAFE)  # type: ignore[attr-defined]
    assert (checker.folder / "Dockerfile").read_text() == f"FROM {fixed}\n{ORT}\n"  # type: ignore[attr-defined]
