"""Which files of earlier layers does ``chown -R`` or ``chmod -R`` store a second time?

The layers of an image hold whole files. Where only the owner or the mode of a file changes, and even where neither
does, the layer of the RUN holds the file once more (tried with the overlay2 driver of the Docker engine).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dflint.build.copied_files import copied_files
from dflint.build.later_removals import removed_patterns, takes_away
from dflint.build.state import clean_path
from dflint.build.steps import CopyStep, RunStep, is_within
from dflint.knowledge.wheel_closures import PURE_PACKAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dflint.build.copied_files import CopiedFile
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

_CHANGES = frozenset({"chown", "chgrp", "chmod"})
_ENVIRONMENT_NAMES = frozenset(
    {"site-packages", "dist-packages", "node_modules", "venv", ".venv", "conda", "miniconda3"}
)
_CONDA_FAMILIES = frozenset({"conda", "miniforge", "jupyter", "micromamba"})
_REMOVALS = frozenset({"rm", "rmdir", "unlink", "shred"})
_BY_NAME = frozenset({"rm", "rmdir", "unlink", "shred", "mkdir", "touch", "cp", "mv", "ln", "install", "sed", "tee"})
"""What works only on the files that it is given."""

_NOT_WRITING = frozenset(
    {"cd", "echo", "printf", "set", "export", "true", ":", "[", "[[", "test", "ls", "cat", "which", "find", "grep"}
    | {"useradd", "adduser", "groupadd", "addgroup", "usermod", "exit", "ldconfig", "head", "tail", "source", "."}
    | {"apt-get", "apt", "apk", "pip", "pip3", "conda", "mamba", "sleep", "id"}
)
_CONDA_OF_IMAGES = "/opt/conda"


class RecursiveChange(NamedTuple):
    """A command of `step` that changes all files below `path`, which `word` names; `option` makes it recursive.

    `copies` are the copies from the context whose files are stored again, `byte_count` bytes of them. `environments`
    are the earlier steps that brought packages which are: installations, and copies from other stages. `is_of_base` is
    whether the environment of conda in the base image is. `is_thinned`: a command before it removes files below `path`,
    so that there may be less. `is_written`: RUN writes there too, so that COPY is not the only one to set the owner.
    """

    step: RunStep
    command: Command
    path: str
    word: ShellWord
    option: ShellWord
    copies: tuple[CopyStep, ...]
    byte_count: int
    environments: tuple[RunStep | CopyStep, ...]
    is_of_base: bool
    is_thinned: bool
    is_written: bool


def recursive_changes(stage: Stage) -> Iterator[RecursiveChange]:
    """The recursive changes of `stage`, a row for each path, in order."""
    gone: list[str] = []
    for step in stage.runs:
        if step.is_trigger or step.script.is_foreign:
            continue
        for command in step.commands:
            gone.extend(removed_patterns(step, command) if not command.conditional else ())
            if command.name in _CHANGES and not command.conditional and not command.in_function:
                yield from _changes(step, command, gone)


def _changes(step: RunStep, command: Command, gone: Sequence[str]) -> Iterator[RecursiveChange]:
    option = next((word for word in command.arguments if _is_recursive(word.value)), None)
    if option is None or any(word.prefix.startswith("--reference") for word in command.arguments):
        return
    operands = [word for word in command.arguments if not word.prefix.startswith("-")]
    for word in operands[1:]:
        path = _path(step, command, word)
        if path is None or any(mount.target is None or is_within(path, mount.target) for mount in step.mounts):
            continue
        copies = {copy: dict(_files_below(copy, path, gone)) for copy in _copies_before(step)}
        found = tuple(copy for copy, files in copies.items() if any(files.values()))
        environments = tuple(_environments(step, path, gone))
        # A file that is copied to the same place twice is there once.
        byte_count = sum({name: size for files in copies.values() for name, size in files.items()}.values())
        is_of_base = _is_conda_of_base(step, path)
        earlier = tuple(_commands_before(step, command, found))
        is_thinned = any(_removes_below(run, other, path) for run, other in earlier)
        is_written = any(_writes_below(run, other, path) for run, other in earlier)
        yield RecursiveChange(
            *(step, command, path, word, option, found, byte_count, environments, is_of_base, is_thinned, is_written)
        )


def _is_recursive(value: str | None) -> bool:
    if value is None or value.startswith("--"):
        return value == "--recursive"
    return value.startswith("-") and "R" in value and value[1:].isalpha()


def _path(step: RunStep, command: Command, word: ShellWord) -> str | None:
    """The directory that `word` names; of ``directory/*`` it is that directory."""
    value = step.value_of(command, word)
    if not value:
        return None
    value = value.removesuffix("*") if value.endswith("/*") else value
    if any(character in value for character in "*?[{"):
        return None
    if value.startswith("/"):
        return clean_path(value)
    directory = step.directory_of(command)
    return None if directory is None else clean_path(f"{directory}/{value}")


def _steps_before(step: RunStep) -> Iterator[RunStep | CopyStep]:
    """The RUN and COPY before `step`, through the stages that this one starts from."""
    for stage in reversed(step.stage.chain):
        for other in stage.layers:
            if stage is not step.stage or other.position < step.position:
                yield other


def _copies_before(step: RunStep) -> Iterator[CopyStep]:
    return (other for other in _steps_before(step) if isinstance(other, CopyStep))


def _files_below(copy: CopyStep, path: str, gone: Sequence[str]) -> Iterator[CopiedFile]:
    """The files of the context that `copy` brings below `path` and that nothing has removed."""
    destination = copy.destination
    if destination is None or not (is_within(path, destination) or is_within(destination, path)):
        return
    for file in copied_files(copy):
        if is_within(file.path, path) and not any(takes_away(pattern, file.path) for pattern in gone):
            yield file


# What RUN does there


def _commands_before(step: RunStep, command: Command, copies: Sequence[CopyStep]) -> Iterator[tuple[RunStep, Command]]:
    """The commands between the first of `copies` and `command`, a command of `step`."""
    is_behind = not copies
    for other in _steps_before(step):
        if isinstance(other, CopyStep):
            is_behind = is_behind or other is copies[0]
        elif is_behind:
            yield from ((other, one) for one in other.commands)
    yield from ((step, one) for one in step.commands if one.start < command.start)


def _removes_below(step: RunStep, command: Command, path: str) -> bool:
    """Whether `command` may remove files below `path`."""
    words = command.arguments
    if command.name == "git":
        is_removal = any(word.value in ("clean", "rm", "gc") for word in words)
    elif command.name == "find":
        is_removal = any(word.value in ("-delete", "rm") for word in words)
    else:
        is_removal = command.name in _REMOVALS
    return is_removal and _is_busy_below(step, command, path, _meets)


def _writes_below(step: RunStep, command: Command, path: str) -> bool:
    """Whether `command` may leave files below `path`, apart from what installers put among the packages."""
    redirects = [redirect.target for redirect in command.redirects if redirect.target and ">" in redirect.operator]
    if any(_is_below(step, command, word, path) for word in redirects):
        return True
    if command.name is None or command.name in _NOT_WRITING or command.name in _CHANGES | _REMOVALS:
        return False
    if any(install.command is command and install.install.ecosystem != "node" for install in step.installs):
        return False
    return _is_busy_below(step, command, path, _is_below)


def _is_busy_below(
    step: RunStep, command: Command, path: str, concerns: Callable[[RunStep, Command, ShellWord, str], bool]
) -> bool:
    directory = step.directory_of(command)
    if command.name not in _BY_NAME and directory is not None and is_within(directory, path):
        return True
    return any(concerns(step, command, word, path) for word in command.arguments)


def _meets(step: RunStep, command: Command, word: ShellWord, path: str) -> bool:
    """Whether `word` names a place below `path`, or may: its value is not known."""
    value = step.value_of(command, word)
    if not value:
        return word.value is None
    return not value.startswith("-") and _is_below(step, command, word, path)


def _is_below(step: RunStep, command: Command, word: ShellWord, path: str) -> bool:
    value = step.value_of(command, word)
    if not value or "://" in value or value.startswith("-"):
        return False
    place = step.path_of(command, word)
    return place is not None and place != path and is_within(place, path)


# Packages


def _environments(step: RunStep, path: str, gone: Sequence[str]) -> Iterator[RunStep | CopyStep]:
    """The steps before `step` that put packages below `path`."""
    for other in _steps_before(step):
        if isinstance(other, CopyStep):
            if _copies_environment(other, path, gone):
                yield other
        elif any(place is not None and _concerns(place, path) for place in _places(other)):
            yield other


def _copies_environment(copy: CopyStep, path: str, gone: Sequence[str]) -> bool:
    """Whether `copy` takes an environment from another stage to below `path`."""
    destination = copy.destination
    if copy.is_from_context or destination is None or not _concerns(destination, path):
        return False
    if any(takes_away(pattern, destination) for pattern in gone):
        return False
    return any(
        not _ENVIRONMENT_NAMES.isdisjoint(one.split("/")) for one in (destination, *copy.sources) if one is not None
    )


def _places(step: RunStep) -> Iterator[str | None]:
    """The directories to which a RUN installs packages of Python, or conda itself."""
    from dflint.build.conda_cache import installed_prefix
    from dflint.build.downloads import fetches
    from dflint.build.install_locations import location_of

    for install in step.installs:
        if install.install.ecosystem == "python" and fetches(install) and not _is_trifle(install):
            yield location_of(install)
    yield installed_prefix(step)


def _is_trifle(install: InstallStep) -> bool:
    """Whether nothing but the tools of packaging is installed, or perhaps nothing at all."""
    what = install.install
    if install.command.conditional:
        return True
    if what.requirement_files or what.reads_project:
        return False
    return all(package.name in PURE_PACKAGES for package in what.packages)


def _concerns(place: str, path: str) -> bool:
    """Whether a change below `path` concerns the packages at `place`."""
    from dflint.build.install_locations import holds_packages

    if is_within(place, path):
        return True
    return place != "/usr/local" and is_within(path, place) and holds_packages(path)


def _is_conda_of_base(step: RunStep, path: str) -> bool:
    known = step.stage.root.known
    if known is None or (known.family not in _CONDA_FAMILIES and known.python_origin != "conda"):
        return False
    return is_within(_CONDA_OF_IMAGES, path) and path != "/"
