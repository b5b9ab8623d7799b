from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]


def dockerfile(*lines: str, base: str = "python:3.11-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("run", "word"),
    [
        ("python setup.py install", "python setup.py install"),
        ("cd /apex && python3 setup.py install --cuda_ext --cpp_ext", "python3 setup.py install"),
        ("python setup.py build_ext --inplace install", "python setup.py build_ext --inplace install"),
        ("python3.10 /opt/x/setup.py develop", "python3.10 /opt/x/setup.py develop"),
        ("bash -c 'source activate e && python setup.py install'", "python setup.py install"),
    ],
)
def test_found(findings: Findings, run: str, word: str) -> None:
    (one,) = findings(dockerfile(f"RUN {run}"), "ML316")
    assert one.source.slice(one.span) == word
    assert one.severity is Severity.WARNING


def test_an_image_without_setuptools(findings: Findings) -> None:
    (one,) = findings(dockerfile("COPY . .", "RUN python setup.py install", base="python:3.12"), "ML316")
    assert one.message == "`python:3.12` holds no setuptools, so `setup.py install` fails"
    assert one.severity is Severity.ERROR
    for line in ("RUN pip install setuptools", "RUN pip install -r requirements.txt"):
        (one,) = findings(dockerfile(line, "RUN python setup.py install", base="python:3.12"), "ML316")
        assert one.severity is Severity.WARNING


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
    ],
)
def test_silent(findings: Findings, run: str) -> None:
    assert findings(dockerfile(f"RUN {run}"), "ML316") == []


@pytest.mark.parametrize(
    ("run", "fixed"),
    [
        ("cd a && python setup.py install && ls", "cd a && python -m pip install . && ls"),
        ("python3 setup.py develop", "python3 -m pip install -e ."),
        ("python setup.py install --cuda_ext", "python setup.py install --cuda_ext"),
        ("python a/setup.py install", "python a/setup.py install"),
    ],
)
def test_fix(lay: Lay, run: str, fixed: str) -> None:
    checker = lay(dockerfile(f"RUN {run}"))
    checker.fix("ML316", allowed=Applicability.UNSAFE)
    assert checker.tree() == checker.expected(dockerfile(f"RUN {fixed}"))


@pytest.mark.parametrize("base", ["python:2.7", "python:2", "python:3.7-slim"])
def test_a_python_without_setuptools_80(findings: Findings, base: str) -> None:
    assert findings(dockerfile("RUN python setup.py install", base=base), "ML316") == []
