"""What does a container of an image run? ENTRYPOINT and CMD, and what a compose service puts in their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dflint.cached_property import cached_property
from dflint.dockerfile.instructions import Cmd, CommandInstruction, Entrypoint
from dflint.dockerfile.words import UNKNOWN
from dflint.shell.commands import Script
from dflint.shell.prefixes import peel
from dflint.shell.run import command_script, exec_script, exec_words
from dflint.shell.script import parse_shell

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.build.variables import Value
    from dflint.compose.service import Service
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord
    from dflint.source import MappedText


class ContainerRun:
    """One way in which the image of `stage` is run: as it is, or by the compose `service`.

    `is_known` is False where a service takes its command from somewhere that is not looked at.
    """

    def __init__(self, stage: Stage, service: Service | None, build: Build) -> None:
        self.stage = stage
        self.service = service
        self.build = build

    def __repr__(self) -> str:
        return f"ContainerRun({self.stage!r}, {self.service!r})"

    # Where the command line is written

    @cached_property
    def entrypoint(self) -> Entrypoint | None:
        """The ENTRYPOINT that is in effect."""
        if self.service is not None and _is_given(self.service.entrypoint):
            return None
        return self.stage.last(Entrypoint)

    @cached_property
    def command(self) -> Cmd | None:
        """The CMD that is in effect.

        None also where it is that of a parent stage and the stage sets another ENTRYPOINT, which clears it.
        """
        service = self.service
        if service is not None and (_is_given(service.entrypoint) or _is_given(service.command)):
            return None
        for stage in self.stage.chain:
            steps = stage.steps
            for step in reversed(steps):
                if isinstance(step, Cmd):
                    return step
            if any(isinstance(step, Entrypoint) for step in steps):
                return None
        return None

    @property
    def is_known(self) -> bool:
        """Whether the command line is what the two files say."""
        service = self.service
        return service is None or not service.is_extended or _is_given(service.command)

    # The commands

    @cached_property
    def script(self) -> Script:
        """All commands that are run; none where ENTRYPOINT and CMD come from the base image."""
        entry = self._entry_script
        if entry is not None:
            return entry
        return self._joined[0]

    @property
    def is_wrapped(self) -> bool:
        """Whether the command line is given to another program, an entry point, which runs it, as far as is known."""
        return self._entry_script is None and self._joined[1]

    @cached_property
    def _entry_script(self) -> Script | None:
        """The script of an entry point in the shell form, which gets no command."""
        if self.entrypoint is not None and not self.entrypoint.is_exec:
            return command_script(self.entrypoint, self.stage.final_state.shell)
        return None

    @cached_property
    def _joined(self) -> tuple[Script, bool]:
        """The script of the entry point with the command as its arguments, and whether it only wraps the command."""
        if not self.is_known:
            return Script(None), False
        entry = self._entry_words
        command_words = self._command_words
        if not entry:
            return self._command_script, False
        if command_words is None or peel([*entry, entry[0]]).program == len(entry):
            # The entry point only starts another program, which is what the command says.
            if peel([*entry, entry[0]]).program == len(entry):
                return self._command_script, False
            command_words = ()
        script = exec_script([*entry, *command_words], entry[0].span)
        name = script.commands[0].name
        if command_words and _is_script(name):
            return self._command_script, True
        return script, False

    @cached_property
    def _entry_words(self) -> Sequence[ShellWord]:
        service = self.service
        if service is not None and _is_given(service.entrypoint):
            return _words_of(service.entrypoint_text) or ()
        return () if self.entrypoint is None else exec_words(self.entrypoint)

    @cached_property
    def _command_words(self) -> Sequence[ShellWord] | None:
        """The words that the command is, without those that a shell reads; None where a shell reads it."""
        service = self.service
        if service is not None and _is_given(service.command):
            return _words_of(service.command_text)
        if self.command is None:
            return ()
        return exec_words(self.command) if self.command.is_exec else None

    @cached_property
    def _command_script(self) -> Script:
        service = self.service
        if service is not None and _is_given(service.command):
            text = service.command_text
            return Script(None) if text is None else parse_shell(text)
        if self.command is None:
            return Script(None)
        return command_script(self.command, self.stage.final_state.shell)

    def instruction_of(self, command: Command) -> CommandInstruction | None:
        """The instruction that the program of `command` stands in; None where that is the compose file."""
        if command.program is None or command.program.script.source is not self.stage.dockerfile.source:
            return None
        place = command.program.span
        for instruction in (self.entrypoint, self.command):
            if instruction is not None and instruction.span.contains(place):
                return instruction
        return None

    # Variables

    def variable(self, name: str) -> Value:
        """The value of a variable in the container: what the service sets, else what the image does."""
        service = self.service
        if service is not None:
            assignment = service.environment.get(name)
            if assignment is not None:
                return UNKNOWN if assignment.value is None else assignment.value
            if service.is_extended:
                return UNKNOWN
            if service.get("env_file") is not None:
                value = _from_environment_files(service, name, self.build)
                if value is not None:
                    return value
        return self.stage.final_state.env(name)


def container_runs(stage: Stage, build: Build) -> tuple[ContainerRun, ...]:
    """How the image of `stage` is run: by each service that builds it, or as it is where none does."""
    services: Sequence[Service] = ()
    if build.project is not None and stage is build.target:
        services = build.project.services_of(build)
    return tuple(ContainerRun(stage, service, build) for service in services or (None,))


def _is_given(node: object) -> bool:
    return node is not None and not getattr(node, "is_null", False)


def _words_of(text: MappedText | None) -> Sequence[ShellWord] | None:
    """The words of a command of a compose file, which no shell reads; None where it is more than one command."""
    if text is None:
        return ()
    commands = [command for command in parse_shell(text).commands if command.enclosing is None]
    if len(commands) != 1 or commands[0].assignments:
        return None
    return commands[0].words


def _is_script(name: str | None) -> bool:
    """Whether a program is one of the project's own, which is there to run what it is given."""
    return name is None or name.endswith((".sh", ".bash")) or "entrypoint" in name or "entry-point" in name


def _from_environment_files(service: Service, name: str, build: Build) -> Value:
    """What the files of ``env_file`` set `name` to; None if they certainly set nothing."""
    import os

    from dflint.compose.environment_reader import read_environment_file
    from dflint.compose.values import text_of

    node = service.get("env_file")
    assert node is not None
    found: Value = None
    folder = os.path.dirname(service.source.path)
    for item in node.elements if node.is_sequence else (node,):
        path = text_of(item.get("path") if item.is_mapping else item, service.variables)
        source = None if path is None or build.project is None else build.project.source(os.path.join(folder, path))
        if source is None:
            return UNKNOWN
        values = read_environment_file(source).values
        if name in values:
            value = values[name]
            found = UNKNOWN if value is None else value
    return found
