from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity


def dockerfile(run: str, base: str = "python:3.8-slim", **files: str) -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n{run}\n", **files}


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (
            dockerfile("RUN pip install torch==2.13.0"),
            "torch 2.13.0 does not install on Python 3.8 (1.4.0 to 2.4.1 do)",
        ),
        (
            dockerfile("RUN pip install tensorflow==2.8.0", "python:3.12"),
            "tensorflow 2.8.0 has no wheel for Python 3.12 (2.16.1 to 2.21.0 have one)",
        ),
        (
            dockerfile("RUN pip install 'torch<2.0'", "python:3.12"),
            "torch <2.0 has no wheel for Python 3.12 (2.2.0 to 2.15.0 have one)",
        ),
        (
            dockerfile("RUN pip install torch~=1.13", "python:3.12"),
            "torch ~=1.13 has no wheel for Python 3.12 (2.2.0 to 2.15.0 have one)",
        ),
        (
            dockerfile("RUN pip install tensorflow==2.21.0", "python:3.14"),
            "tensorflow 2.21.0 has no wheel for Python 3.14",
        ),
        (
            dockerfile("RUN uv pip install --system --python 3.13 onnxruntime==1.16.0", "python:3.13"),
            "onnxruntime 1.16.0 has no wheel for Python 3.13 (1.20.0 to 1.32.0 have one)",
        ),
    ],
)
def test_no_wheel(findings: Callable[..., list[Diagnostic]], tree: dict[str, str], message: str) -> None:
    (found,) = findings(tree, "ML109")
    assert found.message == message
    assert found.severity is Severity.ERROR


def test_what_is_compiled_is_a_warning(findings: Callable[..., list[Diagnostic]]) -> None:
    (found,) = findings(dockerfile("RUN pip install numpy==1.21.0", "python:3.12"), "ML109")
    assert found.severity is Severity.WARNING
    assert "numpy 1.21.0 has no wheel for Python 3.12 and is compiled from source (1.26.0 to " in found.message


def test_one_finding_for_a_requirements_file(findings: Callable[..., list[Diagnostic]]) -> None:
    tree = dockerfile(
        "COPY requirements.txt .\nRUN pip install -r requirements.txt",
        **{"requirements.txt": "torch==2.13.0\ntensorflow==2.20.0\nnumpy==1.20.0\n"},
    )
    (found,) = findings(tree, "ML109")
    assert found.source.slice(found.span) == "requirements.txt"
    assert "torch 2.13.0" in found.message
    assert "tensorflow 2.20.0" in found.message
    assert len(found.related) == 2


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(dockerfile("RUN pip install torch==2.4.1"), id="the last one"),
        pytest.param(dockerfile("RUN pip install torch"), id="any"),
        pytest.param(dockerfile("RUN pip install 'torch>=1.7'"), id="a range with some"),
        pytest.param(dockerfile("RUN pip install torch==99.0", "python:3.12"), id="newer than the table"),
        pytest.param(dockerfile("RUN pip install tensorflow", "python:3.14"), id="one may come"),
        pytest.param(
            dockerfile("RUN pip install 'torch==2.13.0; python_version >= \"3.10\"'"), id="a marker leaves it out"
        ),
        pytest.param(
            dockerfile("RUN pip install torch==2.13.0 --index-url https://pypi.jetson-ai-lab.io/jp6/cu126"),
            id="an index with builds of its own",
        ),
        pytest.param(
            dockerfile("RUN pip install https://example.org/torch-2.13.0-cp38-cp38-linux_x86_64.whl"),
            id="a wheel by URL",
        ),
        pytest.param(dockerfile("RUN pip install --no-binary :all: numpy==1.21.0", "python:3.12"), id="from source"),
        pytest.param(dockerfile("RUN pip install torch==2.13.0", "example/python:3.8"), id="an unknown base"),
        pytest.param(dockerfile("ARG V\nRUN pip install torch==$V"), id="an unknown version"),
        pytest.param(dockerfile("RUN pip install numpy==1.13.3", "python:3.6"), id="a Python that was not looked at"),
        pytest.param(dockerfile("RUN pip install numpy==1.21.0", "python:3.12-alpine"), id="other wheels on Alpine"),
        pytest.param(dockerfile("RUN pip install torch==2.9.0rc1", "python:3.8"), id="a release candidate"),
        pytest.param(dockerfile("RUN conda install pytorch==2.13.0"), id="conda has its own"),
    ],
)
def test_silent(words: Callable[..., list[str]], tree: dict[str, str]) -> None:
    assert words(tree, "ML109") == []


@pytest.mark.parametrize("python", ["3.8", "3.10"])
def test_a_release_that_was_deleted_from_the_index(findings: Callable[..., list[Diagnostic]], python: str) -> None:
    (found,) = findings(dockerfile("RUN pip install paddlepaddle==2.4.2", f"python:{python}"), "ML109")
    assert found.message.startswith("no wheel of paddlepaddle 2.4.2 is on the index for any Python from 3.7 on (")
    assert found.help is not None
    assert found.help.startswith("ask for a newer release of paddlepaddle, such as 3.")
    assert found.fix is None


@pytest.mark.parametrize(
    ("run", "help"),
    [
        (
            "RUN pip install tensorflow==2.8.0",
            "take a base image with Python 3.7 to 3.10, or a release of tensorflow for this Python",
        ),
        (
            "RUN pip install tensorflow==2.8.0 numpy==1.26.4",
            "take a base image with Python 3.9 or 3.10, or a release of tensorflow for this Python",
        ),
        (
            "RUN pip install torch==2.13.0\nRUN pip install tensorflow==2.8.0",
            "take a base image with Python 3.10, or a release of tensorflow for this Python",
        ),
        (
            "RUN pip install pandas==2.3.3\nRUN pip install numpy==1.26.4 tensorflow==2.3.0",
            "ask for a release of tensorflow for this Python: no other Python has wheels for all that is pinned",
        ),
    ],
    ids=["alone", "another pin of the command", "a pin of another command", "none suits all"],
)
def test_the_pythons_that_are_named_suit_all_pins(
    findings: Callable[..., list[Diagnostic]], run: str, help: str
) -> None:
    (found,) = findings(dockerfile(run, "python:3.12"), "ML109")
    assert found.help == help


def test_a_release_for_older_pythons_only(findings: Callable[..., list[Diagnostic]]) -> None:
    (found,) = findings(dockerfile("RUN pip install tensorflow==1.4.0", "python:3.12"), "ML109")
    assert "no wheel of tensorflow 1.4.0 is on the index for any Python from 3.7 on" in found.message
    assert found.help == "ask for a newer release of tensorflow, such as 2.21.0"


def test_the_fix_suits_all_pins(findings: Callable[..., list[Diagnostic]]) -> None:
    run = "RUN pip install pandas==2.3.3\nRUN pip install numpy==1.26.4 tensorflow==2.3.0"
    (found,) = findings(dockerfile(run, "python:3.12"), "ML109")
    assert found.fix is None
