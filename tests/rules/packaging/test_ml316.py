from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]

SETUP = (
    "from setuptools import find_packages, setup\nsetup(name='x', packages=find_packages(), install_requires=[{}])\n"
)


def project(*lines: str, base: str = "python:3.12-slim", setup: str = SETUP.format("'numpy>=1', 'tqdm'")) -> Any:
    return {"setup.py": setup, "Dockerfile": f"FROM {base}\nCOPY . .\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("run", "word"),
    [
        ("python setup.py install", "python setup.py install"),
        ("python3 ./setup.py install", "python3 ./setup.py install"),
        ("python3.12 /setup.py develop", "python3.12 /setup.py develop"),
        ("bash -c 'python setup.py install'", "python setup.py install"),
    ],
)
def test_an_image_without_setuptools(findings: Findings, run: str, word: str) -> None:
    (one,) = findings(project(f"RUN {run}"), "ML316")
    assert one.source.slice(one.span) == word
    assert one.message == f"`python:3.12-slim` holds no setuptools, so `setup.py {word.split()[-1]}` fails"
    assert one.severity is Severity.ERROR


DIGEST = "@sha256:" + "a" * 64


@pytest.mark.parametrize(
    "base", ["python:3.12.6-slim", f"python:3.13.2{DIGEST}", "python:3.12-alpine3.20", "python:3.13"]
)
def test_images_that_never_held_setuptools(findings: Findings, base: str) -> None:
    (one,) = findings(project("RUN python setup.py install", base=base), "ML316")
    assert "holds no setuptools" in one.message


@pytest.mark.parametrize("install", ["RUN pip list", "RUN pip install setuptools"])
@pytest.mark.parametrize(
    "base",
    [
        "python:3.12.3-slim",
        "python:3.12.5",
        f"python:3.12-slim{DIGEST}",
        "python:3.12-alpine3.18",
        "python:3.12-slim-buster",
        "python:3.13.0rc1-slim",
        "ghcr.io/astral-sh/uv:0.4.3-python3.12-bookworm",
    ],
)
def test_images_that_may_be_of_the_time_when_they_held_setuptools(findings: Findings, base: str, install: str) -> None:
    assert findings(project(install, "RUN python setup.py install", base=base), "ML316") == []


@pytest.mark.parametrize(
    ("base", "install"),
    [
        ("python:3.12", "RUN pip install setuptools wheel"),
        ("python:3.11-slim", "RUN pip install --upgrade pip setuptools"),
        ("python:3.9", "RUN pip install -U setuptools && pip list"),
    ],
)
def test_setuptools_that_leaves_out_what_is_needed(findings: Findings, base: str, install: str) -> None:
    (one,) = findings(project(install, "RUN python setup.py install", base=base), "ML316")
    assert one.message == "setuptools 80 and later do not install the 2 packages that the project needs"
    assert one.severity is Severity.WARNING
    (one,) = findings(project(f"{install} && python setup.py install", base=base), "ML316")
    assert one.severity is Severity.WARNING


@pytest.mark.parametrize("install", ["RUN pip install setuptools", "RUN pip list"])
@pytest.mark.parametrize(
    "run",
    [
        "python setup.py build_ext --inplace",
        "python setup.py bdist_wheel && pip install dist/*.whl",
        "python setup.py sdist",
        "python install.py install",
        "pip install .",
        "echo python setup.py install",
        "cp setup.py install",
        # Options that pip cannot hand on.
        "python setup.py install --cuda_ext --cpp_ext",
        "python setup.py install --user",
        "python setup.py build_ext --inplace install",
        "python setup.py --quiet install",
        # Projects that cannot be read.
        "git clone https://example.com/apex && cd apex && python setup.py install",
        "cd /opt/vision && python setup.py install",
    ],
)
def test_silent(findings: Findings, run: str, install: str) -> None:
    assert findings(project(install, f"RUN {run}"), "ML316") == []


@pytest.mark.parametrize("install", ["RUN pip install setuptools", "RUN pip list"])
@pytest.mark.parametrize(
    "setup",
    [
        # pip builds in an environment of its own, in which these are not there.
        "import numpy\n" + SETUP.format("'tqdm'"),
        "from torch.utils.cpp_extension import BuildExtension\n" + SETUP.format("'tqdm'"),
        "try:\n    import torch\nexcept ImportError:\n    torch = None\n" + SETUP.format("'tqdm'"),
        "from detector import version\n" + SETUP.format("'tqdm'"),
        # A part that is compiled, perhaps from files beside the project.
        "from setuptools import *\nsetup(install_requires=['a'], ext_modules=[Extension('m', ['../m.c'])])\n",
        "from setuptools import setup\nsetup(name='x', install_requires=['tqdm'], cmdclass={})\n",
        "from skbuild import setup\nsetup(name='x', install_requires=['tqdm'])\n",
        "import sys\nprint(sys.argv)\n",
        "print 'no Python 3'\n",
        "from setuptools import setup\nsetup(**read())\n",
    ],
)
def test_a_project_that_pip_may_not_build(findings: Findings, setup: str, install: str) -> None:
    assert findings(project(install, "RUN python setup.py install", setup=setup), "ML316") == []


@pytest.mark.parametrize(
    ("base", "lines"),
    [
        # The setuptools of these images still installs what is needed.
        ("python:3.11-slim", []),
        ("python:3.9", ["RUN pip install setuptools"]),
        ("python:3.12", ["RUN pip install 'setuptools<80'"]),
        ("python:3.12", ["RUN pip install setuptools==79.0.1"]),
        ("python:3.11", ["RUN pip install -U setuptools", "RUN pip install setuptools==65.5.1"]),
        ("python:2.7", ["RUN pip install -U setuptools"]),
        ("python:2", []),
        ("python:3.8-slim", ["RUN pip install -U setuptools"]),
        ("python:3.7-slim", ["RUN pip install -U setuptools"]),
        ("nvcr.io/nvidia/pytorch:22.07-py3", ["RUN pip install -U setuptools"]),
        ("pytorch/pytorch:1.8.1-cuda11.1-cudnn8-runtime", ["RUN pip install -U setuptools"]),
        ("ubuntu:22.04", ["RUN apt-get install -y python3-pip && pip install -U setuptools"]),
        ("example/unknown", ["RUN pip install -U setuptools"]),
        # What is needed may be there by other ways.
        ("python:3.12", ["RUN pip install setuptools -r requirements.txt"]),
        ("python:3.12", ["RUN pip install setuptools numpy tqdm"]),
        ("python:3.12", ["RUN python -m venv /venv && /venv/bin/pip install setuptools"]),
    ],
)
def test_another_setuptools(findings: Findings, base: str, lines: list[str]) -> None:
    assert findings(project(*lines, "RUN python setup.py install", base=base), "ML316") == []


def test_packages_that_come_later(findings: Findings) -> None:
    lines = ("RUN pip install setuptools", "RUN python setup.py install", "RUN pip install -r requirements.txt")
    assert findings(project(*lines), "ML316") == []
    stages = ("RUN pip install setuptools", "RUN python setup.py install", "FROM one", "RUN pip install numpy tqdm")
    assert findings(project(*stages, base="python:3.12 AS one"), "ML316") == []


def test_setuptools_that_comes_later(findings: Findings) -> None:
    assert (
        findings(project("RUN python setup.py install", "RUN pip install -U setuptools", base="python:3.11"), "ML316")
        == []
    )


def test_a_project_that_needs_nothing(findings: Findings) -> None:
    lines = ("RUN pip install setuptools", "RUN python setup.py install")
    assert findings(project(*lines, setup=SETUP.format("")), "ML316") == []
    assert findings(project(*lines, setup=SETUP.replace("[{}]", "open('r.txt').read()")), "ML316") == []
    assert findings(project("RUN pip install setuptools", "RUN python setup.py develop"), "ML316") == []


@pytest.mark.parametrize(
    ("run", "fixed"),
    [
        ("cd / && python setup.py install && ls", "cd / && python -m pip install . && ls"),
        ("python3 setup.py develop", "python3 -m pip install -e ."),
        ("python /setup.py install", "python /setup.py install"),
    ],
)
def test_fix(lay: Lay, run: str, fixed: str) -> None:
    checker = lay(project(f"RUN {run}"))
    checker.fix("ML316", allowed=Applicability.UNSAFE)
    assert checker.tree() == checker.expected(project(f"RUN {fixed}"))
