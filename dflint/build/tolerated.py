"""Does a failure of a command fail the build?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.build.steps import RunStep
    from dflint.shell.commands import Command


def may_be_skipped(command: Command, step: RunStep) -> bool:
    """Whether `command` is not always carried out, or something else is done where it fails: ``a || b``."""
    if command.conditional or command.is_background:
        return True
    commands = step.commands
    index = next((index for index, one in enumerate(commands) if one is command), len(commands))
    following = next((one for one in commands[index + 1 :] if one.enclosing is command.enclosing), None)
    return following is not None and following.connector == "||"
