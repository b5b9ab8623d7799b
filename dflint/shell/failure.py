"""What does a script do when one of its commands fails?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.shell.commands import Command, Script

_NOTHING = frozenset({"true", ":"})
_TELLING = frozenset({"echo", "printf"})


class IgnoredFailure:
    """The command `by`, because of which the script goes on as if nothing had happened.

    `is_told`: it says so in the output of the build.
    """

    def __init__(self, by: Command, is_told: bool = False) -> None:
        self.by = by
        self.is_told = is_told


def ignored_failure(command: Command, script: Script) -> IgnoredFailure | None:
    """What hides a failure of `command` from whoever runs the script; None if nothing certainly does.

    That is ``|| true`` behind it, or ``; exit 0`` at the end of a script that does not stop at the first failure.
    """
    if command.enclosing is not None or command.in_substitution or command.in_pipeline or command.in_function:
        return None
    commands = script.commands
    index = next((place for place, one in enumerate(commands) if one is command), len(commands))
    following = commands[index + 1] if index + 1 < len(commands) else None
    if following is None or following.enclosing is not None:
        return None
    if following.connector == "||":
        return _alternative(following, commands[index + 2 : index + 3])
    last = commands[-1]
    if last.enclosing is not None or last.in_substitution:
        return None  # it ends another shell: su -c "…; exit 0"
    if last.name == "exit" and [word.value for word in last.arguments] == ["0"] and last.connector == ";":
        has_stop = last.conditional or any(_stops_at_failure(one) for one in commands[:index])
        return (
            None if has_stop or command.conditional or _is_followed_by_test(commands[index:]) else IgnoredFailure(last)
        )
    return None


def _alternative(following: Command, behind: Sequence[Command]) -> IgnoredFailure | None:
    """What stands behind ``||``, if it is nothing, or a message and nothing else."""
    name = following.name
    if name not in _NOTHING | _TELLING or (behind and behind[0].connector in ("&&", "||", "|")):
        return None
    if behind and behind[0].conditional and behind[0].name in ("exit", "false", "return"):
        return None
    return IgnoredFailure(following, name in _TELLING)


def _stops_at_failure(command: Command) -> bool:
    """Whether the command is ``set -e``."""
    if command.name != "set":
        return False
    values = [word.value or "-e" for word in command.arguments]
    return any(value.startswith("-") and "e" in value for value in values) or "errexit" in values


def _is_followed_by_test(commands: Sequence[Command]) -> bool:
    """Whether the script looks at what came of it: ``$?``."""
    return any("$?" in command.text for command in commands)
