"""Is a project built before its source is in the image?

``uv sync`` and ``poetry install`` build and install the project itself beside what it needs. Where only its
``pyproject.toml`` has been copied by then, its backend finds no package.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.install_inputs import project_directory, text_of
from dflint.build.state import join_path
from dflint.build.steps import CopyStep, is_within
from dflint.packages.pyproject import PyProject

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep, RunMount
    from dflint.context.build_context import BuildContext

_REFUSING = ("hatchling", "uv_build", "poetry.core", "flit_core")
"""Backends that end with an error where there is no package, each tried with uv 0.13.9 and a project without source.

setuptools builds an empty package, which stays installed when the source has come.
"""
_RECOVERING = "pdm"
"""pdm-backend finds the package once it is there, as tried with uv 0.13.9."""


class EarlyProject(NamedTuple):
    """A project that is built too early. `package` is its package in the context, `copy` what brings it later.

    `fails` is whether the backend refuses to build it.
    """

    project: PyProject
    package: str
    copy: CopyStep | None
    fails: bool


def early_project(install: InstallStep) -> EarlyProject | None:
    """The project that `install` builds, if its source is certainly not there by then."""
    directory = project_directory(install)
    context = install.stage.graph.context
    if directory is None or context is None or install.step.is_trigger:
        return None
    origin = install.file_origin(join_path(directory, "pyproject.toml"))
    source = text_of(origin)
    if source is None or origin is None or origin.path is None:
        return None
    project = PyProject(source)
    base = origin.path.rpartition("/")[0]
    package = None if project.problem is not None else _package_of(project, base, context)
    if package is None or _may_be_there(install, directory, package):
        return None
    backend = str(project.table("build-system").get("build-backend", ""))
    if backend.startswith(_RECOVERING):
        return None
    return EarlyProject(project, package, _later_copy(install, package), backend.startswith(_REFUSING))


def _package_of(project: PyProject, base: str, context: BuildContext) -> str | None:
    """The folder of the package, where it lies where backends look for it by themselves."""
    tables = (("hatch", "build"), ("uv", "build-backend"), ("setuptools",), ("flit",), ("pdm", "build"))
    if not project.name or any(project.table("tool", *keys) for keys in tables):
        return None
    for folder in _folders(project):
        path = "/".join(part for part in (base, folder) if part)
        if context.is_directory(path) and not context.is_ignored(path):
            return path
    return None


def _folders(project: PyProject) -> Iterator[str]:
    included = project.table("tool", "poetry").get("packages")
    if isinstance(included, list):
        for entry in included:
            if isinstance(entry, dict) and isinstance(entry.get("include"), str):
                yield "/".join(part for part in (str(entry.get("from", "")), entry["include"]) if part)
        return
    name = project.name.replace("-", "_")
    yield f"src/{name}"
    yield name


def _may_be_there(install: InstallStep, directory: str, package: str) -> bool:
    """Whether a copy or a mount may have brought the package, or another one in its place."""
    for mount in install.step.mounts:
        if mount.type == "bind" and (not mount.is_from_context or _holds(mount, package)):
            return True
    for stage in install.stage.chain:
        for copy in stage.copies:
            if stage is install.stage and copy.position > install.step.position:
                continue
            if not copy.is_from_context:
                if copy.destination is None or is_within(copy.destination, directory) or copy.destination == "/":
                    return True
            elif copy.taken is None or any(file.path.startswith(f"{package}/") for file in copy.taken.files):
                return True
        for run in stage.runs:
            if run.position < install.step.position and "git clone" in run.run.body_text:
                return True
    # A package that is made on the spot is enough for a backend.
    name = package.rpartition("/")[2]
    return any(
        name in command.text
        for stage in install.stage.chain
        for run in stage.runs
        if stage is not install.stage or run.position <= install.step.position
        for command in run.commands
        if command.name in ("mkdir", "touch", "cp", "echo", "printf", "install", "tee", "ln")
    )


def _holds(mount: RunMount, package: str) -> bool:
    """Whether a bind mount of the context holds the package."""
    return not mount.source or f"{package}/".startswith(f"{mount.source}/")


def _later_copy(install: InstallStep, package: str) -> CopyStep | None:
    for copy in install.stage.copies:
        files = () if copy.taken is None or copy.position < install.step.position else copy.taken.files
        if any(file.path.startswith(f"{package}/") for file in files):
            return copy
    return None
