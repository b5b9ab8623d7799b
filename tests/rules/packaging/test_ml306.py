from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Applicability, Diagnostic


def dockerfile(run: str, **files: str) -> dict[str, str]:
    return {"Dockerfile": f"FROM python:3.12-slim\n{run}\n", **files}


@pytest.mark.parametrize(
    ("run", "message"),
    [
        ("RUN pip install torch==2.13.0 torchvision==0.9.1", "torchvision 0.9.1 needs torch ==1.8.1, not 2.13.0"),
        (
            "RUN pip install torch==2.1.0+cu121 torchvision==0.15.2+cu121 -f https://download.pytorch.org/whl/cu121",
            "torchvision 0.15.2+cu121 needs torch ==2.0.1, not 2.1.0+cu121",
        ),
        ("RUN pip install torch==2.9.0 torchaudio==2.8.0", "torchaudio 2.8.0 needs torch ==2.8.0, not 2.9.0"),
        (
            "ARG TORCH=2.5.1\nARG VISION=0.19.1\nRUN pip install torch==$TORCH torchvision==$VISION",
            "torchvision 0.19.1 needs torch ==2.4.1, not 2.5.1",
        ),
        ("RUN pip install torch==2.0.0\nRUN pip install torchvision==0.15.2", "torchvision 0.15.2 needs torch ==2.0.1"),
    ],
)
def test_found(findings: Callable[..., list[Diagnostic]], run: str, message: str) -> None:
    (found,) = findings(dockerfile(run), "ML306")
    assert found.message.startswith(message)


def test_in_a_requirements_file(findings: Callable[..., list[Diagnostic]]) -> None:
    tree = dockerfile("COPY requirements.txt .\nRUN pip install -r requirements.txt")
    (found,) = findings({**tree, "requirements.txt": "torch==2.13.0\ntorchvision==0.9.1\n"}, "ML306")
    assert found.source.slice(found.span) == "requirements.txt"
    assert found.help == "torchvision 0.28.0 goes with torch 2.13.0"


@pytest.mark.parametrize(
    "run",
    [
        pytest.param("RUN pip install torch==2.8.0 torchvision==0.23.0 torchaudio==2.8.0", id="a pair"),
        pytest.param(
            "RUN pip install torch==2.13.0 torchvision==0.28.0 torchaudio==2.11.0", id="torchaudio names none"
        ),
        pytest.param("RUN pip install torch==2.15.0 torchvision==0.29.2", id="from 2.14 on"),
        pytest.param("RUN pip install torch==2.8 torchvision==0.23", id="short numbers"),
        pytest.param("RUN pip install torch==2.0.0 torchaudio==2.0.1", id="the first of 2.0"),
        pytest.param("RUN pip install torch==2.8.0 torchvision", id="one is free"),
        pytest.param("RUN pip install 'torch>=2.8' torchvision==0.9.1", id="the other is free"),
        pytest.param("RUN pip install torch==2.99.0 torchvision==0.99.0", id="newer than the table"),
        pytest.param("ARG V\nRUN pip install torch==$V torchvision==0.9.1", id="an unknown version"),
        pytest.param(
            "RUN pip install torch==2.8.0\nRUN pip install torch==2.0.1 torchvision==0.15.2", id="torch is replaced"
        ),
        pytest.param("RUN conda install pytorch==2.8.0 torchvision==0.15.2", id="conda has other numbers"),
    ],
)
def test_silent(words: Callable[..., list[str]], run: str) -> None:
    assert words(dockerfile(run), "ML306") == []


def test_the_fix_keeps_the_local_version(lay: Callable[..., object]) -> None:
    url = "--index-url https://download.pytorch.org/whl/cu121"
    checker = lay(dockerfile(f"RUN pip install torch==2.1.0+cu121 'torchvision==0.15.2+cu121' {url}"))
    checker.fix("ML306", allowed=Applicability.UNSAFE)  # type: ignore[attr-defined]
    text = (checker.folder / "Dockerfile").read_text()  # type: ignore[attr-defined]
    assert f"RUN pip install torch==2.1.0+cu121 'torchvision==0.16.0+cu121' {url}\n" in text
