"""Why may a path that a compose file names not be here? Files that git leaves out, submodules, other repositories."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern
from dflint.project.discovery import is_ignored
from dflint.project.roots import is_below

if TYPE_CHECKING:
    from dflint.project.project import Project

_SUBMODULE = lazy_pattern(r"^\s*path\s*=\s*(.+?)\s*$", re.MULTILINE)
_EXAMPLE = lazy_pattern(
    r"(?:^|[._-])(?:example|sample|template|tpl|dist|default|defaults|tmpl)(?:[._-]|$)", re.IGNORECASE
)
_ENVIRONMENT = lazy_pattern(r"(?:^|[._-])envs?(?:rc)?(?:[._-]|$)", re.IGNORECASE)
_TEXTS = (
    "README.md",
    "README.rst",
    "README",
    "readme.md",
    "README.txt",
    "Makefile",
    "makefile",
    "justfile",
    "setup.sh",
)


def is_elsewhere(path: str, project: Project) -> bool:
    """Whether `path` is no part of the repository: it lies outside of the project, or in a submodule."""
    return not is_below(path, project.root) or any(is_below(path, folder) for folder in submodules(project))


def is_left_out(path: str, project: Project, is_directory: bool = False) -> bool:
    """Whether git ignores `path`, which lies in the project: then it may be there on another machine."""
    return is_ignored(path, project.root, is_directory, project.storage)


def submodules(project: Project) -> Iterator[str]:
    """The folders that are submodules of the project's repository."""
    source = project.source(os.path.join(project.root, ".gitmodules"))
    for match in _SUBMODULE.finditer(source.text if source is not None else ""):
        yield os.path.normpath(os.path.join(project.root, match[1]))


def is_there_from_above(path: str, folder: str, project: Project) -> bool:
    """Whether `path`, relative to a folder above `folder`, exists: then Compose may be started there."""
    while is_below(folder, project.root) and folder != project.root:
        folder = os.path.dirname(folder)
        if project.lies_there(os.path.join(folder, path)) or os.path.join(folder, path) in project.overlay:
            return True
    return False


def example_of(path: str, project: Project) -> str | None:
    """The file beside `path` that it is to be copied from (``.env.example`` for ``.env``), None without one."""
    folder, name = os.path.split(path)
    stem = name.strip(".").partition(".")[0].lower()
    for other in project.names(folder):
        if other != name and stem in other.lower() and _EXAMPLE.search(other) is not None:
            return os.path.join(folder, other)
    return None


def environment_texts(folder: str, project: Project) -> Iterator[str]:
    """The texts of the files in `folder` that are there to set variables: ``.env.example``, ``set_env.sh``."""
    for name in project.names(folder):
        source = project.source(os.path.join(folder, name)) if _ENVIRONMENT.search(name) is not None else None
        if source is not None:
            yield source.text


def is_told_of(name: str, path: str, project: Project) -> bool:
    """Whether a README, a Makefile or a ``setup.sh`` between `path` and the root of the project names `name`."""
    pattern = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)")
    folder = os.path.dirname(path)
    while is_below(folder, project.root):
        for text in _TEXTS:
            source = project.source(os.path.join(folder, text))
            if source is not None and pattern.search(source.text) is not None:
                return True
        if folder == project.root:
            break
        folder = os.path.dirname(folder)
    return False
