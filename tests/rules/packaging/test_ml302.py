from __future__ import annotations

from collections.abc import Callable

import pytest

WHL = "https://download.pytorch.org/whl"


def tree(lines: str, base: str = "python:3.12-slim", **files: str) -> dict[str, str]:
    return {**files, "Dockerfile": f"FROM {base}\n{lines}\n"}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("RUN pip install torch", "torch"),
        ("RUN pip install flask==3.0 'transformers[torch]' torch", "'transformers[torch]'"),
        (f"RUN pip install torch --index-url {WHL}/cpu", "torch"),
        ("RUN uv pip install --system vllm", "vllm"),
        ("RUN pip install 'torch>=2' torchvision", "torchvision"),
        ("RUN pip install torch\nRUN pip install 'torch>=2.8.0'", "torch"),
        ("RUN pip install torch vllm\nRUN pip install torch==2.8.0", "vllm"),
        ("RUN pip install torch\nFROM python:3.12-slim\nRUN pip install torch==2.8.0", "torch"),
        ("RUN pip install torch==2.8.0\nRUN pip install torch accelerate", "accelerate"),
    ],
)
def test_found(words: Callable[..., list[str]], lines: str, found: str) -> None:
    assert words(tree(lines), "ML302") == [found]


def test_all_are_named(findings: Callable[..., list[object]]) -> None:
    text = "-r base.txt\ntorch\ntransformers\nflask\n"
    files = {"requirements.txt": text, "base.txt": "accelerate\ndiffusers\npeft\nnumpy\n"}
    found = findings(tree("COPY *.txt .\nRUN pip install -r requirements.txt", **files), "ML302")
    assert [one.message for one in found] == [
        "`torch`, `transformers`, `accelerate`, `diffusers` and 1 more are installed without a version: "
        "each build takes the newest"
    ]
    assert [one.source.slice(one.span) for one in found] == ["requirements.txt"]
    assert len(found[0].related) == 4


@pytest.mark.parametrize(
    "lines",
    [
        "RUN pip install torch==2.8.0 'transformers~=4.5' 'accelerate<2'",
        "RUN pip install flask numpy",
        "RUN pip install torch==2.8.0 torchvision torchaudio",
        # What follows a torch that is bound in the same command
        "RUN pip install 'torch~=2.8.0' torchvision",
        "RUN pip install 'torch==2.8.*' torchvision torchaudio",
        "RUN pip install torch==2.8.0 torchvision xformers",
        "ARG VERSION\nRUN pip install torch==${VERSION} torchvision",
        # A later one decides
        "RUN pip install torch\nRUN pip install torch==2.8.0",
        "RUN pip install torch flask && pip install --upgrade torch==2.8.0",
        "FROM python:3.12-slim AS a\nRUN pip install torch\nFROM a\nRUN pip install torch==2.8.0",
        "RUN pip install vllm\nRUN pip uninstall -y vllm",
        "RUN pip install vllm\nRUN pip uninstall -y vllm && pip install vllm==0.11.0",
        # A version that is given when the image is built
        "ARG VERSION\nRUN pip install torch==${VERSION}",
        "ARG PACKAGE=torch==2.8.0\nRUN pip install $PACKAGE",
        # A repair that leaves the rest alone
        "RUN pip install --no-deps --force-reinstall torch",
        f"RUN pip install torch --index-url {WHL}/cu121",
        "RUN pip install torch==2.8.0\nRUN pip install torch",
        "RUN pip install -r missing.txt\nRUN pip install torch",
        "ENV PIP_CONSTRAINT=/constraints.txt\nRUN pip install torch",
        "RUN pip install -c missing.txt torch",
        "RUN pip install git+https://github.com/huggingface/transformers",
        "RUN pip install ./torch-2.8.0-cp312-cp312-linux_x86_64.whl",
        "RUN pip download torch",
        "RUN pip uninstall -y torch",
        # Of a Python that gets no new ones the newest is always the same.
        "RUN python3.8 -m pip install torch",
    ],
)
def test_silent(findings: Callable[..., list[object]], lines: str) -> None:
    assert findings(tree(lines), "ML302") == []


def test_constraints(findings: Callable[..., list[object]]) -> None:
    files = {"requirements.txt": "torch\n", "constraints.txt": "torch==2.8.0\n"}
    lines = "COPY *.txt .\nRUN pip install -r requirements.txt -c constraints.txt"
    assert findings(tree(lines, **files), "ML302") == []


def test_the_dependencies_of_a_project(findings: Callable[..., list[object]]) -> None:
    files = {"pyproject.toml": '[project]\nname = "app"\ndependencies = ["torch"]\n'}
    assert findings(tree("COPY . .\nRUN pip install .", **files), "ML302") == []


@pytest.mark.parametrize(
    "base", ["pytorch/pytorch:2.4.1-cuda12.1-cudnn9-runtime", "nvcr.io/nvidia/pytorch:24.05-py3", "example.org/own"]
)
def test_an_image_that_may_hold_it_in_the_right_version(findings: Callable[..., list[object]], base: str) -> None:
    files = {"requirements.txt": "torch\n"}
    assert findings(tree("COPY *.txt .\nRUN pip install -r requirements.txt", base, **files), "ML302") == []


ON = "on:\n  schedule:\n    - cron: '0 3 * * 1'\njobs:\n  a:\n    - run: docker build {} docker/gpu\n"


@pytest.mark.parametrize(
    ("path", "workflow", "found"),
    [
        ("docker/gpu/Dockerfile", "", ["torch"]),
        ("docker/torch-nightly/Dockerfile", "", []),
        ("docker/gpu/Dockerfile", ON.format("--push"), []),
        ("docker/gpu/Dockerfile", ON.format("--pull"), ["torch"]),
        ("docker/gpu-old/Dockerfile", ON.format("--push"), ["torch"]),
    ],
    ids=["nothing says so", "called nightly", "built on a schedule", "built but not pushed", "another folder"],
)
def test_where_the_newest_is_meant(words: Callable[..., list[str]], path: str, workflow: str, found: list[str]) -> None:
    text = "FROM python:3.12-slim\nRUN pip install torch\n"
    assert words({path: text, ".github/workflows/images.yml": workflow}, "ML302") == found


def test_a_version_that_the_shell_cuts_off_is_another_fault(words: Callable[..., list[str]]) -> None:
    tree = {"Dockerfile": "FROM python:3.12-slim\nRUN pip install torch>=2 tensorflow\n"}
    assert words(tree, "ML302") == ["tensorflow"]
