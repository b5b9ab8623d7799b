from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]
Lay = Callable[..., Any]

ALPINE = "python:3.12-alpine"


def tree(*lines: str, base: str = ALPINE, files: Mapping[str, str] | None = None) -> dict[str, str]:
    return {**(files or {}), "Dockerfile": "\n".join([f"FROM {base}", *lines]) + "\n"}


@pytest.mark.parametrize(
    ("line", "severity", "said"),
    [
        ("RUN pip install torch", "ERROR", "`torch` cannot be installed on Alpine"),
        ("RUN pip install tensorflow==2.20.0 numpy", "ERROR", "`tensorflow` cannot"),
        ("RUN pip install onnxruntime scikit-learn", "ERROR", "`onnxruntime` cannot"),
        ("RUN pip install torch torchvision", "ERROR", "`torch` and `torchvision` cannot"),
        ("RUN pip install torch --index-url https://download.pytorch.org/whl/cpu", "ERROR", "`torch` cannot"),
        ("RUN pip install sentence-transformers", "ERROR", "`sentence-transformers` (needs `torch`) cannot"),
        ("RUN pip install scikit-learn xgboost", "WARNING", "`scikit-learn` and `xgboost` have no wheel for Alpine"),
        ("RUN pip install opencv-python-headless", "WARNING", "`opencv-python-headless` has no wheel for Alpine"),
        ("COPY . .\nRUN pip install -r requirements.txt", "ERROR", "`torch` cannot"),
        ("RUN apk add gcc musl-dev && pip install torch", "ERROR", "`torch` cannot"),
    ],
)
def test_found(findings: Findings, line: str, severity: str, said: str) -> None:
    (one,) = findings(tree(line, files={"requirements.txt": "flask\ntorch>=2\n"}), "ML108")
    assert one.source.slice(one.span) == ALPINE
    assert one.severity.name == severity
    assert said in one.message
    assert one.related


@pytest.mark.parametrize("base", ["python:3.6.6-alpine3.8", "python:alpine", "ghcr.io/astral-sh/uv:python3.12-alpine"])
def test_other_names_of_alpine(words: Words, base: str) -> None:
    assert words(tree("RUN pip install torch", base=base), "ML108") == [base]


def test_alpine_itself(words: Words) -> None:
    lines = ("RUN apk add python3 py3-pip", "RUN pip3 install --break-system-packages torch")
    assert words(tree(*lines, base="alpine:3.22"), "ML108") == ["alpine:3.22"]


def test_a_stage_that_starts_from_it(words: Words) -> None:
    assert words({"Dockerfile": f"FROM {ALPINE} AS a\nFROM a\nRUN pip install torch\n"}, "ML108") == [ALPINE]


@pytest.mark.parametrize(
    "lines",
    [
        # There are wheels for musl
        ["RUN pip install numpy pandas scipy matplotlib pillow"],
        ["RUN pip install flask"],
        # From Alpine's own packages
        ["RUN apk add py3-numpy py3-scikit-learn"],
        ["RUN apk add py3-scikit-learn && pip install scikit-learn"],
        # From elsewhere
        ["RUN pip install https://example.org/torch-2.0-cp312-cp312-musllinux_1_2_x86_64.whl"],
        ["RUN pip install onnxruntime --extra-index-url https://example.org/simple"],
        ["RUN pip install -f /wheels torch"],
        ["ARG INDEX", "RUN pip install -i $INDEX torch"],
        ["RUN pip install 'torch; sys_platform == \"win32\"'"],
        ["RUN pip install --target /layer --platform manylinux2014_x86_64 --only-binary :all: onnxruntime"],
        # Not certain to be carried out
        ["ARG ML", 'RUN if [ -n "$ML" ]; then pip install torch; fi'],
        # Other tools
        ["RUN npm install", "RUN go build"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(tree(*lines), "ML108") == []


@pytest.mark.parametrize("base", ["python:3.12-slim", "python:3.12", "frolvlad/alpine-glibc", "my/alpine", "ubuntu"])
def test_other_systems(words: Words, base: str) -> None:
    assert words(tree("RUN pip install torch", base=base), "ML108") == []


def test_another_stage_is_alpine(words: Words) -> None:
    text = "FROM node:22-alpine AS ui\nRUN npm ci\nFROM python:3.12-slim\nRUN pip install torch\n"
    assert words({"Dockerfile": text}, "ML108") == []


@pytest.mark.parametrize(
    ("base", "line", "fixed"),
    [
        ("python:3.12-alpine", "RUN pip install torch", "python:3.12-slim"),
        ("python:3.12.4-alpine3.20", "RUN pip install torch", "python:3.12.4-slim"),
        # What is installed or called would have to change too
        ("python:3.12-alpine", "RUN apk add git && pip install torch", None),
        ("python:3.12-alpine", "RUN adduser -D app && pip install torch", None),
        ("python:alpine", "RUN pip install torch", None),
        ("ghcr.io/astral-sh/uv:python3.12-alpine", "RUN uv pip install --system torch", None),
    ],
)
def test_the_fix(lay: Lay, base: str, line: str, fixed: str | None) -> None:
    checker = lay(tree(line, base=base))
    assert checker.run("ML108").diagnostics
    checker.fix("ML108", allowed=Applicability.UNSAFE)
    assert (checker.folder / "Dockerfile").read_text() == f"FROM {fixed or base}\n{line}\n"
