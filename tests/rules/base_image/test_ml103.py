from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability
from dflint.knowledge import end_of_life

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]
Lay = Callable[..., Any]


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(end_of_life, "today", lambda: "2026-11-27")


@pytest.mark.parametrize(
    "tag",
    [
        "9.0-cudnn7-devel-ubuntu16.04",
        "8.0-cudnn5-devel",
        "10.2-base-ubuntu18.04",
        "10.1-cudnn7-runtime",
        "11.0-base-ubuntu20.04",
        "11.2.1-base-ubuntu20.04",
        "11.4.0-devel-ubuntu20.04",
    ],
)
def test_gone(findings: Findings, tag: str) -> None:
    (one,) = findings({"Dockerfile": f"FROM nvidia/cuda:{tag}\n"}, "ML103")
    assert one.source.slice(one.span) == f"nvidia/cuda:{tag}"
    assert one.severity.name == "ERROR"
    assert "cannot be pulled" in one.message
    assert one.fix is None


def test_gone_from_docker_hub_says_nothing_of_another_registry(findings: Findings) -> None:
    (one,) = findings({"Dockerfile": "FROM nvcr.io/nvidia/cuda:10.2-base-ubuntu18.04\n"}, "ML103")
    assert one.severity.name == "WARNING"
    assert "cannot be pulled" not in one.message


TOGETHER = "move to a CUDA that is still there, together with what is installed for it"


@pytest.mark.parametrize(
    ("path", "rest"),
    [
        ("Dockerfile", "RUN apt-get update && apt-get install -y cuda-command-line-tools-10-0 cuda-cublas-10-0"),
        ("Dockerfile", "ARG CUDA=10.0\nRUN apt-get update && apt-get install -y cuda-command-line-tools-${CUDA/./-}"),
        ("Dockerfile", "RUN apt-get update && apt-get install -y libcudnn7=7.4.1.5-1+cuda10.0"),
        ("Dockerfile", "RUN pip install tensorflow-gpu==1.15.0"),
        ("Dockerfile", "RUN pip install torch==1.2.0"),
        ("Dockerfile", "RUN conda install -y pytorch=1.2 cudatoolkit=10.0"),
        ("Dockerfile.cuda10.0", "RUN pip install numpy"),
    ],
)
def test_gone_with_what_is_installed_for_it(findings: Findings, path: str, rest: str) -> None:
    (one,) = findings({path: f"FROM nvidia/cuda:10.0-base-ubuntu18.04\n{rest}\n"}, "ML103")
    assert one.help == TOGETHER


def test_gone_with_nothing_installed_for_it(findings: Findings) -> None:
    for rest in ("RUN pip install numpy", "RUN apt-get update && apt-get install -y git"):
        (one,) = findings({"Dockerfile": f"FROM nvidia/cuda:10.0-base-ubuntu18.04\n{rest}\n"}, "ML103")
        assert one.help == "take a version that is supported, such as `12.9.2`"


def test_gone_as_a_default(findings: Findings) -> None:
    (one,) = findings({"Dockerfile": "ARG CUDA=10.2\nFROM nvidia/cuda:${CUDA}-base-ubuntu18.04\n"}, "ML103")
    assert one.severity.name == "WARNING"


@pytest.mark.parametrize(
    ("tag", "severity", "said", "advice"),
    [
        ("11.3.1-cudnn8-devel-ubuntu20.04", "WARNING", "on 2023-07-01", "all of CUDA 11"),
        ("11.6.1-base-ubuntu20.04", "WARNING", "on 2023-07-01", "all of CUDA 11"),
        ("12.1.0-base-ubuntu22.04", "WARNING", "on 2023-04-01", "`12.9.2-base-ubuntu22.04`"),
        ("12.1.1-cudnn8-devel-ubuntu22.04", "WARNING", "on 2024-07-01", "cuDNN 9"),
        ("12.1.0-base-ubuntu18.04", "WARNING", "on 2023-04-01", "no images for ubuntu18.04"),
        ("12.4.1-cudnn-runtime-ubuntu22.04", "WARNING", "on 2026-06-01", "`12.9.2-cudnn-runtime-ubuntu22.04`"),
        ("12.4.1-runtime-ubi9", "WARNING", "on 2026-06-01", "such as 12.9 in its newest patch"),
        ("13.0.1-cudnn-devel-ubuntu22.04", "INFO", "13.0.3 has taken its place", "`13.0.3-cudnn-devel-ubuntu22.04`"),
    ],
)
def test_unsupported(findings: Findings, tag: str, severity: str, said: str, advice: str) -> None:
    (one,) = findings({"Dockerfile": f"FROM nvidia/cuda:{tag}\n"}, "ML103")
    assert one.severity.name == severity
    assert said in one.message
    assert advice in one.help
    # Nobody knows whether these are gone
    assert "pulled" not in one.message


def test_what_is_not_yet_over(words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = {"Dockerfile": "FROM nvidia/cuda:12.6.3-base-ubuntu24.04\n"}
    assert words(tree, "ML103")
    monkeypatch.setattr(end_of_life, "today", lambda: "2026-05-31")
    assert words(tree, "ML103") == []


@pytest.mark.parametrize(
    "text",
    [
        "FROM nvidia/cuda:12.9.2-base-ubuntu24.04",
        "FROM nvidia/cuda:12.8.1-cudnn-devel-ubuntu24.04",
        "FROM nvidia/cuda:12.8.2-base-amzn2023",
        "FROM nvidia/cuda:13.0.0-tensorrt-devel-ubuntu24.04",
        "FROM nvidia/cuda:13.0.0-base-ubi10",
        "FROM nvidia/cuda:13.9.1-base-ubuntu26.04",
        "FROM nvidia/cuda:12.9.1-base-ubi9",
        "FROM nvidia/cuda:10.2-base@sha256:" + "a" * 64,
        # No such tag, which is said by another rule
        "FROM nvidia/cuda:12.4-base-ubuntu22.04",
        "FROM nvidia/cuda:12.4.0-cudnn-runtime-ubuntu22.04",
        "FROM nvidia/cuda",
        # Mirrors and other repositories
        "FROM registry.example.org/nvidia/cuda:10.2-base-ubuntu18.04",
        "FROM nvidia/cudagl:10.2-base-ubuntu18.04",
        "ARG CUDA\nFROM nvidia/cuda:${CUDA}-base-ubuntu18.04",
    ],
)
def test_silent(words: Words, text: str) -> None:
    assert words({"Dockerfile": f"{text}\n"}, "ML103") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM nvidia/cuda:12.4.1-base-ubuntu22.04 AS b", "FROM nvidia/cuda:12.9.2-base-ubuntu22.04 AS b"),
        ("FROM nvcr.io/nvidia/cuda:13.0.1-base-ubuntu22.04", "FROM nvcr.io/nvidia/cuda:13.0.3-base-ubuntu22.04"),
        # What else names the version would have to change with it
        ("FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN apt-get install cuda-nvtx-12-4", None),
        ("FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN pip install torch -i https://example.org/whl/cu124", None),
        ("ARG CUDA=12.4.1\nFROM nvidia/cuda:${CUDA}-base-ubuntu22.04", None),
        ("FROM nvidia/cuda:12.1.1-cudnn8-devel-ubuntu22.04", None),
        ("FROM nvidia/cuda:11.8.0-devel-ubuntu22.04", None),
    ],
)
def test_the_fix(lay: Lay, before: str, after: str | None) -> None:
    checker = lay({"Dockerfile": f"{before}\n"})
    checker.fix("ML103", allowed=Applicability.UNSAFE)
    assert (checker.folder / "Dockerfile").read_text() == f"{before if after is None else after}\n"


@pytest.mark.parametrize(
    "tag",
    [
        # Newer patches are known, but not that there are images of them for this system
        "13.0.2-base-amzn2023",
        "13.0.2-cudnn-runtime-amzn2023",
        "13.0.1-devel-rockylinux9",
        "13.0.0-runtime-ubi9",
        "12.9.2-runtime-ubi9",
        # 12.8.2 and 12.9.2 are there, for some systems
        "12.8.0-base-ubuntu24.04",
        "12.8.0-cudnn-devel-ubuntu22.04",
        "12.9.0-runtime-ubi9",
    ],
)
def test_no_older_patch_takes_the_place_of_a_newer(words: Words, tag: str) -> None:
    assert words({"Dockerfile": f"FROM nvidia/cuda:{tag}\n"}, "ML103") == []


def test_cudnn_9_goes_by_another_name(findings: Findings) -> None:
    (one,) = findings({"Dockerfile": "FROM nvidia/cuda:12.3.2-cudnn9-devel-ubuntu22.04\n"}, "ML103")
    assert one.help == "use `12.9.2-cudnn-devel-ubuntu22.04`"


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("x86.cu124.base", "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04", False),
        ("docker/cu126/Dockerfile", "FROM nvidia/cuda:12.6.1-devel-ubuntu22.04", False),
        ("Dockerfile.py310-cuda12.4", "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04", False),
        ("Dockerfile.cuda-12.4.1", "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04", False),
        ("images/12.4/Dockerfile", "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04", False),
        ("Dockerfile.cuda_12_4", "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04", False),
        ("Dockerfile.cu11", "FROM nvidia/cuda:11.8.0-devel-ubuntu22.04", False),
        ("Dockerfile", "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS cuda124", False),
        ("Dockerfile", "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS build", True),
        ("Dockerfile.cu12", "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04", True),
        ("Dockerfile.cuda", "FROM nvidia/cuda:11.8.0-devel-ubuntu22.04", True),
        ("docker/cu128/Dockerfile", "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04", True),
        # It cannot be pulled, whatever it is called
        ("Dockerfile.cuda10.2", "FROM nvidia/cuda:10.2-devel-ubuntu18.04", True),
    ],
)
def test_one_variant_of_several(words: Words, path: str, text: str, is_found: bool) -> None:
    tree = {path: f"{text}\n"}
    if "Dockerfile" not in path:
        tree["compose.yaml"] = f"services:\n  a:\n    build:\n      context: .\n      dockerfile: {path}\n"
    assert bool(words(tree, "ML103")) is is_found


@pytest.mark.parametrize(
    ("rest", "is_found"),
    [
        ("RUN apt-get install -y cuda-nvtx-12-4", False),
        ("RUN pip install torch==2.6.0 --index-url https://download.pytorch.org/whl/cu124", False),
        ("RUN pip install -r requirements.txt", False),
        ("ENV LD_LIBRARY_PATH=/usr/local/cuda-12.4/lib64", False),
        ("RUN <<EOF\napt-get install -y libcublas-12-4\nEOF", False),
        ("FROM pytorch/pytorch:2.6.0-cuda12.4-cudnn9-runtime\nCOPY --from=0 /a /a", False),
        ("RUN pip install torch==2.6.0", True),
        ("# CUDA 12.4 is what the driver takes\nRUN pip install torch==2.6.0", True),
        ('LABEL description="with CUDA 12.4"', True),
        ("RUN pip install lib==2.12.4 --index-url https://download.pytorch.org/whl/cu121", True),
        # Another image of the same repository moves along
        ("FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS other", True),
    ],
)
def test_what_else_is_for_this_version(words: Words, rest: str, is_found: bool) -> None:
    requirements = "torch==2.6.0+cu124\n"
    tree = {
        "requirements.txt": requirements,
        "Dockerfile": f"FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nCOPY requirements.txt .\n{rest}\n",
    }
    assert bool(words(tree, "ML103")) is is_found


def test_an_argument_that_only_names_the_image_ties_nothing(words: Words) -> None:
    text = "ARG CUDA_VERSION=12.4.1\nFROM nvidia/cuda:${CUDA_VERSION}-base-ubuntu22.04\n"
    assert words({"Dockerfile": text}, "ML103")
    assert words({"Dockerfile": f"ARG INDEX=cu124\n{text}"}, "ML103") == []
