from __future__ import annotations

from collections.abc import Callable

import pytest

WHL = "https://download.pytorch.org/whl"
TAKEN = "pip takes torch 2.15.0 from PyPI, which is built for CUDA 13.2"


def tree(lines: str, base: str = "python:3.12-slim", **files: str) -> dict[str, str]:
    return {**files, "Dockerfile": f"FROM {base}\n{lines}\n"}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            f"RUN pip install torch --extra-index-url {WHL}/cu121",
            f"{TAKEN}: the last one of the index `cu121` is 2.5.1",
        ),
        (
            f"RUN pip install --extra-index-url={WHL}/cu121/ torch==2.8.0 numpy",
            "the index `cu121` has no torch 2.8.0: pip takes it from PyPI, which is built for CUDA 12.8",
        ),
        (
            f"RUN pip install torch --extra-index-url {WHL}/cu112",
            "pip takes torch 2.15.0 from PyPI, which is built for CUDA 13.2: the index `cu112` has no torch 2",
        ),
        (
            f"RUN pip install torch --index-url {WHL}/cu121 --extra-index-url https://pypi.org/simple",
            f"{TAKEN}: the last one of the index `cu121` is 2.5.1",
        ),
        (
            f"ENV PIP_EXTRA_INDEX_URL={WHL}/cu118\nRUN pip install 'torch>=2.0'",
            f"{TAKEN}: the last one of the index `cu118` is 2.7.1",
        ),
    ],
)
def test_found(findings: Callable[..., list[object]], lines: str, message: str) -> None:
    assert [one.message for one in findings(tree(lines), "ML305")] == [message]


def test_the_options_of_a_requirements_file(findings: Callable[..., list[object]]) -> None:
    lines = "COPY requirements.txt .\nRUN pip install -r requirements.txt"
    found = findings(tree(lines, **{"requirements.txt": f"--extra-index-url {WHL}/cu121\ntorch==2.8.0\n"}), "ML305")
    assert [one.source.slice(one.span) for one in found] == ["requirements.txt"]
    assert found[0].related[0].source.slice(found[0].related[0].span) == f"--extra-index-url {WHL}/cu121"


def test_a_newer_one_for_whatever_python(findings: Callable[..., list[object]]) -> None:
    lines = f"RUN apt-get install -y python3-pip python3.11\nRUN pip3 install torch --extra-index-url {WHL}/cu118"
    found = findings(tree(lines, "nvidia/cuda:11.8.0-runtime-ubuntu22.04"), "ML305")
    assert len(found) <= 1


@pytest.mark.parametrize(
    "lines",
    [
        # The suffix, or the order of versions, chooses the index.
        f"RUN pip install --extra-index-url {WHL}/cu121 torch==2.1.0+cu121",
        f"RUN pip install --extra-index-url {WHL}/cu121 torch==2.4.1",
        f"RUN pip install --extra-index-url {WHL}/cpu torch",
        f"RUN pip install --extra-index-url {WHL}/cpu torch==2.8.0",
        f"RUN pip install --extra-index-url {WHL}/cu132 torch",
        f"RUN pip install --index-url {WHL}/cu121 torch",
        f"RUN pip install --extra-index-url {WHL}/cu121 'torch<2.6'",
        # uv takes the first index that has a package.
        f"RUN uv pip install --system --extra-index-url {WHL}/cu121 torch",
        # Chosen when the image is built
        "ARG TORCH_INDEX_URL\nRUN pip install torch --extra-index-url $TORCH_INDEX_URL",
        f"ARG VERSION\nRUN pip install torch==$VERSION --extra-index-url {WHL}/cu121",
        # torch is there already
        f"RUN pip install torch --index-url {WHL}/cu121\nRUN pip install torch timm --extra-index-url {WHL}/cu121",
        f"RUN pip install torch --index-url {WHL}/cu121 && pip install --extra-index-url {WHL}/cu121 torch",
        # Not about torch
        f"RUN pip install flask --extra-index-url {WHL}/cu121",
        "RUN pip install torch --extra-index-url https://pypi.nvidia.com",
        f"RUN pip install git+https://github.com/pytorch/pytorch#egg=torch --extra-index-url {WHL}/cu121",
    ],
)
def test_silent(findings: Callable[..., list[object]], lines: str) -> None:
    assert findings(tree(lines), "ML305") == []


@pytest.mark.parametrize(
    "base", ["pytorch/pytorch:2.4.1-cuda12.1-cudnn9-runtime", "nvcr.io/nvidia/pytorch:24.05-py3", "example.org/own"]
)
def test_an_image_that_may_hold_torch(findings: Callable[..., list[object]], base: str) -> None:
    assert findings(tree(f"RUN pip install torch --extra-index-url {WHL}/cu121", base), "ML305") == []


def test_the_fix_needs_an_installation_of_torch_alone(lay: Callable[..., object]) -> None:
    lines = f"RUN pip install torch flask --extra-index-url {WHL}/cu121"
    checker = lay(tree(lines))
    assert [one.fix for one in checker.run("ML305").diagnostics] == [None]
