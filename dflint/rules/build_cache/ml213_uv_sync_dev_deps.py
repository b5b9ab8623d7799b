"""ML213: ``uv sync`` installs what only development needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import InstallRule, unsafe

if TYPE_CHECKING:
    from dflint.build.stages import Stage

_MOST_NAMED = 4


class UvSyncDevDeps(InstallRule):
    """`uv sync` installs the development group into an image that is not for development.

    uv syncs the group `dev` unless it is told not to: test tools, linters and notebooks then get into the image that
    is shipped, and their own dependencies with them. Add `--no-dev`.
    """

    code = "ML213"
    name = "uv-sync-dev-deps"
    severity = Severity.INFO
    fixes = Applicability.UNSAFE
    mentions = ("uv",)
    sources = ("https://docs.astral.sh/uv/concepts/projects/dependencies/#default-groups",)

    bad = {
        "pyproject.toml": """
            [project]
            name = "app"
            version = "0.1"
            dependencies = ["fastapi"]

            [dependency-groups]
            dev = ["pytest", "ruff"]
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY pyproject.toml uv.lock ./
            RUN uv sync --locked
            CMD ["uvicorn", "app:app"]
        """,
    }
    good = {
        "pyproject.toml": """
            [project]
            name = "app"
            version = "0.1"
            dependencies = ["fastapi"]

            [dependency-groups]
            dev = ["pytest", "ruff"]
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY pyproject.toml uv.lock ./
            RUN uv sync --no-dev --locked
            CMD ["uvicorn", "app:app"]
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a ``uv sync`` that brings the group into an image that nothing says to be for development."""
        if install.install.tool != "uv sync":
            return
        from dflint.build.uv_sync import development_packages

        packages = development_packages(install)
        if not packages or not _gets_into_an_image(install, build):
            return
        names = tuple(dict.fromkeys(package.name for package in packages))
        if _is_used(install.stage, build, frozenset(names)):
            return
        from dflint.shell.command_edits import add_after, word_of, words_through

        word = word_of(install.command, "sync")
        shown = ", ".join(f"`{name}`" for name in names[:_MOST_NAMED])
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        can_edit = word is not None and not install.run.is_exec
        yield self.found(
            install.run.source,
            install.command.span if word is None else words_through(install.command, word),
            f"`uv sync` installs the group `dev` too: {shown}{more}",
            help="add `--no-dev`",
            fix=unsafe("Add `--no-dev`", add_after(word, "--no-dev")) if can_edit and word is not None else None,
        )


def _gets_into_an_image(install: InstallStep, build: Build) -> bool:
    """Whether the packages are part of an image that is not one for development or tests."""
    from dflint.build.install_locations import location_of
    from dflint.build.roles import Role, role_of
    from dflint.build.shipping import copy_into_image, ships

    stage = install.stage
    if not ships(stage, build):
        location = location_of(install)
        copy = None if location is None else copy_into_image(stage, location, build)
        if copy is None:
            return False
        stage = copy.stage
    image = build.target if build.target is not None and stage in build.target.chain else stage
    working = (Role.DEVELOPMENT, Role.CI, Role.NOTEBOOK)
    return role_of(image, build) not in working and role_of(stage, build) not in working


def _is_used(stage: Stage, build: Build, names: frozenset[str]) -> bool:
    """Whether a command of the file, or the one that the container starts, is one of the group's."""
    from dflint.dockerfile.instructions import Cmd, Entrypoint

    for other in build.graph.stages:
        for run in other.runs:
            for command in run.commands:
                words = [word.value for word in command.arguments[:3]]
                if command.name in names or (command.name == "uv" and names.intersection(filter(None, words))):
                    return True
    images = [image for image in (stage, build.target) if image is not None]
    started = (image.last(kind) for image in images for kind in (Cmd, Entrypoint))
    texts = [instruction.source.slice(instruction.span) for instruction in started if instruction is not None]
    return any(f'"{name}"' in text or f" {name}" in text for name in names for text in texts)
