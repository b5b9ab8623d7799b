"""Is the home directory of the user in effect there, and the user's own?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.steps import is_within
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.state import State
    from dflint.build.steps import RunStep
    from dflint.shell.commands import Command

# On Debian and Ubuntu useradd(8) makes a home directory only if it is told to, adduser(8) unless it is told not to.
_CREATES = lazy_pattern(r"--create-home|-[A-Za-z]*m[A-Za-z]*")
_CREATES_NOT = lazy_pattern(r"--no-create-home|--system|--disabled-home|-[A-Za-z]*[HMSr][A-Za-z]*")


def owns_home(state: State) -> bool | None:
    """Whether the user that RUN runs as may write to the home directory; None if that is not known."""
    home = state.home
    user = state.user_name
    if not isinstance(home, str) or not isinstance(user, str):
        return None
    if state.is_root:
        # A home that is not root's own may belong to another user, whom tools heed as root too.
        return True if home == "/root" or not is_within(home, "/home") else None
    known = state.stage.root.known
    if known is not None and known.user == user and known.home == home:
        return True
    for step in _runs_before(state):
        for command in step.commands:
            made = _makes_home(step, command, user)
            if made is not None:
                return True if made else None
    return None


def _runs_before(state: State) -> Iterator[RunStep]:
    for stage in state.stage.chain:
        for step in reversed(stage.runs):
            if stage is not state.stage or step.position < state.position:
                yield step


def _makes_home(step: RunStep, command: Command, user: str) -> bool | None:
    """Whether `command` makes the home of `user`; None if it does not add that user."""
    if command.name not in ("useradd", "adduser"):
        return None
    values = [step.value_of(command, word) for word in command.arguments]
    if user not in values:
        return None
    options = [value for value in values if value is not None and value.startswith("-")]
    if command.name == "adduser":
        return not any(_CREATES_NOT.fullmatch(option) for option in options)
    return any(_CREATES.fullmatch(option) for option in options)
