from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]

PROJECT = '[project]\nname = "my-app"\nversion = "1"\n[build-system]\nbuild-backend = "{}"\nrequires = []\n'
MANIFESTS = "COPY pyproject.toml uv.lock ./"


def project(
    *lines: str, pyproject: str = PROJECT.format("hatchling.build"), package: str = "src/my_app"
) -> dict[str, str]:
    return {
        "pyproject.toml": pyproject,
        "uv.lock": "version = 1\n",
        f"{package}/__init__.py": "",
        "Dockerfile": "FROM python:3.12-slim\nWORKDIR /app\n" + "\n".join(lines) + "\n",
    }


@pytest.mark.parametrize(
    ("backend", "severity"),
    [
        ("hatchling.build", Severity.ERROR),
        ("uv_build", Severity.ERROR),
        ("poetry.core.masonry.api", Severity.ERROR),
        ("setuptools.build_meta", Severity.WARNING),
    ],
)
def test_found(findings: Findings, backend: str, severity: Severity) -> None:
    tree = project(MANIFESTS, "RUN uv sync --locked", "COPY . .", pyproject=PROJECT.format(backend))
    (one,) = findings(tree, "ML212")
    assert one.source.slice(one.span) == "uv sync"
    assert one.severity is severity
    assert one.fix is None


def test_a_backend_that_finds_the_source_later(findings: Findings) -> None:
    tree = project(MANIFESTS, "RUN uv sync --locked", "COPY . .", pyproject=PROJECT.format("pdm.backend"))
    assert findings(tree, "ML212") == []


def test_a_package_beside_the_project_file(findings: Findings) -> None:
    tree = project(MANIFESTS, "RUN uv sync --locked", "COPY my_app my_app", package="my_app")
    assert len(findings(tree, "ML212")) == 1


@pytest.mark.parametrize(
    "lines",
    [
        [MANIFESTS, "RUN uv sync --locked --no-install-project", "COPY . .", "RUN uv sync --locked"],
        [
            "RUN --mount=type=bind,source=uv.lock,target=uv.lock --mount=type=bind,source=pyproject.toml,"
            "target=pyproject.toml uv sync --locked --no-install-project",
            "COPY . /app",
            "RUN uv sync --locked",
        ],
        ["COPY . .", "RUN uv sync --locked"],
        [MANIFESTS, "COPY src src", "RUN uv sync --locked"],
        [MANIFESTS, "ENV UV_NO_INSTALL_PROJECT=1", "RUN uv sync --locked", "COPY . ."],
        ["RUN --mount=type=bind,source=.,target=/app uv sync --locked"],
        [MANIFESTS, "RUN mkdir -p src/my_app && touch src/my_app/__init__.py", "RUN uv sync --locked", "COPY . ."],
        [MANIFESTS, "RUN uv sync --locked --no-install-workspace", "COPY . ."],
    ],
)
def test_silent(findings: Findings, lines: list[str]) -> None:
    assert findings(project(*lines), "ML212") == []


@pytest.mark.parametrize(
    "pyproject",
    [
        '[project]\nname = "my-app"\nversion = "1"\n',
        PROJECT.format("hatchling.build") + "[tool.uv]\npackage = false\n",
        PROJECT.format("hatchling.build") + '[tool.uv.workspace]\nmembers = ["a"]\n',
        PROJECT.format("hatchling.build") + '[tool.hatch.build.targets.wheel]\npackages = ["other"]\n',
    ],
)
def test_a_project_that_is_no_package(findings: Findings, pyproject: str) -> None:
    assert findings(project(MANIFESTS, "RUN uv sync --locked", "COPY . .", pyproject=pyproject), "ML212") == []


def test_a_project_whose_package_is_elsewhere(findings: Findings) -> None:
    assert findings(project(MANIFESTS, "RUN uv sync --locked", "COPY . .", package="lib/other"), "ML212") == []
