"""Which folders that the build of an image makes does a service hide under a folder of the host?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.built_folders import DOWNLOAD, ENVIRONMENT, NODE_PACKAGES, OUTPUT, BuiltFolder, built_folders
from dflint.build.steps import is_within
from dflint.compose.values import texts_of

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.container_run import ContainerRun
    from dflint.build.stages import Stage
    from dflint.compose.mounts import Volume
    from dflint.compose.service import Service
    from dflint.project.project import Project

_IDLE = frozenset({"sleep", "tail", "bash", "sh", "zsh", "true", "cat"})
"""Programs that do nothing: somebody works in the container."""
_RUNNERS = frozenset({"make", "just", "task", "invoke", "devcontainer"})
"""Programs that run what another file says."""
_MANAGERS = frozenset({"uv", "poetry", "pdm", "pipenv"})
"""Programs that make the environment again when they run something in it."""
_PLACEHOLDERS = frozenset({".gitkeep", ".gitignore", ".keep", "README.md", ".DS_Store"})


class Hidden(NamedTuple):
    """`folder`, which the build makes and `volume`, a folder of the host, hides."""

    volume: Volume
    folder: BuiltFolder


def hidden_folders(service: Service, stage: Stage, build: Build, run: ContainerRun) -> Iterator[Hidden]:
    """The folders that certainly are hidden and that what runs in the container needs.

    Not those that another mount brings back, those that the folder of the host holds too, and those that are made
    again when the container starts.
    """
    binds = [volume for volume in service.volumes if _is_folder_of_project(volume)]
    if not binds or not _is_understood(service):
        return
    targets = _targets(service)
    if targets is None or _may_make_again(run, build):
        return
    told: set[str] = set()
    for folder in built_folders(stage):
        volume = _over(folder.path, binds, targets)
        if volume is None or folder.path in told or _is_on_host(folder, volume, service, build.project):
            continue
        if _is_needed(folder, stage, run):
            told.add(folder.path)
            yield Hidden(volume, folder)


def _is_folder_of_project(volume: Volume) -> bool:
    source, target = volume.source, volume.target
    if volume.type != "bind" or not source or not target or "$" in volume.node.text:
        return False
    return source.startswith(".") and target.startswith("/")


def _is_understood(service: Service) -> bool:
    """Whether all that is mounted is told here, and nobody copies or watches the files in another way."""
    if service.is_extended or service.get("volumes_from") is not None:
        return False
    return service.get("develop", "watch") is None and not service.text("working_dir")


def _targets(service: Service) -> list[str] | None:
    """The folders on which anything is mounted; None if one is not known."""
    found = [volume.target for volume in service.volumes]
    found += [
        None if text is None else text.partition(":")[0] for text in texts_of(service.get("tmpfs"), service.variables)
    ]
    known = [target.rstrip("/") or "/" for target in found if target is not None]
    return known if len(known) == len(found) else None


def _over(path: str, binds: list[Volume], targets: list[str]) -> Volume | None:
    """The bind mount that lies over `path`, if it is the last one on the way there."""
    above = [target for target in targets if is_within(path, target)]
    if not above:
        return None
    last = max(above, key=len)
    return next((volume for volume in binds if (volume.target or "").rstrip("/") == last), None)


def _is_on_host(folder: BuiltFolder, volume: Volume, service: Service, project: Project) -> bool:
    """Whether the folder of the host holds the same, as far as the project tells."""
    root = os.path.normpath(os.path.join(service.folder_of(volume.node), volume.source or ""))
    rest = folder.path[len((volume.target or "").rstrip("/")) :].strip("/")
    path = os.path.join(root, rest) if rest else root
    if not project.storage.is_directory(path):
        return project.exists(path)
    return not _PLACEHOLDERS.issuperset(project.names(path))


def _is_needed(folder: BuiltFolder, stage: Stage, run: ContainerRun) -> bool:
    """Whether what runs in the container certainly looks into the folder."""
    if folder.kind in (DOWNLOAD, OUTPUT, NODE_PACKAGES):
        return True
    assert folder.kind == ENVIRONMENT
    env = stage.final_state.env
    path = env("PATH")
    if isinstance(path, str) and f"{folder.path}/bin" in path.split(":"):
        return True
    if env("VIRTUAL_ENV") == folder.path:
        return True
    return any(_starts_in(word.value, folder.path) for command in run.script.commands for word in command.words[:1])


def _starts_in(program: str | None, folder: str) -> bool:
    return program is not None and program.startswith(f"{folder}/")


def _may_make_again(run: ContainerRun, build: Build) -> bool:
    """Whether the container may make the folders when it starts, or runs nothing that would miss them."""
    from dflint.shell.installers import installs

    commands = run.script.commands
    if not commands or run.is_wrapped or not run.is_known or installs(run.script):
        return True
    for command in commands:
        if command.name is None or command.name in _RUNNERS or command.name in _IDLE:
            return True
        if any(program.partition(" ")[0] in _MANAGERS for program in (command.name, *command.prefixes)):
            return True
        if any((word.value or word.prefix).endswith((".sh", ".bash")) for word in command.words):
            return True
    return False
