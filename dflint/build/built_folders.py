"""Which folders of an image does its build make: packages, environments, downloads, what another stage has built?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.install_inputs import project_directory
from dflint.build.install_locations import location_of
from dflint.build.model_downloads import downloads_of
from dflint.build.state import join_path
from dflint.build.steps import CopyStep, RunStep, is_within
from dflint.source import Source, Span

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep
    from dflint.shell.commands import Command

NODE_PACKAGES = "node packages"
ENVIRONMENT = "environment"
DOWNLOAD = "download"
OUTPUT = "output"

_MOST_HOPS = 8
_OUTPUTS = frozenset({"dist", "build", ".next", "out", ".output"})
"""Folders that a build of a page makes, by their usual names."""
_VENV_MODULES = frozenset({"venv", "virtualenv"})


class BuiltFolder(NamedTuple):
    """A folder at the absolute `path` that the build makes, of one of the kinds of this module.

    `maker` is what makes it, as it is written at `span` of `source`.
    """

    path: str
    kind: str
    maker: str
    source: Source
    span: Span


def built_folders(stage: Stage, hops: int = 0) -> Iterator[BuiltFolder]:
    """The folders that `stage` and the stages that it starts from make, as far as that is certain."""
    for one in stage.chain:
        for step in one.layers:
            if isinstance(step, CopyStep):
                yield from _copied(step, hops)
            elif not step.script.is_foreign and not step.script.has_errors:
                yield from _of_run(step)
        for download in downloads_of(one):
            if download.directory is not None and not download.is_in_cache:
                what = download.name or "a model"
                yield BuiltFolder(download.directory, DOWNLOAD, what, download.source, download.span)


def _of_run(step: RunStep) -> Iterator[BuiltFolder]:
    for install in step.installs:
        found = _of_install(install)
        if found is not None:
            path, kind = found
            yield BuiltFolder(path, kind, install.command.text, step.run.source, install.command.span)
    for command in step.commands:
        path_of_environment = _environment_of(step, command)
        if path_of_environment is not None and not command.conditional:
            yield BuiltFolder(path_of_environment, ENVIRONMENT, command.text, step.run.source, command.span)


def _of_install(install: InstallStep) -> tuple[str, str] | None:
    what = install.install
    if what.action not in ("install", "sync") or install.command.conditional:
        return None
    if what.ecosystem == "node":
        directory = project_directory(install)
        if directory is None or what.has("--global") or not what.reads_project:
            return None
        return join_path(directory, "node_modules"), NODE_PACKAGES
    if what.tool == "uv sync":
        location = location_of(install)
        return None if location is None else (location, ENVIRONMENT)
    return None


def _environment_of(step: RunStep, command: Command) -> str | None:
    """The folder of the virtual environment that `command` makes."""
    words = list(command.arguments)
    if command.module is not None and command.module[0] in _VENV_MODULES:
        words = words[2:] if words and words[0].value == "-m" else []
    elif command.name == "uv" and words and words[0].value == "venv":
        words = words[1:]
        if not words:
            directory = step.directory_of(command)
            return None if directory is None else join_path(directory, ".venv")
    elif command.name != "virtualenv":
        return None
    operands = [word for word in words if word.value is not None and not word.value.startswith("-")]
    return step.path_of(command, operands[0]) if len(operands) == 1 == len(words) else None


def _copied(step: CopyStep, hops: int) -> Iterator[BuiltFolder]:
    """What another stage has made and `step` copies."""
    from dflint.build.stages import Stage

    origin, destination = step.from_stage, step.destination
    if not isinstance(origin, Stage) or destination is None or len(step.sources) != 1 or hops >= _MOST_HOPS:
        return
    source = step.sources[0]
    if source is None or "*" in source:
        return
    path = join_path("/", source)
    copy = step.instruction
    if path.rpartition("/")[2] in _OUTPUTS:
        name = origin.name or str(origin.index)
        yield BuiltFolder(destination, OUTPUT, f"stage {name}", copy.source, copy.span)
    for folder in built_folders(origin, hops + 1):
        if is_within(folder.path, path):
            moved = join_path(destination, folder.path[len(path) :].lstrip("/")) if folder.path != path else destination
            yield folder._replace(path=moved)
