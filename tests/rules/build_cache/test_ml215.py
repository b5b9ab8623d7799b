from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]

PROJECT = '[tool.poetry]\nname = "my-app"\nversion = "1"\n[build-system]\nbuild-backend = "poetry.core.masonry.api"\n'
MANIFESTS = "COPY pyproject.toml poetry.lock ./"
NO_ENVIRONMENT = "ENV POETRY_VIRTUALENVS_CREATE=false"


def project(*lines: str, pyproject: str = PROJECT) -> dict[str, str]:
    return {
        "pyproject.toml": pyproject,
        "poetry.lock": "",
        "my_app/__init__.py": "",
        "Dockerfile": "FROM python:3.12-slim\nWORKDIR /app\nRUN pip install poetry\n" + "\n".join(lines) + "\n",
    }


@pytest.mark.parametrize("command", ["poetry install", "poetry install --only main", "poetry sync --without dev"])
def test_before_the_source_is_there(findings: Findings, command: str) -> None:
    (one,) = findings(project(NO_ENVIRONMENT, MANIFESTS, f"RUN {command}", "COPY . ."), "ML215")
    assert one.source.slice(one.span) == " ".join(command.split()[:2])
    assert "`my_app` is not in the image yet" in one.message
    assert one.severity is Severity.ERROR


def test_poetry_1_only_warns(findings: Findings) -> None:
    lines = [NO_ENVIRONMENT, MANIFESTS, "RUN pip install poetry==1.8.3 && poetry install", "COPY . ."]
    (one,) = findings(project(*lines), "ML215")
    assert one.severity is Severity.WARNING


@pytest.mark.parametrize(
    "lines",
    [
        [MANIFESTS, "RUN poetry install --no-root", "COPY . ."],
        ["COPY . .", "RUN poetry install"],
        [MANIFESTS, "COPY my_app my_app", "RUN poetry install"],
        [MANIFESTS, "RUN mkdir my_app && touch my_app/__init__.py && poetry install", "COPY . ."],
        [MANIFESTS, "RUN poetry export -o requirements.txt", "COPY . ."],
    ],
)
def test_silent(findings: Findings, lines: list[str]) -> None:
    assert findings(project(NO_ENVIRONMENT, *lines), "ML215") == []


def test_a_project_that_is_no_package(findings: Findings) -> None:
    pyproject = PROJECT.replace('version = "1"', 'version = "1"\npackage-mode = false')
    tree = project(NO_ENVIRONMENT, MANIFESTS, "RUN poetry install", "COPY . .", pyproject=pyproject)
    assert findings(tree, "ML215") == []


@pytest.mark.parametrize("command", ['["python", "-m", "my_app"]', '["uvicorn", "my_app:app"]', "uvicorn my_app:app"])
def test_an_environment_that_nothing_looks_into(findings: Findings, command: str) -> None:
    (one,) = findings(project("COPY . .", "RUN poetry install", f"CMD {command}"), "ML215")
    assert "does not see" in one.message


@pytest.mark.parametrize(
    "lines",
    [
        ["COPY . .", "RUN poetry install", 'CMD ["poetry", "run", "uvicorn", "my_app:app"]'],
        [NO_ENVIRONMENT, "COPY . .", "RUN poetry install", 'CMD ["uvicorn", "my_app:app"]'],
        ["RUN poetry config virtualenvs.create false", "COPY . .", "RUN poetry install", 'CMD ["uvicorn", "a:b"]'],
        ["COPY . .", "RUN poetry install", 'ENV PATH="/app/.venv/bin:$PATH"', 'CMD ["uvicorn", "a:b"]'],
        ["RUN python -m venv /opt/venv", "COPY . .", "RUN poetry install", 'CMD ["uvicorn", "a:b"]'],
        ["COPY . .", "RUN poetry install", 'CMD ["/bin/bash", "start.sh"]'],
        ["COPY . .", "RUN poetry install"],
    ],
)
def test_an_environment_that_is_found(findings: Findings, lines: list[str]) -> None:
    assert findings(project(*lines), "ML215") == []


def test_the_settings_of_the_project(findings: Findings) -> None:
    tree = project("COPY . .", "RUN poetry install", 'CMD ["uvicorn", "my_app:app"]')
    assert findings({**tree, "poetry.toml": "[virtualenvs]\ncreate = false\n"}, "ML215") == []
