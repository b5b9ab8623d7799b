"""Is a file that an installation reads certainly not in the image?

It is where no COPY, ADD or mount before can have brought it, no command can have made it, and the base image is one
that is known not to hold files of projects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dflint.build.origins import is_brought
from dflint.build.state import join_path
from dflint.build.steps import CopyStep, is_within
from dflint.dockerfile.instructions import Add
from dflint.knowledge.command_effects import HARMLESS, INSTALLERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.steps import InstallStep, RunStep
    from dflint.shell.commands import Command

_FILLING = frozenset(
    {"tar", "unzip", "cp", "mv", "git", "rsync", "scp", "cpio", "install", "find", "xargs", "aws", "gsutil", "ln"}
    | {"git-lfs", "gdown", "hf", "huggingface-cli"}
)
"""Commands that may put files of any name into a directory that they are given, or that they run in."""

_RUNNING = frozenset(
    {"python", "python2", "python3", "pypy3", "node", "perl", "django-admin", "pre-commit", "tox", "su"}
)
"""Commands that run a program, which may do anything."""

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})


class Absence(NamedTuple):
    """A file that is not there.

    `context_path` is where the same file lies in the build context, as far as that can be told; `is_ignored` whether a
    COPY would bring it if the ignore file did not leave it out; `later` the step behind the installation that brings
    it.
    """

    context_path: str | None
    is_ignored: bool
    later: CopyStep | None


def absence_of(install: InstallStep, path: str) -> Absence | None:
    """What is known of the absence of the file at the absolute `path`; None unless it is certainly not there."""
    step = install.step
    if step.is_trigger or install.command.conditional or step.stage.root.known is None:
        return None
    if any(stage.replacement is not None or stage.triggers for stage in step.stage.chain):
        return None
    if is_brought(step, path, install.command) is not False:
        return None
    if not all(_leaves_out(command, run, path) for run, command in _commands_before(install)):
        return None
    ignored = None
    for copy in _copies_before(install):
        covered = _covers(copy, path, _in_context(install, path) is not None)
        if covered is None:
            return None
        ignored = ignored or covered or None
    later = _brought_later(install, path)
    return Absence(ignored or _in_context(install, path), ignored is not None, later)


# Commands


def _commands_before(install: InstallStep) -> Iterator[tuple[RunStep, Command]]:
    step = install.step
    for stage in step.stage.chain:
        for run in stage.runs:
            if stage is step.stage and run.position > step.position:
                break
            for command in run.commands:
                if run is step and command is install.command:
                    break
                yield run, command


def _leaves_out(command: Command, run: RunStep, path: str) -> bool:
    """Whether `command` certainly does not make the file at `path`."""
    if run.script.is_foreign or run.script.has_errors:
        return False
    name = command.name
    if name is None:
        return not command.words
    if run.is_install(command):
        return not any(">" in redirect.operator and redirect.target is None for redirect in command.redirects)
    if path.rpartition("/")[2] in command.text or name in _RUNNING:
        return False
    if name in _SHELLS:
        # What it is given as a script is among the commands.
        return any(one.enclosing is command for one in run.commands)
    if name in _FILLING:
        return _fills_another_directory(command, run, path)
    return name in HARMLESS or name in INSTALLERS


def _fills_another_directory(command: Command, run: RunStep, path: str) -> bool:
    directory = run.directory_of(command)
    if directory is None:
        return False
    if command.name == "git" and not any(word.value in ("clone", "pull", "checkout") for word in command.arguments):
        return True
    places = []
    for word in command.arguments:
        if word.prefix.startswith("-"):
            continue
        place = run.path_of(command, word)
        if place is None and not word.has_glob:
            return False
        places.append(place or directory)
    if command.name in ("cp", "mv", "install", "ln", "rsync", "scp"):
        # The last one is where they put things; where they put a folder, its files keep their names.
        return bool(places) and not is_within(path, places[-1])
    if command.name == "git":
        return "clone" in command.text or not is_within(path, directory)
    return not any(is_within(path, place) for place in (*places, directory))


# Copies


def _copies_before(install: InstallStep) -> Iterator[CopyStep]:
    step = install.step
    for stage in step.stage.chain:
        for copy in stage.copies:
            if stage is not step.stage or copy.position < step.position:
                yield copy


def _covers(copy: CopyStep, path: str, is_in_context: bool) -> str | None:
    """The path in the context of an ignored file that `copy` would put at `path`; "" if it brings nothing there.

    None where that is not certain: the context on disk may not be the one that is built with, and the file may be one
    that has yet to be made, unless it `is_in_context` elsewhere.
    """
    destination = copy.destination
    if destination is None:
        return None
    if not is_within(path, destination):
        return ""
    context = copy.stage.graph.context
    if context is None or not copy.is_from_context or copy.instruction.heredocs:
        return None
    inner = path[len(destination) :].lstrip("/") if destination != "/" else path[1:]
    for source in copy.sources:
        if source is None or "://" in source or any(character in source for character in "*?[$"):
            return None
        if isinstance(copy.instruction, Add) and not context.exists(join_path("/", source)[1:]):
            return None
        clean = join_path("/", source)[1:]
        candidate = f"{clean}/{inner}".strip("/") if not context.is_file(clean) else ""
        if candidate and context.is_ignored(candidate) and _is_on_disk(copy, candidate):
            return candidate
        if not clean or not (context.is_file(clean) or context.is_directory(clean)):
            return None
        if context.is_file(clean) and clean.rpartition("/")[2] == path.rpartition("/")[2]:
            return None
    return "" if is_in_context else None


def _is_on_disk(copy: CopyStep, candidate: str) -> bool:
    context = copy.stage.graph.context
    assert context is not None
    folder = candidate.rpartition("/")[0]
    entries = context.walk(folder, include_ignored=True, descend=lambda _: False)
    return any(entry.path == candidate and not entry.is_directory for entry in entries)


def _brought_later(install: InstallStep, path: str) -> CopyStep | None:
    """The first COPY behind the installation that certainly puts a file at `path`."""
    for copy in install.stage.copies:
        if copy.position > install.step.position and copy.is_from_context and _names(copy, path):
            return copy
    return None


def _names(copy: CopyStep, path: str) -> bool:
    destination = copy.destination
    context = copy.stage.graph.context
    if destination is None or not is_within(path, destination):
        return False
    inner = path[len(destination) :].lstrip("/") if destination != "/" else path[1:]
    for source in copy.sources:
        clean = join_path("/", source or "")[1:]
        if source and clean.rpartition("/")[2] == inner:
            return True
        if source and context is not None and inner and context.is_file(f"{clean}/{inner}".strip("/")):
            return True
    return False


def _in_context(install: InstallStep, path: str) -> str | None:
    """The file of the context that is meant, by its name, if there is one at the top or at the same relative path."""
    context = install.stage.graph.context
    if context is None:
        return None
    directory = install.directory or "/"
    relative = path[len(directory) :].lstrip("/") if is_within(path, directory) and directory != "/" else path[1:]
    for candidate in (relative, path.rpartition("/")[2]):
        if context.is_file(candidate):
            return candidate
    return None
