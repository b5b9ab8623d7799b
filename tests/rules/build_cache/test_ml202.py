from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

Findings = Callable[..., list[Diagnostic]]

PROJECT = '[project]\nname = "my-app"\nversion = "1"\ndependencies = ["torch", "numpy"]\n'


def project(*lines: str, pyproject: str = PROJECT) -> dict[str, str]:
    return {
        "pyproject.toml": pyproject,
        "requirements.txt": "torch\nnumpy\n",
        "my_app/__init__.py": "",
        "Dockerfile": "FROM python:3.12-slim\nWORKDIR /app\n" + "\n".join(lines) + "\n",
    }


@pytest.mark.parametrize(
    ("run", "word"),
    [
        ("pip install .", "."),
        ("pip install -e .", "."),
        ("uv pip install --system -e .", "."),
        ("pip install /app", "/app"),
    ],
)
def test_found(findings: Findings, run: str, word: str) -> None:
    (one,) = findings(project("COPY . .", f"RUN {run}"), "ML202")
    assert one.source.slice(one.span) == word
    assert one.message == "each edit of the source installs the project with its 2 dependencies again"


@pytest.mark.parametrize(
    "lines",
    [
        ["COPY requirements.txt .", "RUN pip install -r requirements.txt", "COPY . .", "RUN pip install -e ."],
        ["RUN pip install torch", "COPY . .", "RUN pip install ."],
        ["COPY . .", "RUN pip install -r requirements.txt && pip install -e ."],
        ["COPY . .", "RUN pip install --no-deps ."],
        ["COPY pyproject.toml .", "RUN pip install ."],
        ["COPY dist/ dist/", "RUN pip install dist/*.whl"],
        ["COPY . .", "RUN pip install torch"],
        ["COPY . .", "RUN pip install -r requirements.txt"],
        ["RUN git clone https://example.com/x && cd x && pip install ."],
    ],
)
def test_silent(findings: Findings, lines: list[str]) -> None:
    assert findings(project(*lines), "ML202") == []


def test_a_project_that_needs_nothing(findings: Findings) -> None:
    pyproject = '[project]\nname = "my-app"\nversion = "1"\n'
    assert findings(project("COPY . .", "RUN pip install .", pyproject=pyproject), "ML202") == []


def test_a_library_beside_the_program(findings: Findings) -> None:
    """The code that is edited is copied behind it."""
    tree = {
        "libs/models/pyproject.toml": PROJECT,
        "libs/models/models/__init__.py": "",
        "service/requirements.txt": "fastapi==0.115.6\n",
        "service/app/main.py": "",
    }
    lines = ["FROM python:3.12-slim", "COPY libs/models /libs/models", "RUN pip install /libs/models"]
    later = ["COPY service/requirements.txt .", "COPY service/app app", "RUN pip install -r requirements.txt"]
    assert findings({**tree, "Dockerfile": "\n".join([*lines, *later]) + "\n"}, "ML202") == []
    (one,) = findings({**tree, "Dockerfile": "\n".join([*lines, *later[:1]]) + "\n"}, "ML202")
    assert one.source.slice(one.span) == "/libs/models"
