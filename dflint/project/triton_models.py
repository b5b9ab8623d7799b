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

from dflint.lazy_pattern import lazy_pattern
from dflint.project.roots import is_below

if TYPE_CHECKING:
    from dflint.project.containers import Container
    from dflint.project.project import Project
    from dflint.shell.words import ShellWord

_REPOSITORY_OPTIONS = ("--model-repository", "--model-store")
_KIND = lazy_pattern(r"^\s*(?:backend|platform)\s*:\s*[\"']([^\"'\n]+)[\"']", re.MULTILINE)
_STEP = lazy_pattern(r"\bmodel_name\s*:\s*[\"']([^\"'\n]+)[\"']")
_PYTHON = "python"
_MOST_MODELS = 200


def uses_python_backend(container: Container, project: Project) -> bool | None:
    """Whether a model that the server loads is one of Triton's Python backend; None if that is not known.

    A command that configures this backend says so too, where nobody knows what all the models are.
    """
    loaded = _loaded_names(container)
    answers: list[bool | None] = []
    for path in _repositories(container):
        folders = _models_at(path, container, project)
        answers += [_is_python_model(folder, project) for folder in _loaded(folders, loaded, project)]
    if any(answers):
        return True
    if answers and None not in answers:
        return False
    words = (word.value or "" for word in _words(container))
    return True if any(word.removeprefix("--backend-config=").startswith("python,") for word in words) else None


def _repositories(container: Container) -> Iterator[str]:
    """The paths in the container that the command line names as model repositories."""
    return _values_of(container, *_REPOSITORY_OPTIONS)


def _loaded_names(container: Container) -> frozenset[str] | None:
    """The models that the server loads when it starts; None for all that there are.

    In the explicit mode they are those that ``--load-model`` names, each by itself
    (https://github.com/triton-inference-server/server/blob/main/docs/user_guide/model_management.md).
    """
    if "explicit" not in _values_of(container, "--model-control-mode"):
        return None
    names = frozenset(_values_of(container, "--load-model"))
    return None if "*" in names else names


def _loaded(folders: list[str], names: frozenset[str] | None, project: Project) -> list[str]:
    """Those of the models in `folders` that are loaded: with an ensemble also the models that it is made of."""
    if names is None:
        return folders
    of_names = {os.path.basename(folder): folder for folder in folders}
    loaded: dict[str, None] = {}
    waiting = [of_names[name] for name in sorted(names) if name in of_names]
    while waiting:
        folder = waiting.pop()
        if folder not in loaded:
            loaded[folder] = None
            waiting += [of_names[step] for step in _STEP.findall(_configuration(folder, project)) if step in of_names]
    return list(loaded)


def _values_of(container: Container, *options: str) -> Iterator[str]:
    """What the command line gives to one of `options`, ``""`` where that is not known."""
    values = [word.value or "" for word in _words(container)]
    for value, following in zip(values, [*values[1:], ""], strict=True):
        name, equals, given = value.partition("=")
        if name in options:
            yield given if equals else following


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
    kinds = _KIND.findall(_configuration(folder, project))
    if kinds:
        return _PYTHON in kinds
    # Triton completes a configuration by what files there are.
    return True if project.exists(os.path.join(folder, "1", "model.py")) else None


def _configuration(folder: str, project: Project) -> str:
    source = project.source(os.path.join(folder, "config.pbtxt"))
    return "" if source is None else source.text
