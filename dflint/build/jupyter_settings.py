"""What is Jupyter told about who may use it: on its command line, and in the lines that a build writes for it?

Its server takes no request without the token that it makes up at each start, unless it is told that the token is empty.
With a password no token is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun
    from dflint.build.stages import Stage
    from dflint.build.variables import Value
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord
    from dflint.source import MappedText, Source, Span

_CLASSES = ("NotebookApp", "ServerApp", "LabApp", "IdentityProvider", "PasswordIdentityProvider")
_OPTION = lazy_pattern(rf"--(?:{'|'.join(_CLASSES)})\.(token|password|hashed_password|allow_root)(?:=|\Z)")
_LINE = lazy_pattern(
    rf"""c\.(?:{"|".join(_CLASSES)})\.(token|password|hashed_password|allow_root)\s*=\s*u?(''|""|[^\s#;/]+)"""
)
_WRITERS = frozenset({"echo", "printf", "sed", "tee", "cat"})
_EMPTY = frozenset({"", "''", '""'})


class JupyterSetting(NamedTuple):
    """One setting. `name` is "token", "password" or "allow_root"; `value` is None where it is not known."""

    name: str
    value: str | None
    source: Source
    span: Span


def settings_of_run(run: ContainerRun) -> Iterator[JupyterSetting]:
    """What the command line of a container tells Jupyter; also through a script that starts it."""
    for command in run.script.commands:
        yield from settings_of_command(command, run.variable)


def settings_of_stage(stage: Stage) -> Iterator[JupyterSetting]:
    """What the build writes into the configuration of Jupyter, through the parents."""
    for current in reversed(stage.chain):
        for step in current.runs:
            if "c." not in step.instruction.source.slice(step.instruction.span):
                continue
            for command in step.commands:
                if command.name in _WRITERS:
                    for word in command.arguments:
                        yield from _in_text(word.content)
            for heredoc in step.instruction.heredocs:
                yield from _in_text(heredoc.body)
        for copy in current.copies:
            for heredoc in copy.instruction.heredocs:
                yield from _in_text(heredoc.body)


def settings_of_command(command: Command, variable: Callable[[str], Value]) -> Iterator[JupyterSetting]:
    """What a command that starts Jupyter tells it; `variable` gives the values of variables in the container."""
    for index, word in enumerate(command.arguments):
        match = _OPTION.match(word.prefix)
        if match is None:
            continue
        value: ShellWord | None = word.after(match.end())
        if not match[0].endswith("="):
            value = command.arguments[index + 1] if index + 1 < len(command.arguments) else None
        known = None if value is None else command.expand(value, variable)
        if value is not None and value.value is None and known == "":
            known = None  # a variable that is set when the container is started
        yield _setting(match[1], known, word.script.source, word.span)


def _in_text(text: MappedText) -> Iterator[JupyterSetting]:
    for match in _LINE.finditer(text.text):
        value = match[2]
        known = None if "$" in value or "os." in value else value
        yield _setting(match[1], known, text.source, text.span(match.start(), match.end()))


def _setting(name: str, value: str | None, source: Source, span: Span) -> JupyterSetting:
    name = name.removeprefix("hashed_")
    if value in _EMPTY:
        value = ""
    return JupyterSetting(name, value, source, span)
