"""What does a RUN do to its shell that is gone when the RUN ends?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dflint.knowledge.command_effects import SCRIPTS_TO_SOURCE
from dflint.shell.words import assignment_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.steps import RunStep
    from dflint.shell.commands import Command

VARIABLE, DIRECTORY, SOURCED, SETTING = range(4)

_EXPORTS = frozenset({"export", "declare", "typeset", "readonly"})
_SETTINGS = frozenset({"alias", "ulimit", "umask"})
_BACK = frozenset({"..", "-", "../..", "/", "~", ""})
_OF_ENVIRONMENTS = "activate"


class LostState(NamedTuple):
    """A command whose effect nothing sees. `is_whole` is whether the RUN does nothing else."""

    kind: int
    step: RunStep
    command: Command
    is_whole: bool


def lost_state(step: RunStep) -> Iterator[LostState]:
    """The commands at the end of `step` that only change its shell, in order."""
    script = step.script
    if step.run.is_exec or script.is_foreign or script.has_errors or step.is_trigger:
        return
    commands = [command for command in step.commands if not command.in_substitution]
    lost: list[tuple[int, Command]] = []
    for command in reversed(commands):
        kind = _kind(command)
        if kind is None:
            break
        lost.append((kind, command))
    is_whole = len(lost) == len(commands)
    earlier = commands[: len(commands) - len(lost)]
    went_before = any(command.name in ("cd", "pushd") for command in earlier)
    for kind, command in reversed(lost):
        if kind in (SOURCED, SETTING) and not is_whole:
            continue
        if kind == DIRECTORY and (went_before or sum(one == DIRECTORY for one, _ in lost) > 1):
            # Whoever goes somewhere may go back.
            continue
        if _is_so_anyway(kind, step, command):
            continue
        yield LostState(kind, step, command, is_whole)


def _is_so_anyway(kind: int, step: RunStep, command: Command) -> bool:
    """Whether the next instruction finds what the command does: WORKDIR or ENV has done it before."""
    if kind == DIRECTORY:
        path = step.path_of(command, command.arguments[0])
        return path is not None and path == step.state.workdir
    if kind == VARIABLE:
        assignments = [assignment_of(word) for word in command.arguments]
        return all(
            one is not None
            and one.value is not None
            and isinstance(step.state.env(one.name), str)
            and step.value_of(command, one.value) == step.state.env(one.name)
            for one in assignments
        )
    return False


def _kind(command: Command) -> int | None:
    """What of the shell `command` changes, if it does nothing else."""
    if command.redirects or command.flags or command.enclosing is not None or command.prefixes:
        return None
    arguments = command.arguments
    if command.name in _EXPORTS:
        names_value = any(assignment_of(word) is not None for word in arguments)
        has_options = any(word.prefix.startswith("-") for word in arguments)
        return VARIABLE if names_value and not has_options else None
    if command.name == "cd":
        is_away = len(arguments) == 1 and arguments[0].value not in _BACK
        return DIRECTORY if is_away else None
    if command.name in (".", "source") and arguments:
        name = arguments[0].text.strip("\"'").rpartition("/")[2]
        return SOURCED if name in SCRIPTS_TO_SOURCE and name != _OF_ENVIRONMENTS and len(arguments) == 1 else None
    return SETTING if command.name in _SETTINGS and arguments else None
