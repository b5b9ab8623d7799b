"""What comes of a command that fails: does its script fail too?"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from dflint.shell.commands import Command

_ASKING = frozenset({"if", "elif", "while", "until", "!"})


class Outcome(Enum):
    """What a script makes of the failure of one of its commands."""

    FAILS = "fails"
    """The script fails."""
    GOES_ON = "goes on"
    """The script goes on as if nothing had happened."""
    EXPECTED = "expected"
    """The script is written for it: ``a || b``, ``if a``, or the command does not always run."""


def outcome_of(commands: Sequence[Command], command: Command, stops_at_errors: bool = False) -> Outcome:
    """What comes of the failure of `command`, one of `commands`, which are those of a script in order.

    `stops_at_errors` is whether the shell is run with ``-e``.
    """
    while True:
        outcome = _in_its_script(commands, command, stops_at_errors)
        if outcome is not Outcome.FAILS or command.enclosing is None:
            return outcome
        if command.in_substitution:
            return Outcome.GOES_ON
        command = command.enclosing


def _in_its_script(commands: Sequence[Command], command: Command, stops_at_errors: bool) -> Outcome:
    """The outcome in the script that the command stands in, be it one in an argument of another command."""
    if command.conditional or command.script.text[: command.start].split()[-1:] in [[word] for word in _ASKING]:
        return Outcome.EXPECTED
    index = next(index for index, other in enumerate(commands) if other is command)
    beside = [other for other in commands if other.enclosing is command.enclosing]
    before = [other for other in commands[:index] if other.enclosing is command.enclosing]
    following = beside[len(before) + 1 :]
    if any(_turns_on_errexit(other) for other in before):
        stops_at_errors = True
    if command.is_background:
        return Outcome.GOES_ON
    if command.in_pipeline and following and following[0].connector == "|":
        # The last command of a pipeline decides.
        return Outcome.GOES_ON
    for other in following:
        if other.connector == "||":
            return Outcome.EXPECTED
        if other.connector in (";", "&"):
            return Outcome.FAILS if stops_at_errors else Outcome.GOES_ON
    return Outcome.FAILS


def _turns_on_errexit(command: Command) -> bool:
    if command.name != "set":
        return False
    values = [word.value or "" for word in command.arguments]
    return any(
        (value.startswith("-") and not value.startswith("--") and "e" in value[1:]) or value == "errexit"
        for value in values
    )
