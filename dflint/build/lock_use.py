"""Which lock file decides what an installation brings?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.install_inputs import project_directory, reads_project, text_of
from dflint.build.state import join_path
from dflint.packages.locks.reading import MOST_BYTES, read_lock, tool_of_lock

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep
    from dflint.packages.locks.model import Lock

_NAMES = {"uv": "uv.lock", "poetry": "poetry.lock", "pdm": "pdm.lock", "pipenv": "Pipfile.lock"}
_LOCKED_ACTIONS = frozenset({"install", "sync"})
_IGNORING = ("--upgrade", "--skip-lock", "--no-lock")


class LockUse(NamedTuple):
    """A lock file that an installation follows. `directory` is where it lies in the image."""

    lock: Lock
    directory: str


def lock_of(install: InstallStep) -> LockUse | None:
    """The lock file of the project that `install` follows; None if there is none that can be read."""
    name = _NAMES.get(install.install.manager)
    if name is None or not reads_project(install) or install.install.action not in _LOCKED_ACTIONS:
        return None
    if install.install.packages or install.install.has(*_IGNORING):
        return None  # a package that is added changes the lock
    directory = project_directory(install)
    while directory is not None:
        use = _read(install, join_path(directory, name))
        # Only uv has one lock file for a workspace, in the folder above its members.
        if use is not None or name != "uv.lock" or directory == "/":
            return use
        directory = directory.rpartition("/")[0] or "/"
    return None


def named_locks(install: InstallStep) -> Iterator[LockUse | None]:
    """The ``pylock.toml`` files that ``-r`` names; None for one that cannot be read."""
    for word in install.install.requirement_files:
        path = install.path_of(word)
        if path is not None and tool_of_lock(path.rpartition("/")[2]) == "pip":
            yield _read(install, path)


def _read(install: InstallStep, path: str) -> LockUse | None:
    directory, _, name = path.rpartition("/")
    source = text_of(install.file_origin(path), MOST_BYTES)
    tool = tool_of_lock(name)
    if source is None or tool is None:
        return None
    lock = read_lock(source, tool)
    return None if lock.problem is not None else LockUse(lock, directory or "/")
