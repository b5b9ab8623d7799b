from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.build.gpu_use import cuda_of, gpu_signs, is_for_gpus
from dflint.build.stages import Stage
from dflint.context.build_context import BuildContext

MakeStage = Callable[..., Stage]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04", ("12.8.1", "12.8", "runtime", True, "")),
        ("nvidia/cuda:11.3.1-cudnn8-devel-ubuntu20.04", ("11.3.1", "11.3", "devel", True, "8")),
        ("nvcr.io/nvidia/cuda:12.4.0-base-ubuntu22.04", ("12.4.0", "12.4", "base", False, None)),
        ("nvidia/cuda:9.0-cudnn7-devel-ubuntu16.04", ("9.0", "9.0", "devel", True, "7")),
        ("nvidia/cuda:10.2-devel", ("10.2", "10.2", "devel", False, None)),
        ("nvidia/cuda:8.0-cudnn5-devel", ("8.0", "8.0", "devel", True, "5")),
        ("nvidia/cuda:13.0.0-tensorrt-devel-ubuntu24.04", ("13.0.0", "13.0", "devel", None, None)),
        ("nvidia/cuda:12.9.1-devel-amzn2023", ("12.9.1", "12.9", "devel", False, None)),
        ("pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime", ("12.8", "12.8", "runtime", True, "9")),
        ("nvcr.io/nvidia/pytorch:24.05-py3", (None, None, None, None, None)),
        ("nvidia/cuda:latest", (None, None, None, None, None)),
    ],
)
def test_the_cuda_of_a_base(stage: MakeStage, image: str, expected: tuple[object, ...]) -> None:
    cuda = cuda_of(stage(f"FROM {image}\n"))
    assert cuda is not None
    assert (cuda.version, cuda.minor, cuda.flavour, cuda.has_cudnn, cuda.cudnn) == expected


@pytest.mark.parametrize("image", ["python:3.12", "pytorch/pytorch:2.8.0-cpu", "$BASE", "dustynv/l4t-pytorch:r35", "x"])
def test_no_cuda(stage: MakeStage, image: str) -> None:
    assert cuda_of(stage(f"ARG BASE\nFROM {image}\n")) is None


OLD = "/usr/local/nvidia/lib:/usr/local/nvidia/lib64"


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("nvidia/cuda:9.0-devel", OLD),
        ("nvidia/cuda:11.8.0-devel-ubuntu22.04", OLD),
        ("nvidia/cuda:12.8.0-base-ubuntu24.04", OLD),
        ("nvidia/cuda:12.8.1-base-ubuntu24.04", "/usr/local/cuda/lib64"),
        ("nvidia/cuda:12.9.1-base-ubi9", "/usr/local/cuda/lib64"),
        ("nvidia/cuda:13.0.0-base-ubuntu24.04", f"{OLD}:/usr/local/cuda/lib64"),
        ("nvidia/cuda:12.8.2-base-ubuntu24.04", None),
        ("nvidia/cuda:13.0.1-base-ubuntu24.04", None),
        ("nvidia/cuda:11.0-base", None),
        ("nvidia/cuda:latest", None),
        ("pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime", OLD),
        ("nvcr.io/nvidia/pytorch:24.05-py3", None),
    ],
)
def test_the_library_path_of_a_base(stage: MakeStage, image: str, expected: str | None) -> None:
    cuda = cuda_of(stage(f"FROM {image}\n"))
    assert cuda is not None
    assert cuda.library_path == expected


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("pip install torch --index-url https://download.pytorch.org/whl/cu124", [("index", "12.4")]),
        ("pip install torch --extra-index-url https://download.pytorch.org/whl/nightly/cu130/", [("index", "13.0")]),
        ("pip install torch==2.1.0+cu118 -f https://download.pytorch.org/whl/torch_stable.html", [("index", "11.8")]),
        ("pip install cupy-cuda12x", [("python", "12")]),
        ("pip install 'jax[cuda12]'", [("python", None)]),
        ("pip install 'tensorflow[and-cuda]' onnxruntime-gpu", [("python", None), ("python", None)]),
        ("pip install nvidia-cudnn-cu12==9.1.0.70", [("python", "12")]),
        ("conda install -y pytorch pytorch-cuda=12.1 -c pytorch -c nvidia", [("conda", "12.1")]),
        ("conda install -y cudatoolkit=11.3", [("conda", "11.3")]),
        ("apt-get install -y cuda-toolkit-12-4 libcudnn8", [("system", "12.4"), ("system", None)]),
        ("pip install torch torchvision tensorflow jax onnxruntime", []),
        ("pip install torch --index-url https://download.pytorch.org/whl/cpu", []),
        ("pip install nvidia-ml-py pynvml nvitop", []),
        ("apt-get install -y python3 cuda-keyring", []),
        ("pip uninstall -y onnxruntime-gpu", []),
        ("apt-get remove -y libcudnn8", []),
    ],
)
def test_signs(stage: MakeStage, run: str, expected: list[tuple[str, str | None]]) -> None:
    last = stage(f"FROM python:3.12-slim\nRUN {run}\n")
    assert [(sign.kind, sign.cuda) for sign in gpu_signs(last)] == expected
    assert is_for_gpus(last) is bool(expected)


def test_a_requirements_file_is_read(build: Callable[..., object], context: Callable[..., BuildContext]) -> None:
    files = {"requirements.txt": "--extra-index-url https://download.pytorch.org/whl/cu121\ntorch==2.3.0+cu121\n"}
    text = "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    last = build(text, context(files)).final  # type: ignore[attr-defined]
    signs = list(gpu_signs(last))
    assert [sign.cuda for sign in signs] == ["12.1", "12.1"]
    assert signs[0].source.path.endswith("requirements.txt")


def test_only_what_stands_before_a_step(stage: MakeStage) -> None:
    last = stage("FROM python:3.12\nRUN ls\nRUN pip install vllm\n")
    assert not is_for_gpus(last, last.instructions[1])
    assert is_for_gpus(last)


def test_what_is_copied_from_another_stage_counts(stage: MakeStage) -> None:
    last = stage(
        """
        FROM python:3.12 AS build
        RUN python -m venv /venv && /venv/bin/pip install torch --index-url https://download.pytorch.org/whl/cu124
        FROM python:3.12-slim
        COPY --from=build /venv /venv
        """
    )
    assert [(sign.kind, sign.cuda) for sign in gpu_signs(last)] == [("index", "12.4")]


def test_what_is_uninstalled_again_does_not_count(stage: MakeStage) -> None:
    assert not is_for_gpus(stage("FROM python:3.12\nRUN pip install vllm\nRUN pip uninstall -y vllm\n"))
