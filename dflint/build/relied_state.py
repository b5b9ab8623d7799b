"""Does anything later rely on what a RUN does to its shell, and does not find it?

A directory is relied on where a later instruction, before the next WORKDIR, names a file relative to it that is not in
the working directory. A variable is relied on where the Dockerfile, a file of the context or a well-known tool reads
it. Whatever nobody relies on is superfluous, not lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.lost_state import DIRECTORY, VARIABLE
from dflint.build.state import join_path
from dflint.build.steps import RunStep, is_within
from dflint.build.variable_readers import is_read_by_code, is_read_by_tools
from dflint.dockerfile.instructions import Cmd, CommandInstruction, Entrypoint, Workdir
from dflint.shell.words import assignment_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.lost_state import LostState
    from dflint.build.stages import Stage
    from dflint.shell.commands import Command

_FILE_SUFFIXES = (
    *(".txt", ".py", ".sh", ".toml", ".yml", ".yaml", ".cfg", ".ini", ".lock", ".ipynb", ".mk", ".c", ".cpp", ".cu"),
    *(".deb", ".whl", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip"),
)
_MANIFESTS = {
    "make": ("Makefile", "makefile", "GNUmakefile"),
    "ninja": ("build.ninja",),
    "npm": ("package.json",),
    "yarn": ("package.json",),
    "pnpm": ("package.json",),
    "poetry": ("pyproject.toml",),
    "pdm": ("pyproject.toml",),
    "cargo": ("Cargo.toml",),
    "go": ("go.mod",),
    "git": (".git",),
}
"""What commands read in the directory where they are called."""

_OF_THE_DIRECTORY = {
    "npm": ("install", "ci", "i", "run", "build"),
    "yarn": ("", "install", "build", "run"),
    "pnpm": ("install", "i", "run", "build"),
    "poetry": ("install", "build", "lock", "export"),
    "pdm": ("install", "sync", "build"),
    "cargo": ("build", "test", "fetch"),
    "go": ("build", "test", "mod"),
    "git": ("checkout", "pull", "submodule", "reset", "apply", "lfs", "switch"),
}
"""The subcommands of these that do so."""

_ELSEWHERE = frozenset({"-C", "--directory", "--prefix", "--cwd", "-g", "--global", "--manifest-path", "--project"})
_WRITERS = frozenset(
    {"curl", "wget", "aria2c", "touch", "mkdir", "echo", "printf", "tee", "rm", "set", "export", "git"}
)
_PLAIN = frozenset({"mkdir", "chown", "chmod", "ls", "rm"})
_MOVES = frozenset({"cd", "pushd"})
_PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")


def is_relied_on(lost: LostState) -> bool:
    """Whether something later needs what `lost` does; True for what is neither a directory nor a variable."""
    if lost.kind == DIRECTORY:
        return _relies_on_directory(lost)
    if lost.kind == VARIABLE:
        names = [one.name for one in map(assignment_of, lost.command.arguments) if one is not None]
        return any(is_read_by_tools(name) or is_read_by_code(name, lost.step) for name in names)
    return True


def _relies_on_directory(lost: LostState) -> bool:
    stage, position = lost.step.stage, lost.step.position
    layers = {layer.position: layer for layer in stage.layers}
    for index in range(position + 1, len(stage.steps)):
        instruction = stage.steps[index]
        if isinstance(instruction, Workdir):
            return False
        layer = layers.get(index)
        if isinstance(layer, RunStep):
            first = next((command for command in layer.commands if command.name not in ("set", "export", "echo")), None)
            if first is None or layer.is_trigger or layer.script.is_foreign:
                continue
            if first.name in _MOVES:
                return False
            if _needs_directory(layer, first):
                return True
        elif layer is not None:
            written = layer.instruction.destination.expand(layer.state.lookup)
            if written is not None and not written.startswith("/"):
                return True
        elif isinstance(instruction, (Cmd, Entrypoint)) and _starts_there(stage, instruction):
            return True
    return False


def _needs_directory(step: RunStep, command: Command) -> bool:
    """Whether `command` reads a file of the directory where it is called that certainly is not there."""
    directory = step.directory_of(command)
    if directory is None:
        return False
    names = tuple(_files(command))
    if names:
        return not any(_may_lie_in(step.stage, join_path(directory, name), step.position) for name in names)
    manifests = _manifests(command)
    if _installs_directory(step, command):
        manifests = _PROJECT_FILES
    return bool(manifests) and not any(
        _may_lie_in(step.stage, join_path(directory, name), step.position) for name in manifests
    )


def _files(command: Command) -> Iterator[str]:
    """The relative paths of files that `command` reads."""
    program = command.program.value if command.program is not None else None
    if program is not None and program.startswith(("./", "../")):
        yield program
    if command.name in _WRITERS:
        return
    for word in command.arguments:
        value = word.value
        if value is None or value.startswith(("/", "-", "~")) or "://" in value or "=" in value or word.has_glob:
            continue
        if value.startswith(("./", "../")) or value.endswith(_FILE_SUFFIXES):
            yield value


def _manifests(command: Command) -> tuple[str, ...]:
    manifests = _MANIFESTS.get(command.name or "", ())
    if any((word.value or "").partition("=")[0] in _ELSEWHERE for word in command.arguments):
        return ()
    subcommands = _OF_THE_DIRECTORY.get(command.name or "")
    if subcommands is None:
        return manifests
    first = next((word.value for word in command.arguments if not word.prefix.startswith("-")), "")
    return manifests if first in subcommands else ()


def _installs_directory(step: RunStep, command: Command) -> bool:
    """Whether pip, or one that is called like it, installs the project in the directory where it is called."""
    return any(
        install.command is command and install.install.ecosystem == "python" for install in step.installs
    ) and any(word.value == "." or (word.value or "").startswith(".[") for word in command.arguments)


def _starts_there(stage: Stage, instruction: CommandInstruction) -> bool:
    """Whether the container starts a file that certainly is not in the working directory."""
    from dflint.shell.run import command_script

    state = stage.final_state
    workdir = state.workdir
    commands = command_script(instruction, state.shell).commands
    if not commands or not isinstance(workdir, str) or commands[0].name in _MOVES:
        return False
    names = tuple(_files(commands[0]))
    position = len(stage.steps)
    return bool(names) and not any(_may_lie_in(stage, join_path(workdir, name), position) for name in names)


def _may_lie_in(stage: Stage, path: str, position: int) -> bool:
    """Whether a step before that at `position` may have put a file at `path`."""
    for one in stage.chain:
        for layer in one.layers:
            if one is stage and layer.position >= position:
                break
            if isinstance(layer, RunStep):
                if any(_may_make(layer, command, path) for command in layer.commands):
                    return True
            elif layer.destination is None or is_within(path, layer.destination):
                return True
    return False


def _may_make(step: RunStep, command: Command, path: str) -> bool:
    """Whether `command` may make `path`: it names it, a file of that name, or the directory as a place to fill."""
    directory, _, name = path.rpartition("/")
    is_there = step.directory_of(command) == (directory or "/")
    for word in (*command.arguments, *(redirect.target for redirect in command.redirects if redirect.target)):
        value = step.value_of(command, word)
        if value is None or command.name in _MOVES:
            continue
        if is_there and value.rpartition("/")[2] == name:
            return True
        if command.name not in _PLAIN and step.path_of(command, word) in (path, directory):
            return True
    return False
