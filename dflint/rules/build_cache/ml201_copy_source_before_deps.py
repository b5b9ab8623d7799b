"""ML201: ``COPY . .`` above ``pip install -r requirements.txt``."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.build.steps import CopyStep, InstallStep
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import StageRule, safe, unsafe

if TYPE_CHECKING:
    from dflint.build.install_inputs import InputFile
    from dflint.build.source_copies import PresumedOrigins, SourceCopy

_INSTALLING = frozenset({"install", "sync", "create", "update", "download"})
_WITHOUT_PROJECT = {
    "uv sync": "uv sync --no-install-project",
    "poetry": "poetry install --no-root",
    "pdm": "pdm install --no-self",
}
_LOCK_FILES = frozenset(
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb uv.lock poetry.lock pdm.lock "
    "Pipfile.lock".split()
)
_MOST_COMPARED = 30
"""Installations of a stage, and copies of it, of which each is held against each."""


class _Reinstall(NamedTuple):
    """An installation that is done again whenever the source changes, and the manifest that it should depend on.

    `brings_manifest` is whether the manifest is copied together with the source.
    """

    install: InstallStep
    manifest: str
    source: SourceCopy
    brings_manifest: bool


class CopySourceBeforeDeps(StageRule):
    """The source is copied before the dependencies are installed.

    A layer is built again when a file that an earlier instruction copies has changed. Below `COPY . .` every edit of
    the source installs all dependencies again. Copy the files that name the dependencies first, install, and copy the
    source last.
    """

    code = "ML201"
    name = "copy-source-before-deps"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    mentions = ("pip", "uv", "poetry", "pdm", "conda", "mamba", "npm", "yarn", "pnpm", "bun")
    sources = (
        "https://docs.docker.com/build/cache/optimize/#order-your-layers",
        "https://docs.docker.com/build/cache/invalidation/",
        "https://docs.astral.sh/uv/guides/integration/docker/#intermediate-layers",
    )

    bad = {
        "requirements.txt": "fastapi==0.115.6\n",
        "app.py": "import fastapi\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY . /app
            RUN pip install --no-cache-dir -r /app/requirements.txt
            CMD ["python", "/app/app.py"]
        """,
    }
    good = {
        "requirements.txt": "fastapi==0.115.6\n",
        "app.py": "import fastapi\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY requirements.txt /app/requirements.txt
            RUN pip install --no-cache-dir -r /app/requirements.txt
            COPY . /app
            CMD ["python", "/app/app.py"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a source that is copied too early, at the first installation that suffers from it."""
        if not any(step.is_from_context for one in stage.chain for step in one.copies):
            return
        installs = [install for run in stage.runs if not run.is_trigger for install in run.installs]
        every = [
            reinstall
            for index, install in enumerate(installs)
            for reinstall in _reinstalls(install, build, index < _MOST_COMPARED)
        ]
        heavy = _heavy_installs(stage)
        movable: dict[CopyStep, set[InstallStep]] = {}
        for reinstall in every:
            movable.setdefault(reinstall.source.step, set()).add(reinstall.install)
        found: dict[tuple[int, int], _Reinstall] = {}
        for reinstall in every:
            if not _is_outweighed(reinstall, heavy, movable[reinstall.source.step]):
                found.setdefault(reinstall.source.word.span, reinstall)
        last = {reinstall.install.step: reinstall for reinstall in sorted(found.values(), key=_position)}
        for reinstall in found.values():
            # Of several copies above a RUN the lowest is moved first, so that they stay in order.
            yield self._finding(reinstall, is_next=last[reinstall.install.step] is reinstall)

    def _finding(self, reinstall: _Reinstall, is_next: bool) -> Diagnostic:
        step = reinstall.source.step
        install = reinstall.install
        command = _command(install)
        if reinstall.brings_manifest:
            message = (
                f"`{reinstall.manifest}` is copied together with the source, so every change to the source "
                f"runs `{command}` again"
            )
        else:
            message = (
                f"the source is copied before `{reinstall.manifest}` is installed, so every change to it "
                f"runs `{command}` again"
            )
        return self.found(
            step.instruction.source,
            reinstall.source.word.span,
            message,
            help=_help(reinstall),
            related=[Related(install.run.source, install.command.span, "this is done again")],
            fix=_fix(reinstall) if is_next else None,
        )


# What is done again


def _reinstalls(install: InstallStep, build: Build, of_others: bool) -> Iterator[_Reinstall]:
    """The copies of source that `install` comes too late after; `of_others` than the one with its manifest too."""
    what = install.install
    if what.action not in _INSTALLING or what.ecosystem == "system" or not _can_be_split(install):
        return
    from dflint.build.path_dependencies import is_needed_before
    from dflint.build.source_copies import PresumedOrigins, source_copy

    presumed = PresumedOrigins(build)
    for file in install.wanted.files:
        if not file.is_required or file.path is None:
            continue
        origin = file.origin or presumed.of(install, file.path)
        if origin is None or origin.path is None:
            continue
        if (
            isinstance(origin.step, CopyStep)
            and not origin.step.is_trigger
            and origin.step.stage in install.stage.chain
        ):
            source = source_copy(origin.step, is_seen=file.origin is not None)
            is_needed = source is None or is_needed_before(origin.step, install)
            if source is not None and not is_needed and not _is_installed_before(origin.step, origin.path, presumed):
                yield _Reinstall(install, origin.path, source, brings_manifest=True)
        if file.origin is not None and of_others:
            yield from _after_other_source(install, file, origin.path, presumed)


def _can_be_split(install: InstallStep) -> bool:
    """Whether the dependencies can be installed without the source: nothing of the project itself is named."""
    from dflint.build.install_inputs import project_directory, reads_project

    own = project_directory(install) if reads_project(install) else None
    return all(path is not None and path == own for path in install.wanted.local_paths)


def _is_installed_before(copy: CopyStep, manifest: str, presumed: PresumedOrigins) -> bool:
    """Whether a file of the context is installed from in a step above `copy` too, or may be."""
    name = manifest.rpartition("/")[2]
    for stage in copy.stage.chain:
        for run in stage.runs:
            if stage is copy.stage and run.position > copy.position:
                break
            for install in run.installs:
                for file in install.wanted.files:
                    if file.is_required and file.path is not None:
                        path = file.origin.path if file.origin else presumed.path_in_context(install, file.path)
                        if path == manifest or (path is None and file.path.rpartition("/")[2] == name):
                            return True
    return False


def _after_other_source(
    install: InstallStep, file: InputFile, manifest: str, presumed: PresumedOrigins
) -> Iterator[_Reinstall]:
    """The copies of code above the RUN that could wait: neither it nor a RUN between needs anything of them."""
    from dflint.build.deferred_copies import deferral
    from dflint.build.install_purity import runs_scripts
    from dflint.build.path_dependencies import holds_projects
    from dflint.build.source_copies import source_copy

    if install.install.ecosystem == "node" and runs_scripts(install):
        return
    for copy in install.stage.copies[:_MOST_COMPARED]:
        if copy.is_trigger or copy.position > install.step.position or file.origin is None or copy is file.origin.step:
            continue
        source = source_copy(copy)
        if source is None or _is_installed_before(copy, manifest, presumed) or deferral(copy, install.step) is None:
            continue
        if install.install.reads_project and holds_projects(copy, install.install.ecosystem):
            continue
        yield _Reinstall(install, manifest, source, brings_manifest=False)


def _heavy_installs(stage: Stage) -> list[InstallStep]:
    """The installations of packages that take long."""
    from dflint.knowledge.large_packages import LARGE_PACKAGES

    return [
        install
        for run in stage.runs
        for install in run.installs
        if install.install.action in _INSTALLING and not install.wanted.names.isdisjoint(LARGE_PACKAGES)
    ]


def _is_outweighed(reinstall: _Reinstall, heavy: Sequence[InstallStep], movable: Container[InstallStep]) -> bool:
    """Whether only light packages are at stake, and a RUN that has to stay below the source installs heavy ones.

    `heavy` are the installations of the stage that take long, `movable` those that the copy could come after.
    """
    from dflint.knowledge.large_packages import LARGE_PACKAGES

    install, copy = reinstall.install, reinstall.source.step
    if not install.wanted.is_complete or not install.wanted.names.isdisjoint(LARGE_PACKAGES):
        return False
    return any(
        other.step is not install.step
        and (other.stage is not copy.stage or other.step.position > copy.position)
        and other not in movable
        for other in heavy
    )


def _position(reinstall: _Reinstall) -> tuple[int, int]:
    copy = reinstall.source.step
    return copy.stage.index, copy.position


# What is said


def _command(install: InstallStep) -> str:
    """The command without its arguments."""
    what = install.install
    return what.tool if what.tool.endswith(what.subcommand) else f"{what.tool} {what.subcommand}"


def _help(reinstall: _Reinstall) -> str:
    install = reinstall.install
    if not reinstall.brings_manifest:
        return f"move this below the RUN that installs `{reinstall.manifest}`"
    if install.wanted.local_paths and install.install.tool in _WITHOUT_PROJECT:
        command = _WITHOUT_PROJECT[install.install.tool]
        return f"copy `pyproject.toml` and the lock file first, run `{command}`, and then copy and install the rest"
    return f"copy {' and '.join(_manifests(reinstall))} first, install, and then copy the rest"


def _manifests(reinstall: _Reinstall) -> list[str]:
    """The files that the installation reads, the manifest and its lock file, as far as they are copied together."""
    origins = [file.origin for file in reinstall.install.wanted.files if file.origin is not None]
    beside = [origin.path for origin in origins if origin.step is reinstall.source.step and origin.path is not None]
    locks = [path for path in beside if path.rpartition("/")[2] in _LOCK_FILES]
    return [f"`{path}`" for path in dict.fromkeys([reinstall.manifest, *locks])]


def _fix(reinstall: _Reinstall) -> Fix | None:
    from dflint.build.deferred_copies import deferral
    from dflint.dockerfile.reordering import moved_below

    copy, run = reinstall.source.step, reinstall.install.step
    how = deferral(copy, run)
    if how is None:
        return None
    moved, target = copy.instruction, run.run
    edits = moved_below(copy.stage.dockerfile, moved, target, how.lines, moved if how.in_place else target)
    make = safe if how.is_safe else unsafe
    return make("Copy the source after the installation", *edits)
