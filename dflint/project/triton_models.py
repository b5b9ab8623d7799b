"""Which models does a Triton server serve? Its model repository, where the compose file mounts one from the disk.

The layout is that of https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/user_guide/
model_repository.html: a folder for each model, with ``config.pbtxt`` and a folder for each version. Looked at on
2026-11-23.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.project.roots import is_below

if TYPE_CHECKING:
    from dflint.project.containers import Container
    from dflint.project.project import Project
    from dflint.shell.words import ShellWord

_REPOSITORY_OPTIONS = ("--model-repository", "--model-store")
_PYTHON_BACKEND = re.compile(r"^\s*backend\s*:\s*[\"']python[\"']", re.MULTILINE)
_MOST_MODELS = 200


def uses_python_backend(container: Container, project: Project) -> bool | None:
    """Whether a model that the server serves is one of Triton's Python backend; None if that is not known.

    A command that configures this backend says so too.
    """
    if any((word.value or "").removeprefix("--backend-config=").startswith("python,") for word in _words(container)):
        return True
    answers = [
        _is_python_model(folder, project)
        for path in _repositories(container)
        for folder in _models_at(path, container, project)
    ]
    if any(answers):
        return True
    return None if not answers or None in answers else False


def _repositories(container: Container) -> Iterator[str]:
    """The paths in the container that the command line names as model repositories."""
    values = [word.value or "" for word in _words(container)]
    for value, following in zip(values, [*values[1:], ""], strict=True):
        name, equals, path = value.partition("=")
        if name in _REPOSITORY_OPTIONS:
            yield path if equals else following


def _words(container: Container) -> list[ShellWord]:
    return [word for command in container.commands for word in command.words]


def _models_at(path: str, container: Container, project: Project) -> list[str]:
    """The folders of the models at `path` in the container, where a folder of the project is mounted there."""
    service = container.service
    for volume in service.volumes:
        if volume.type != "bind" or not volume.source or not volume.target or not is_below(path, volume.target):
            continue
        rest = path[len(volume.target) :].strip("/")
        folder = os.path.normpath(os.path.join(service.folder_of(volume.node), volume.source, rest))
        names = project.names(folder)[:_MOST_MODELS] if is_below(folder, project.root) else ()
        return [model for name in names if project.storage.is_directory(model := os.path.join(folder, name))]
    return []


def _is_python_model(folder: str, project: Project) -> bool | None:
    """Whether the model in `folder` is of the Python backend; None where its configuration does not say."""
    if project.exists(os.path.join(folder, "1", "model.py")):
        return True
    config = project.source(os.path.join(folder, "config.pbtxt"))
    return None if config is None else _PYTHON_BACKEND.search(config.text) is not None
