"""ML212: ``uv sync`` before the source of the project is copied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import InstallRule, safe

if TYPE_CHECKING:
    from dflint.build.early_project import EarlyProject

_WITHOUT_PROJECT = (
    "--no-install-project --no-install-workspace --no-install-local --only-group --only-dev --package --script "
    "--dry-run"
).split()
_VARIABLES = ("UV_NO_INSTALL_PROJECT", "UV_NO_INSTALL_WORKSPACE", "UV_NO_INSTALL_LOCAL")


class UvSyncProjectTooEarly(InstallRule):
    """`uv sync` installs the project before its source is in the image.

    Only `pyproject.toml` and the lock file are there by then, which is right for the layer of the dependencies. But uv
    builds the project too: most backends end with an error where they find no package, and setuptools installs an empty
    one, which a later `uv sync` takes for done. Say `--no-install-project` there, and run `uv sync` once more when the
    source has been copied.
    """

    code = "ML212"
    name = "uv-sync-project-too-early"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    mentions = ("uv",)
    sources = (
        "https://docs.astral.sh/uv/guides/integration/docker/#intermediate-layers",
        "https://docs.astral.sh/uv/concepts/projects/config/#build-systems",
    )

    bad = {
        "pyproject.toml": (
            '[project]\nname = "detector"\nversion = "1.0"\n\n'
            '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        ),
        "uv.lock": "version = 1\n",
        "src/detector/__init__.py": "",
        "Dockerfile": """
            FROM ghcr.io/astral-sh/uv:python3.12-bookworm-slim
            WORKDIR /app
            COPY pyproject.toml uv.lock ./
            RUN uv sync --locked --no-dev
            COPY . .
            RUN uv sync --locked --no-dev
        """,
    }
    good = {
        **bad,
        "Dockerfile": """
            FROM ghcr.io/astral-sh/uv:python3.12-bookworm-slim
            WORKDIR /app
            COPY pyproject.toml uv.lock ./
            RUN uv sync --no-install-project --locked --no-dev
            COPY . .
            RUN uv sync --locked --no-dev
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a call that builds the project without its source."""
        what = install.install
        if what.tool != "uv sync" or what.has(*_WITHOUT_PROJECT) or what.is_dynamic or install.command.conditional:
            return
        if any(install.step.lookup(name) is not None for name in _VARIABLES):
            return
        from dflint.build.early_project import early_project

        early = early_project(install)
        if early is None or not _is_package(early):
            return
        from dflint.shell.command_edits import word_of, words_through

        word = word_of(install.command, "sync")
        related = []
        if early.copy is not None:
            related.append(Related(early.copy.instruction.source, early.copy.instruction.span, "this copies it"))
        yield self.found(
            install.run.source,
            install.command.span if word is None else words_through(install.command, word),
            _message(early),
            severity=None if early.fails else Severity.WARNING,
            help="add `--no-install-project`, and run `uv sync` again behind the COPY of the source",
            related=related,
            fix=_fix(install, early),
        )


def _is_package(early: EarlyProject) -> bool:
    """Whether uv builds the project, and nothing besides it."""
    chosen = early.project.table("tool", "uv").get("package")
    if early.project.table("tool", "uv", "workspace"):
        return False
    return chosen is True or (chosen is None and early.project.has_build_system)


def _message(early: EarlyProject) -> str:
    message = f"uv builds the project here, and `{early.package}` is not in the image yet"
    return (
        f"{message}, so the build fails"
        if early.fails
        else f"{message}: it installs an empty package, which a later `uv sync` keeps"
    )


def _fix(install: InstallStep, early: EarlyProject) -> Fix | None:
    """Leave the project out, where a later ``uv sync`` installs it."""
    from dflint.shell.command_edits import add_after, word_of

    word = word_of(install.command, "sync")
    if word is None or early.copy is None or (install.run.is_exec and install.command.enclosing is None):
        return None
    later = [run for run in install.stage.runs if run.position > early.copy.position]
    if not any(step.install.tool == "uv sync" for run in later for step in run.installs):
        return None
    return safe("Add `--no-install-project`", add_after(word, "--no-install-project"))
