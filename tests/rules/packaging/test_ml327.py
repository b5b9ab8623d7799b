from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

Findings = Callable[..., list[Diagnostic]]

URL = "https://example.com/wheels"


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("base", "wheel", "part"),
    [
        ("python:3.12-slim", "torch-2.1.0-cp310-cp310-linux_x86_64.whl", "`cp310`, and this image has Python 3.12"),
        ("python:3.12-slim", "torch-2.1.0+cu121-cp310-cp310-linux_x86_64.whl", "`cp310`"),
        ("python:3.12-slim", "torch-2.1.0%2Bcu121-cp310-cp310-linux_x86_64.whl#sha256=abc", "`cp310`"),
        ("python:3.9", "a-1-cp310-abi3-manylinux_2_17_x86_64.whl", "`cp310`"),
        ("python:3.12-slim", "a-1-py2-none-any.whl", "`py2`"),
        ("python:3.12-slim", "a-1-cp312-cp312-win_amd64.whl", "Windows"),
        ("python:3.12-slim", "a-1-cp312-cp312-macosx_11_0_arm64.whl", "macOS"),
        ("python:3.12-alpine", "a-1-cp312-cp312-manylinux_2_17_x86_64.whl", "glibc, and this image has musl"),
        ("python:3.12-slim", "a-1-cp312-cp312-musllinux_1_1_x86_64.whl", "musl, and this image has glibc"),
        ("--platform=linux/arm64 python:3.12-slim", "a-1-cp312-cp312-manylinux_2_17_x86_64.whl", "aarch64"),
        ("ubuntu:22.04", "a-1-cp312-cp312-manylinux_2_17_x86_64.whl", "this image has Python 3.10"),
    ],
)
def test_found(findings: Findings, base: str, wheel: str, part: str) -> None:
    lines = ["RUN apt-get update && apt-get install -y python3-pip"] if base.startswith("ubuntu") else []
    (one,) = findings(dockerfile(*lines, f"RUN pip install {URL}/{wheel}", base=base), "ML327")
    assert one.source.slice(one.span) == f"{URL}/{wheel}"
    assert part in one.message


def test_in_a_requirements_file(findings: Findings) -> None:
    tree = dockerfile("COPY requirements.txt .", "RUN pip install -r requirements.txt")
    (one,) = findings({**tree, "requirements.txt": f"a @ {URL}/a-1-cp310-cp310-linux_x86_64.whl\n"}, "ML327")
    assert one.source.slice(one.span) == "requirements.txt"


@pytest.mark.parametrize(
    ("base", "wheel"),
    [
        ("python:3.10", "tflite_runtime-2.7.0-cp310-cp310-linux_x86_64.whl"),
        ("python:3.12-slim", "a-1-cp37-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"),
        ("python:3.12-slim", "a-1-py3-none-any.whl"),
        ("python:3.12-slim", "a-1-py2.py3-none-any.whl"),
        ("python:3.12-slim", "a-1-py38-none-any.whl"),
        ("python:3.12-slim", "a-1-cp312-cp312-manylinux_2_17_x86_64.musllinux_1_1_x86_64.whl"),
        ("example/unknown", "a-1-cp310-cp310-linux_x86_64.whl"),
        ("python:3.12-slim", "a-1-cp312-cp312-manylinux_2_17_aarch64.whl"),
        ("python:3.12-slim", "a-1-cp$PY-cp$PY-linux_x86_64.whl"),
        ("python:3.12-slim", "a.tar.gz"),
    ],
)
def test_silent(findings: Findings, base: str, wheel: str) -> None:
    assert findings(dockerfile(f"RUN pip install {URL}/{wheel}", base=base), "ML327") == []


@pytest.mark.parametrize(
    "line",
    [
        f"RUN if [ $(uname -m) = x ]; then pip install {URL}/a-1-cp310-cp310-linux_x86_64.whl; fi",
        f"RUN pip download {URL}/a-1-cp310-cp310-linux_x86_64.whl",
        f"RUN pip install 'a @ {URL}/a-1-cp310-cp310-linux_x86_64.whl ; python_version == \"3.10\"'",
        f"RUN pip install --target /layer --python-version 3.10 {URL}/a-1-cp310-cp310-linux_x86_64.whl",
        "RUN pip install dist/*.whl",
    ],
)
def test_silent_lines(findings: Findings, line: str) -> None:
    assert findings(dockerfile(line), "ML327") == []
