from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.knowledge.numpy_floors import NUMPY_FLOORS
from dflint.knowledge.numpy_neutral import BUILT_WITH_NUMPY


def tree(lines: str, base: str = "python:3.11-slim", **files: str) -> dict[str, str]:
    return {**files, "Dockerfile": f"FROM {base}\n{lines}\n"}


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("pip install torch==2.1.2 numpy", "torch==2.1.2"),
        ("pip install torch==2.1.2 'numpy>=1.24'", "torch==2.1.2"),
        ("pip install torch==2.1.2 torchvision==0.16.2 fastapi uvicorn", "torch==2.1.2"),
        ("pip install torch==2.1.2 numpy==2.0.1 anything", "torch==2.1.2"),
        ("pip install opencv-python-headless==4.9.0.80 flask", "opencv-python-headless==4.9.0.80"),
        ("pip install torch==2.1.2+cpu numpy==2.1.0 -i https://download.pytorch.org/whl/cpu", "torch==2.1.2+cpu"),
    ],
)
def test_found(words: Callable[..., list[str]], command: str, found: str) -> None:
    assert words(tree(f"RUN {command}"), "ML330") == [found]


def test_a_requirements_file(findings: Callable[..., list[object]]) -> None:
    files = {"requirements.txt": "torch==2.2.2\nnumpy\nfastapi\n"}
    found = findings(tree("COPY *.txt .\nRUN pip install -r requirements.txt", **files), "ML330")
    assert [one.source.slice(one.span) for one in found] == ["requirements.txt"]
    assert "torch 2.2.2 was built for NumPy 1" in found[0].message


@pytest.mark.parametrize(
    "lines",
    [
        "RUN pip install torch==2.3.1 numpy",
        "RUN pip install torch==2.1.2",  # needs no NumPy
        "RUN pip install torch==2.1.2 'numpy<2'",
        "RUN pip install torch==2.1.2 numpy==1.26.4",
        "RUN pip install torch==2.1.2 numpy~=1.26",
        # What else is installed may bound it.
        "RUN pip install torch==2.1.2 numpy mediapipe",
        "RUN pip install torch==2.1.2 numpy scipy==1.10.0",
        "RUN pip install 'numpy<2'\nRUN pip install torch==2.1.2 numpy",
        "RUN pip install torch==2.1.2 numpy\nRUN pip install 'numpy<2'",
        "ENV PIP_CONSTRAINT=/c.txt\nRUN pip install torch==2.1.2 numpy",
        "RUN pip install -r missing.txt torch==2.1.2 numpy",
        "ARG V\nRUN pip install torch==$V numpy",
        "RUN pip install tensorflow==2.15.0",  # its metadata bound it
        "RUN pip uninstall -y torch==2.1.2 numpy",
    ],
)
def test_silent(findings: Callable[..., list[object]], lines: str) -> None:
    assert findings(tree(lines), "ML330") == []


@pytest.mark.parametrize("base", ["python:3.8-slim", "python:3.12-slim", "example.org/own:1", "pytorch/pytorch:latest"])
def test_another_image(findings: Callable[..., list[object]], base: str) -> None:
    """Python 3.8 has no NumPy 2, and 3.12 no such torch."""
    assert findings(tree("RUN pip install torch==2.1.2 numpy", base), "ML330") == []


def test_a_lock_file(findings: Callable[..., list[object]]) -> None:
    project = '[project]\nname = "app"\ndependencies = ["torch==2.2.2", "numpy"]\n'
    lock = (
        '[[package]]\nname = "app"\nversion = "1"\nsource = { virtual = "." }\n'
        'dependencies = [{ name = "torch" }, { name = "numpy" }]\n'
        '[[package]]\nname = "torch"\nversion = "2.2.2"\n[[package]]\nname = "numpy"\nversion = "VERSION"\n'
    )
    lines = "WORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --locked"
    for version, count in (("2.0.2", 1), ("1.26.4", 0)):
        files = {"pyproject.toml": project, "uv.lock": lock.replace("VERSION", version)}
        assert len(findings(tree(lines, **files), "ML330")) == count


def test_the_names_are_those_of_the_table() -> None:
    assert set(NUMPY_FLOORS) == BUILT_WITH_NUMPY
