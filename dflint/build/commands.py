"""Which commands are in an image?

Starting from what is known of the base image, the steps of the chain of stages are followed in order. True and False
are said only where they are certain; a step that may bring or remove what is asked for makes the answer unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.origins import is_archive
from dflint.build.steps import CopyStep, RunStep, is_within
from dflint.dockerfile.instructions import Add
from dflint.knowledge.command_effects import (
    CHANGING_OPTIONS,
    HARMLESS,
    HARMLESS_SUBCOMMANDS,
    INSTALLERS,
    PACKAGE_FILE_INSTALLERS,
    PROGRAM_DIRECTORIES,
    SCRIPTS_TO_SOURCE,
    SYSTEM_ONLY,
)
from dflint.knowledge.system_packages import ALIASES, COMMANDS, RELEASES, WATCHED, debian_closures

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep
    from dflint.shell.commands import Command

_MOST_HOPS = 20
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})
_EXTRACTORS = frozenset({"tar", "unzip", "cpio"})
_REMOVALS = frozenset({"remove", "uninstall", "purge", "autoremove"})
_INSTALLATIONS = frozenset({"install", "add", "sync", "create", "upgrade", "update"})
_ENVIRONMENT_COMMANDS = frozenset({"python", "python3", "pip", "pip3"})


def has_command(stage: Stage, name: str, position: int) -> bool | None:
    """Whether the command `name` is in the image before the step at `position`; None if that is not known."""
    return _Question(name).answer(stage, position)


def has_command_before(step: RunStep, command: Command, name: str) -> bool | None:
    """Whether `name` is there when `command`, a command of `step`, is run; None if that is not known."""
    question = _Question(name)
    return question.after_commands(step, question.answer(step.stage, step.position), command)


class _Question:
    """One command that is looked for, through a chain of stages and the stages that they copy from."""

    def __init__(self, name: str, hops: int = 0) -> None:
        self.name = name
        self.hops = hops
        self.is_debian = False
        self.release: str | None = None

    def answer(self, stage: Stage, position: int) -> bool | None:
        known = stage.root.known
        found: bool | None = None
        if known is not None:
            found = known.has_command(self.name)
            self.is_debian = known.package_manager == "apt"
            self.release = known.release
        for current in reversed(stage.chain):
            for step in current.layers:
                if current is stage and step.position >= position:
                    break
                found = self._after_run(step, found) if isinstance(step, RunStep) else self._after_copy(step, found)
        return found

    # RUN

    def _after_run(self, step: RunStep, found: bool | None) -> bool | None:
        found = self.after_commands(step, found, None)
        return _perhaps(found) if step.script.is_foreign or step.script.has_errors else found

    def after_commands(self, step: RunStep, found: bool | None, last: Command | None) -> bool | None:
        """What holds after the commands of `step` before `last`, or after all of them."""
        commands = step.commands
        installs = {id(install.command): install for install in step.installs}
        enclosing = {id(command.enclosing) for command in commands if command.enclosing is not None}
        for command in commands:
            if command is last:
                break
            install = installs.get(id(command))
            if install is not None:
                found = self._after_install(install, found)
            elif not (id(command) in enclosing and command.name in _SHELLS):
                found = self._after_command(step, command, found)
        return found

    def _after_command(self, step: RunStep, command: Command, found: bool | None) -> bool | None:
        name = command.name
        if name is None:
            # Only assignments and redirections bring nothing.
            return _perhaps(found) if command.words else found
        placed = self._placed_by(step, command)
        if placed is not None:
            if name in ("rm", "unlink"):
                return False if found is False else None
            return None if command.conditional and found is not True else True
        if name in _EXTRACTORS:
            return _perhaps(found) if self._may_extract_programs(step, command) else found
        if name in (".", "source"):
            path = command.arguments[0].text.rstrip("\"'") if command.arguments else ""
            return found if path.rpartition("/")[2] in SCRIPTS_TO_SOURCE else _perhaps(found)
        if name in HARMLESS:
            return found if self._is_system_only or name in _PLAIN_FILE_COMMANDS else _perhaps(found)
        if name in INSTALLERS and _changes_nothing(command):
            return found if self._is_system_only else _perhaps(found)
        return _perhaps(found)

    @property
    def _is_system_only(self) -> bool:
        return self.name in SYSTEM_ONLY

    def _placed_by(self, step: RunStep, command: Command) -> str | None:
        """The path of the looked-for command in a directory of programs that `command` names, if it does."""
        words = [*command.arguments, *(redirect.target for redirect in command.redirects if redirect.target)]
        for word in words:
            if word.value is not None and not word.value.endswith(self.name):
                continue
            path = step.path_of(command, word)
            if path is not None:
                directory, _, basename = path.rpartition("/")
                if basename == self.name and directory in PROGRAM_DIRECTORIES:
                    return path
        return None

    def _may_extract_programs(self, step: RunStep, command: Command) -> bool:
        """Whether an archive is unpacked over a directory of programs."""
        directory = step.directory_of(command)
        arguments = command.arguments
        for index, word in enumerate(arguments):
            text = word.prefix
            target = None
            if text in ("-C", "-d", "--directory") and index + 1 < len(arguments):
                target = arguments[index + 1]
                directory = step.path_of(command, target)
            elif text.startswith("--directory="):
                directory = word.value[len("--directory=") :] if word.value is not None else None
        return directory is None or _holds_programs(directory)

    # Packages

    def _after_install(self, install: InstallStep, found: bool | None) -> bool | None:
        action = install.install.action
        if action in _REMOVALS:
            return self._after_removal(install, found)
        if action not in _INSTALLATIONS:
            return found
        ecosystem = install.install.ecosystem
        if ecosystem == "system":
            return self._after_system_packages(install, found)
        if ecosystem == "conda":
            return self._after_conda_packages(install, found)
        if self._is_system_only:
            names = {package.name for package in install.install.packages}
            return _perhaps(found) if self.name in names else found
        if self._is_brought_by_pip(install):
            return True
        return _perhaps(found)

    def _is_brought_by_pip(self, install: InstallStep) -> bool:
        """Whether the pip of PATH installs the command next to itself."""
        from dflint.knowledge.console_scripts import NAMED_ALIKE

        what, command = install.install, install.command
        if self.name not in NAMED_ALIKE or what.tool != "pip" or what.action != "install" or command.conditional:
            return False
        if what.has("--target", "--prefix", "--root", "--user", "--dry-run") or what.has_unknown_option:
            return False
        if install.step.state.is_root is not True or command.program is None or "/" in command.program.text:
            return False
        return any(one.name == self.name and not one.marker for one in what.packages)

    def _after_system_packages(self, install: InstallStep, found: bool | None) -> bool | None:
        if found is True:
            return True
        if install.install.action in ("upgrade", "update") and not install.install.packages:
            return found
        for package in install.install.packages:
            brings = self._package_brings(package.name) if package.kind == "package" else None
            if brings is True:
                return None if install.command.conditional else True
            if brings is None:
                found = None
        return _perhaps(found) if install.install.is_dynamic else found

    def _package_brings(self, package: str) -> bool | None:
        """Whether a package of the system brings the command."""
        if package == self.name or self.name in COMMANDS.get(package, ()):
            return True
        if not self.is_debian or self.name not in WATCHED:
            return None
        if self.name.startswith("python") and self.release not in RELEASES:
            return None
        brought = debian_closures().get(package)
        if brought is None or ALIASES.get(self.name, self.name) in brought:
            return None
        return False

    def _after_conda_packages(self, install: InstallStep, found: bool | None) -> bool | None:
        if found is True:
            return True
        if any(package.name == self.name for package in install.install.packages):
            return None if install.command.conditional else True
        return None

    def _after_removal(self, install: InstallStep, found: bool | None) -> bool | None:
        if install.install.is_dynamic:
            return False if found is False else None
        if install.install.ecosystem != "system":
            named = any(package.name == self.name for package in install.install.packages)
            return None if named and found is True else found
        for package in install.install.packages:
            if package.name == self.name or self.name in COMMANDS.get(package.name, ()):
                return None if install.command.conditional else False
        return found

    # COPY and ADD

    def _after_copy(self, step: CopyStep, found: bool | None) -> bool | None:
        destination = step.destination
        if destination is None or None in step.sources:
            return _perhaps(found)
        for source in step.sources:
            assert source is not None
            found = self._after_source(step, source, destination, found)
        for heredoc in step.instruction.heredocs:
            if heredoc.name == self.name and destination in PROGRAM_DIRECTORIES:
                found = True
        return found

    def _after_source(self, step: CopyStep, source: str, destination: str, found: bool | None) -> bool | None:
        basename = source.rstrip("/").rpartition("/")[2]
        directory, _, last = destination.rpartition("/")
        if basename == self.name and destination in PROGRAM_DIRECTORIES:
            return True
        if last == self.name and directory in PROGRAM_DIRECTORIES and not step.names_directory:
            return True
        if not _holds_programs(destination):
            # A directory of programs may become one of PATH: those of conda hold more than Python's.
            return found if self._is_system_only and "conda" not in destination else _perhaps(found)
        if not step.is_from_context:
            return self._after_foreign_source(step, source, destination, found)
        return found if self._brings_nothing(step, source, destination) else _perhaps(found)

    def _after_foreign_source(self, step: CopyStep, source: str, destination: str, found: bool | None) -> bool | None:
        """What a copy from another stage or image puts into a directory of programs."""
        if destination in PROGRAM_DIRECTORIES and _names_a_file(source):
            return found
        origin = step.origin
        from dflint.build.images import BaseImage
        from dflint.build.stages import Stage

        there: bool | None = None
        if isinstance(origin, Stage) and self.hops < _MOST_HOPS:
            there = _Question(self.name, self.hops + 1).answer(origin, len(origin.steps))
        elif isinstance(origin, BaseImage) and origin.known is not None:
            there = origin.known.has_command(self.name)
        return found if there is False else _perhaps(found)

    def _brings_nothing(self, step: CopyStep, source: str, destination: str) -> bool:
        """Whether `source`, which is in the context, is another file, or a folder without the command."""
        context = step.stage.graph.context
        if any(character in source for character in "*?[") or "://" in source:
            return False
        if context is None:
            return _names_a_file(source)
        path = source.strip("/")
        if context.is_file(path):
            return not (isinstance(step.instruction, Add) and is_archive(path))
        if not context.is_directory(path):
            return False
        inside = [directory[len(destination) :].strip("/") for directory in PROGRAM_DIRECTORIES]
        return not any(
            is_within(directory, destination)
            and context.exists("/".join(part for part in (path, rest, self.name) if part))
            for directory, rest in zip(PROGRAM_DIRECTORIES, inside, strict=True)
        )


_PLAIN_FILE_COMMANDS = HARMLESS - frozenset(
    {"python", "python2", "python3", "pypy3", "node", "virtualenv", "venv", "activate", "curl", "wget", "git", "tar"}
    | {
        "jupyter",
        "ipython",
        "find",
        "xargs",
        "perl",
        "su",
        "nltk",
        "spacy",
        "tox",
        "pre-commit",
        "rsync",
        "cp",
        "mv",
        "ln",
    }
)


def _changes_nothing(command: Command) -> bool:
    """Whether a call of an installer is for something else than installing and removing."""
    if command.name in PACKAGE_FILE_INSTALLERS:
        return not any(word.prefix.startswith(CHANGING_OPTIONS) for word in command.arguments)
    for word in command.arguments:
        if word.value is None or not word.value.startswith("-"):
            return word.value in HARMLESS_SUBCOMMANDS
    return True


def _perhaps(found: bool | None) -> bool | None:
    """What is said after something that may have brought the command."""
    return True if found is True else None


def _holds_programs(directory: str) -> bool:
    """Whether `directory` is a directory of programs or holds one."""
    return any(is_within(program_directory, directory) for program_directory in PROGRAM_DIRECTORIES)


def _names_a_file(source: str) -> bool:
    """Whether a source without a look at the disk is certainly one file: programs and scripts have such names."""
    name = source.rstrip("/").rpartition("/")[2]
    if source.endswith("/") or any(character in source for character in "*?["):
        return False
    directory = source.rpartition("/")[0]
    return "." in name.strip(".") or directory in PROGRAM_DIRECTORIES
