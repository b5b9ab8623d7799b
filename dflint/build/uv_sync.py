"""What ``uv sync`` is told of the lock file and of groups, by its options and its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dflint.build.install_inputs import project_directory, text_at
from dflint.build.state import join_path

if TYPE_CHECKING:
    from dflint.build.origins import FileOrigin
    from dflint.build.steps import InstallStep
    from dflint.packages.requirement import Requirement

_LOCKING = (("--locked", "UV_LOCKED"), ("--frozen", "UV_FROZEN"))
_NOTHING_INSTALLED = ("--dry-run", "--check", "--script", "--help")
_OFF = ("", "0", "false", "f", "no", "n", "off")


class LooseSync(NamedTuple):
    """A ``uv sync`` that may write another lock file than the one of the project.

    `lock` is where its ``uv.lock`` comes from; None where the image has none, though the context has one at
    `context_path`.
    """

    lock: FileOrigin | None
    context_path: str


def loose_sync_of(install: InstallStep) -> LooseSync | None:
    """How `install` handles the lock file; None where it keeps to it, where there is none, or where it is not known."""
    if install.install.tool != "uv sync" or install.install.has(*_NOTHING_INSTALLED, "--upgrade", "--upgrade-package"):
        return None
    if install.install.is_dynamic or install.install.has_unknown_option:
        return None
    if any(is_set(install, option, variable) is not False for option, variable in _LOCKING):
        return None
    directory = project_directory(install)
    project = None if directory is None else install.file_origin(join_path(directory, "pyproject.toml"))
    if directory is None or project is None or project.path is None:
        return None
    lock = install.file_origin(join_path(directory, "uv.lock"))
    if lock is not None:
        return LooseSync(lock, lock.path or "")
    path = f"{project.path.rpartition('/')[0]}/uv.lock".lstrip("/")
    context = install.stage.graph.context
    if context is None or not context.is_file(path):
        return None
    from dflint.build.file_absence import absence_of

    absence = absence_of(install, join_path(directory, "uv.lock"))
    return None if absence is None else LooseSync(None, path)


def is_set(install: InstallStep, option: str, variable: str) -> bool | None:
    """Whether a switch of uv is on, by its option or its variable; None if that is not known."""
    if install.install.has(option):
        return True
    value = install.lookup(variable)
    if value is None:
        return False
    return value.lower() not in _OFF if isinstance(value, str) else None


def development_packages(install: InstallStep) -> tuple[Requirement, ...]:
    """What the ``dev`` group of the project asks for, where ``uv sync`` installs it unasked; () if not known to."""
    if install.install.tool != "uv sync" or install.install.has(*_NOTHING_INSTALLED, "--all-groups", "--dev"):
        return ()
    if install.install.is_dynamic or install.install.has_unknown_option or install.install.has("--package"):
        return ()
    directory = project_directory(install)
    source = None if directory is None else text_at(install, join_path(directory, "pyproject.toml"))
    if source is None:
        return ()
    from dflint.build.group_choice import GroupChoice
    from dflint.packages.pyproject import PyProject

    project = PyProject(source)
    choice = GroupChoice(install)
    groups = tuple(choice.groups(project))
    asked = set(choice.named("--group", "--only-group"))
    if not choice.is_known or "dev" not in groups or "dev" in asked or choice.leaves_out_dependencies:
        return ()
    return project.dependency_groups.get("dev", ())
