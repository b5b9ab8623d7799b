from __future__ import annotations

from collections.abc import Callable

import pytest

WHL = "https://download.pytorch.org/whl"


def tree(lines: str, base: str = "python:3.12-slim", **files: str) -> dict[str, str]:
    return {**files, "Dockerfile": f"FROM {base}\n{lines}\n"}


FIRST = f"RUN pip install torch==2.5.1 --index-url {WHL}/cpu\n"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            f"{FIRST}RUN pip install torch==2.6.0",
            "torch 2.6.0 from PyPI replaces the torch 2.5.1 (cpu) of line 2",
        ),
        (
            f"{FIRST}RUN pip install 'torch>=2.6' flask",
            "a torch >=2.6 from PyPI replaces the torch 2.5.1 (cpu) of line 2",
        ),
        (
            f"{FIRST}RUN pip install torchvision==0.21.0",
            "torchvision 0.21.0 needs torch 2.6.0 and replaces the torch 2.5.1 (cpu) of line 2 by the one of PyPI",
        ),
        (
            "RUN pip install torch==2.5.1 && pip install flask torch==2.6.0",
            "torch 2.6.0 from PyPI replaces the torch 2.5.1 of line 2",
        ),
    ],
)
def test_found(findings: Callable[..., list[object]], lines: str, message: str) -> None:
    assert [one.message for one in findings(tree(lines), "ML219")] == [message]


def test_the_newest_torchvision(findings: Callable[..., list[object]]) -> None:
    found = findings(tree(f"{FIRST}RUN pip install flask torchvision"), "ML219")
    assert len(found) == 1
    assert found[0].source.slice(found[0].span) == "torchvision"


@pytest.mark.parametrize(
    "lines",
    [
        f"{FIRST}RUN pip install torch",
        f"{FIRST}RUN pip install torch==2.5.1",
        f"{FIRST}RUN pip install 'torch>=2.0' accelerate timm ultralytics",
        f"{FIRST}RUN pip install torchvision==0.20.1",
        f"{FIRST}RUN pip install --no-deps torchvision",
        f"{FIRST}RUN python3.10 -m pip install torchaudio",  # its newest release names no torch
        # A repair that is meant
        f"{FIRST}RUN pip install --force-reinstall torch==2.6.0 --index-url {WHL}/cu126",
        f"{FIRST}RUN pip install torch==2.6.0 --index-url {WHL}/cu126",
        f"{FIRST}RUN pip install --force-reinstall torch==2.6.0",
        f"{FIRST}RUN pip uninstall -y torch && pip install torch==2.6.0",
        # Another environment
        f"{FIRST}RUN python -m venv /v && /v/bin/pip install torch==2.6.0",
        # One or the other
        f"ARG GPU=0\nRUN if [ $GPU = 1 ]; then pip install torch==2.5.1 -i {WHL}/cu121; "
        f"else pip install torch==2.6.0; fi",
        "ARG V\nRUN pip install torch==$V\nRUN pip install torch==2.6.0",
        "RUN pip install torch\nRUN pip install torch==2.6.0",
        "RUN pip install torch==2.6.0",
    ],
)
def test_silent(findings: Callable[..., list[object]], lines: str) -> None:
    assert findings(tree(lines), "ML219") == []
