"""What RUN, COPY and ADD do in the state that is in effect where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dflint.build.images import BaseImage, NamedContext
from dflint.build.references import resolve_copy, resolve_mount
from dflint.build.state import State, clean_path, join_path
from dflint.cached_property import cached_property
from dflint.dockerfile.instructions import Add, Copy
from dflint.dockerfile.words import UNKNOWN, Unknown

if TYPE_CHECKING:
    from dflint.build.origins import FileOrigin
    from dflint.build.package_indexes import Indexes
    from dflint.build.references import Origin
    from dflint.build.resolved_packages import ResolvedPackages
    from dflint.build.stages import Stage
    from dflint.build.variables import Value
    from dflint.build.wanted_packages import WantedPackages
    from dflint.context.copy_sources import Taken
    from dflint.dockerfile.instructions import Mount, Run
    from dflint.shell.commands import Command, Script
    from dflint.shell.installers import Install
    from dflint.shell.words import ShellWord


# Variables that a shell or the container sets: https://www.gnu.org/software/bash/manual/html_node/Shell-Variables.html
_SET_BY_SHELL = frozenset(
    {"HOME", "PWD", "OLDPWD", "HOSTNAME", "SHELL", "SHLVL", "UID", "EUID", "PPID", "RANDOM", "IFS", "LINENO", "SECONDS"}
    | {"BASH", "BASH_VERSION", "BASH_SOURCE", "OSTYPE", "MACHTYPE", "HOSTTYPE", "PIPESTATUS", "OPTARG", "OPTIND", "_"}
)
# Arguments that are given to every RUN without being declared: https://docs.docker.com/reference/dockerfile/#predefined-args
_PROXIES = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"})
_SOURCING = frozenset({".", "source", "eval"})
_DECLARING = frozenset({"export", "declare", "typeset", "readonly", "read", "mapfile", "readarray"})


class Step:
    """An instruction of a stage in its place: `position` is the one in `Stage.steps`."""

    def __init__(self, stage: Stage, position: int) -> None:
        self.stage = stage
        self.position = position

    @cached_property
    def state(self) -> State:
        """What holds before the step."""
        return State(self.stage, self.position)

    @property
    def is_trigger(self) -> bool:
        """Whether the step comes from an ONBUILD of the stage that this one starts from."""
        return self.position < len(self.stage.triggers)


class RunMount:
    """A mount of a RUN, with its variables replaced.

    `target` is absolute, `source` as it is given; both are None when they are not given or not known. `origin` is where
    the files of a bind mount come from; `is_from_context` if that is the build context.
    """

    def __init__(self, mount: Mount, step: RunStep) -> None:
        self.mount = mount
        self.step = step
        self.type = mount.type

    @cached_property
    def target(self) -> str | None:
        """The absolute path in the container."""
        target = self._option("target")
        return self.step.state.path(target) if target else None

    @cached_property
    def source(self) -> str | None:
        """The path in what is mounted, relative to its root; "" for all of it."""
        if self.mount.option("source") is None:
            return ""
        source = self._option("source")
        return None if source is None else clean_path(source)[1:]

    @cached_property
    def id(self) -> str | None:
        """The name of the cache or secret."""
        return self._option("id")

    @property
    def is_from_context(self) -> bool:
        """Whether it is a bind mount of the build context."""
        return self.type == "bind" and not self.mount.from_

    @cached_property
    def origin(self) -> Origin:
        """What ``from=`` names; None if it names nothing or that is not known."""
        stage = self.step.stage
        reference = resolve_mount(stage.graph, stage, self.step.run, self.mount)
        return None if reference is None else reference.origin

    def _option(self, name: str) -> str | None:
        word = self.mount.option(name)
        return None if word is None else word.expand(self.step.state.lookup)


class RunStep(Step):
    """A RUN: the commands that it runs, the installations among them, its mounts."""

    def __init__(self, stage: Stage, position: int, run: Run) -> None:
        super().__init__(stage, position)
        self.run = run

    @property
    def instruction(self) -> Run:
        """The instruction."""
        return self.run

    @cached_property
    def script(self) -> Script:
        """The script that is run."""
        from dflint.shell.run import run_script

        return run_script(self.run, self.state.shell)

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands, in order."""
        return self.script.commands

    @cached_property
    def _order(self) -> dict[int, int]:
        return {id(command): index for index, command in enumerate(self.commands)}

    def order_of(self, command: Command) -> int:
        """The index of one of the commands; behind all of them if it is none."""
        return self._order.get(id(command), len(self._order))

    @cached_property
    def needs_only_inputs(self) -> dict[str, bool]:
        """What `dflint.build.install_purity.needs_only_inputs` has found, by directory."""
        return {}

    @cached_property
    def commands_for_pip_settings(self) -> tuple[Command, ...]:
        """The commands of ``pip config``, and those that may write a file of settings."""
        from dflint.build.package_indexes import commands_for_pip_settings

        return tuple(commands_for_pip_settings(self))

    @cached_property
    def writing_commands(self) -> tuple[Command, ...]:
        """The commands that may write a file."""
        from dflint.build.origins import writing_commands

        return tuple(writing_commands(self))

    @cached_property
    def _sets_anything(self) -> bool:
        """Whether the script, or a secret, sets variables that cannot be named."""
        if any(mount.type == "secret" and "env" in mount.mount.options for mount in self.mounts):
            return True
        return any(
            command.name in _SOURCING
            or (
                command.name in _DECLARING
                and any(word.value is None and "=" not in word.prefix for word in command.arguments)
            )
            for command in self.commands
        )

    def lookup(self, name: str) -> Value:
        """The value that the script finds in a variable that it has not set itself."""
        if name in _SET_BY_SHELL or name.upper() in _PROXIES:
            return self.state.home if name == "HOME" else UNKNOWN
        value = self.state.lookup(name)
        return UNKNOWN if value is None and self._sets_anything else value

    @cached_property
    def installs(self) -> tuple[InstallStep, ...]:
        """The commands that install, remove or fetch packages; variables of ENV and ARG in them are replaced."""
        from dflint.shell.installers import installs

        return tuple(InstallStep(install, self) for install in installs(self.script, self.lookup))

    @cached_property
    def _install_commands(self) -> frozenset[int]:
        return frozenset(id(install.command) for install in self.installs)

    def is_install(self, command: Command) -> bool:
        """Whether `command` is one of the installations."""
        return id(command) in self._install_commands

    @cached_property
    def mounts(self) -> tuple[RunMount, ...]:
        """The mounts, in order."""
        return tuple(RunMount(mount, self) for mount in self.run.mounts) if self.run.flags else ()

    @property
    def cache_mounts(self) -> tuple[RunMount, ...]:
        """The cache mounts."""
        return tuple(mount for mount in self.mounts if mount.type == "cache")

    def cache_mount_over(self, path: str) -> RunMount | None:
        """The cache mount that the absolute `path` lies in, if there is one."""
        for mount in self.cache_mounts:
            if mount.target is not None and is_within(path, mount.target):
                return mount
        return None

    def directory_of(self, command: Command) -> str | None:
        """The absolute directory that `command` runs in; None if that is not known."""
        directory = command.working_directory
        return None if directory is None else self.state.path(directory)

    def value_of(self, command: Command, word: ShellWord) -> str | None:
        """The value of a word of `command`, with variables of the script, of ENV and of ARG; None if not known."""
        return command.expand(word, self.lookup)

    def path_of(self, command: Command, word: ShellWord) -> str | None:
        """The absolute path that a word of `command` names; None if that is not known."""
        value = self.value_of(command, word)
        if not value or word.has_glob:
            return None
        if value.startswith("/"):
            return clean_path(value)
        directory = self.directory_of(command)
        return None if directory is None else join_path(directory, value)


class InstallStep:
    """A command that installs, removes or fetches packages."""

    def __init__(self, install: Install, step: RunStep) -> None:
        self.install = install
        self.step = step

    @property
    def command(self) -> Command:
        """The command."""
        return self.install.command

    @property
    def run(self) -> Run:
        """The RUN that it stands in."""
        return self.step.run

    @property
    def stage(self) -> Stage:
        """The stage that it stands in."""
        return self.step.stage

    @property
    def state(self) -> State:
        """What holds before the RUN."""
        return self.step.state

    @property
    def directory(self) -> str | None:
        """The absolute directory that the command runs in; None if that is not known."""
        return self.step.directory_of(self.command)

    def path_of(self, word: ShellWord) -> str | None:
        """The absolute path that a word of the command names; None if that is not known."""
        return self.step.path_of(self.command, word)

    def lookup(self, name: str) -> Value:
        """The value of a variable that the command finds in its environment; None if it is certainly not set."""
        command = self.command
        for assignment in reversed(command.assignments):
            if assignment.name == name:
                value = None if assignment.value is None else command.expand(assignment.value, self.step.lookup)
                return UNKNOWN if value is None else value
        if command.variables is None:
            return UNKNOWN
        if name in command.variables:
            word = command.variables[name]
            return UNKNOWN if word is None or word.value is None else word.value
        inherited = self.step.lookup(name)
        # sudo passes on little of the environment, unless it is set up to.
        return UNKNOWN if inherited is not None and "sudo" in command.prefixes else inherited

    def file_origin(self, path: str | None) -> FileOrigin | None:
        """Which file of the build context the command finds at the absolute `path`; None if none or not known."""
        if path is None:
            return None
        from dflint.build.origins import find_origin_in_run

        return find_origin_in_run(self.step, path, self.command)

    @cached_property
    def location(self) -> str | None:
        """The absolute directory below which Python packages are installed; None if that is not known."""
        from dflint.build.install_locations import find_location

        return find_location(self)

    @cached_property
    def leaves_out_dependencies(self) -> bool:
        """Whether only what is named is installed, without what it needs."""
        if self.install.has("--no-deps"):
            return True
        value = self.lookup("PIP_NO_DEPS") if self.install.manager == "pip" else None
        return value is not None and value not in ("0", "false", "")

    @cached_property
    def indexes(self) -> Indexes:
        """The indexes that a Python installation takes packages from."""
        from dflint.build.package_indexes import Indexes

        return Indexes(self)

    @cached_property
    def wanted(self) -> WantedPackages:
        """The packages that the command asks for, and the files that it reads."""
        from dflint.build.wanted_packages import packages_of_install

        return packages_of_install(self)

    @cached_property
    def resolved(self) -> ResolvedPackages:
        """The packages that the command really brings, through a lock file where one is in use."""
        from dflint.build.resolved_packages import resolved_of_install

        return resolved_of_install(self)

    @cached_property
    def manifests(self) -> tuple[tuple[ShellWord, FileOrigin | None], ...]:
        """The requirement and constraint files that the command names, and where each comes from."""
        words = (*self.install.requirement_files, *self.install.constraint_files)
        return tuple((word, self.file_origin(self.path_of(word))) for word in words)


class CopyStep(Step):
    """A COPY or ADD, with its variables replaced."""

    def __init__(self, stage: Stage, position: int, instruction: Copy | Add) -> None:
        super().__init__(stage, position)
        self.instruction = instruction

    @cached_property
    def sources(self) -> tuple[str | None, ...]:
        """The sources as BuildKit sees them, heredocs left out; None where one is not known."""
        lookup = self.state.lookup
        return tuple(word.expand(lookup) for word in self.instruction.sources)

    @cached_property
    def _written_destination(self) -> str | None:
        return self.instruction.destination.expand(self.state.lookup)

    @cached_property
    def destination(self) -> str | None:
        """The absolute destination, without a slash at its end; None when it is not known."""
        written = self._written_destination
        return None if not written else self.state.path(written)

    @property
    def names_directory(self) -> bool:
        """Whether the destination is written as a directory, or must be one."""
        written = self._written_destination or ""
        return (
            written.endswith("/")
            or written.rpartition("/")[2] in (".", "..")
            or len(self.instruction.sources) + len(self.instruction.heredocs) > 1
        )

    @cached_property
    def origin(self) -> Origin:
        """What ``--from`` names; None if there is none or that is not known."""
        if not isinstance(self.instruction, Copy):
            return None
        reference = resolve_copy(self.stage.graph, self.stage, self.instruction)
        return None if reference is None else reference.origin

    @property
    def from_stage(self) -> Stage | str | None:
        """The stage that ``--from`` names, or the name of the image or named context."""
        origin = self.origin
        if isinstance(origin, BaseImage):
            return origin.text
        return origin.name if isinstance(origin, NamedContext) else origin

    @property
    def is_from_context(self) -> bool:
        """Whether the files come from the build context."""
        word = self.instruction.from_
        return word is None or not word.argument

    @cached_property
    def excludes(self) -> Sequence[str] | None:
        """The patterns of ``--exclude``; None if one is not known."""
        patterns = [word.expand(self.state.lookup) for word in self.instruction.excludes]
        known = [pattern for pattern in patterns if pattern is not None]
        return known if len(known) == len(patterns) else None

    @cached_property
    def taken(self) -> Taken | None:
        """The files that are taken from the build context; None when they are not from there or not known."""
        context = self.stage.graph.context
        if context is None or not self.is_from_context or self.excludes is None or None in self.sources:
            return None
        sources = [source for source in self.sources if source is not None]
        return context.taken_by(sources, self.excludes, self.instruction.parents)

    @property
    def workdir(self) -> str | None:
        """The working directory in effect; None when it is not known."""
        workdir = self.state.workdir
        return None if isinstance(workdir, Unknown) else workdir


def is_within(path: str, directory: str) -> bool:
    """Whether the absolute, clean `path` is `directory` or lies in it."""
    return path == directory or directory == "/" or path.startswith(directory + "/")
