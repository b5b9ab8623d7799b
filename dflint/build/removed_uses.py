"""What happens to the files that a later RUN removes, between the step that brings them and their removal?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.later_removals import removed_patterns
from dflint.build.stages import Stage
from dflint.build.steps import is_within
from dflint.shell.installers.requirements import ARCHIVE, EDITABLE, LOCAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.later_removals import Made, Removal
    from dflint.build.steps import CopyStep, InstallStep, RunStep
    from dflint.shell.commands import Command

_WHEEL_FOLDERS = frozenset({"dist", "wheels", "wheel", "wheelhouse"})
_READING = frozenset(
    {"rm", "unlink", "rmdir", "cat", "ls", "cp", "dpkg", "echo", "set", "find", "export", "cd", "test"}
)
"""Commands that leave the files alone that they are given, but for those that remove them."""
_UNPACKING = frozenset({"tar", "unzip"})
_BUILDERS = (("uv", "build"), ("poetry", "build"), ("pdm", "build"), ("hatch", "build"), ("flit", "build"))


def is_used_between(made: Made, removal: Removal) -> bool:
    """Whether a command that is no removal stands between the two, so that it may need what is removed."""
    return any(command.words for command in _commands_between(made, removal, with_removals=False))


def lists_are_used(made: Made, removal: Removal) -> bool:
    """Whether packages are installed with the lists of packages that `made` left, in RUN instructions below it."""
    return any(
        step.position > made.step.position
        and step.position <= removal.step.position
        and any(one.install.ecosystem == "system" and one.install.action == "install" for one in step.installs)
        for step in made.step.stage.runs
    )


def may_be_written_to(made: Made, removal: Removal) -> bool:
    """Whether a RUN between the two may write among the files that `made` brought, as building a project does."""
    steps = {id(command): step for step in made.step.stage.runs for command in step.commands}
    installs = {id(one.command): one for step in made.step.stage.runs for one in step.installs}
    folder = made.path.partition("*")[0].rstrip("/") or "/"
    if made.path != folder:
        folder = folder if made.path[len(folder)] == "/" else folder.rpartition("/")[0] or "/"
    for command in _commands_between(made, removal, with_removals=True):
        step, install = steps[id(command)], installs.get(id(command))
        if install is not None and not _writes_beside(install):
            continue
        if install is None and command.name in _READING:
            continue
        directory = step.directory_of(command)
        is_inside = directory is None or (is_within(directory, folder) and folder != "/")
        if command.name in _UNPACKING:
            if is_inside:
                return True
            continue
        paths = (step.path_of(command, word) for word in command.arguments)
        if is_inside or folder in command.text or any(path is not None and is_within(path, folder) for path in paths):
            return True
    return False


def _writes_beside(install: InstallStep) -> bool:
    """Whether an installation may build a project where it lies, and not only read archives and lists of packages."""
    what = install.install
    if what.ecosystem == "node" or what.reads_project:
        return True
    return any(
        package.kind == EDITABLE or (package.kind == LOCAL and not package.word.has_glob) for package in what.packages
    )


def _commands_between(made: Made, removal: Removal, *, with_removals: bool) -> Iterator[Command]:
    """The commands below the step that brings it, up to the removal."""
    for step in made.step.stage.runs:
        if not made.step.position < step.position <= removal.step.position:
            continue
        for command in step.commands:
            if command is removal.command:
                return
            if with_removals or not _only_removes(step, command):
                yield command


def _only_removes(step: RunStep, command: Command) -> bool:
    if removed_patterns(step, command) or command.name in ("set", "echo", "cd", ":", "true"):
        return True
    return any(one.command is command and one.install.action == "remove" for one in step.installs)


# Wheels of the project


def is_own_wheel(copy: CopyStep) -> bool:
    """Whether `copy` takes nothing from another stage but the wheel that it builds of the project: some kilobytes.

    So it is where the stage builds a project of the build context and fetches no other code and no other wheels.
    """
    origin, source = copy.origin, copy.sources[0] if copy.sources else None
    if source is None or not isinstance(origin, Stage):
        return False
    name = source.rstrip("/").rpartition("/")[2]
    if not name.endswith(".whl") and name not in _WHEEL_FOLDERS:
        return False
    runs = origin.chain_runs
    if not any(step.is_from_context for stage in origin.chain for step in stage.copies):
        return False
    if not any(_builds_wheel(command) for run in runs for command in run.commands) and not any(
        _is_wheel_of_project(one) for run in runs for one in run.installs
    ):
        return False
    return not any(_brings_more(run) for run in runs)


def _builds_wheel(command: Command) -> bool:
    words = [word.value for word in command.arguments]
    if command.name is None:
        return False
    if command.module is not None and command.module[0] in ("build", "flit", "hatch", "poetry"):
        return True
    if (command.name, words[0] if words else None) in _BUILDERS or command.name in ("maturin", "pyproject-build"):
        return True
    return "bdist_wheel" in words


def _is_wheel_of_project(step: InstallStep) -> bool:
    what = step.install
    return (
        what.subcommand == "wheel"
        and what.has("--no-deps")
        and bool(what.packages)
        and all(package.kind in (LOCAL, ARCHIVE) for package in what.packages)
    )


def _brings_more(run: RunStep) -> bool:
    """Whether the RUN fetches wheels or code that may be large."""
    if any(command.name == "git" and "clone" in command.text for command in run.commands):
        return True
    return any(
        one.install.action == "download" and not _is_wheel_of_project(one)
        for one in run.installs
        if one.install.ecosystem == "python"
    )
