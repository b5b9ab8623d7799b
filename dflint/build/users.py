"""Where is the home directory of a user?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.dockerfile.words import UNKNOWN, Unknown

if TYPE_CHECKING:
    from dflint.build.state import State
    from dflint.build.steps import RunStep
    from dflint.shell.commands import Command

# Options of `useradd` (shadow), `adduser` (Debian) and `adduser` (busybox) that take a value.
# https://man7.org/linux/man-pages/man8/useradd.8.html, https://manpages.debian.org/trixie/adduser/adduser.8.en.html,
# https://www.busybox.net/downloads/BusyBox.html#adduser
_VALUE_OPTIONS = frozenset(
    {"-b", "-c", "-d", "-e", "-f", "-g", "-G", "-h", "-k", "-K", "-p", "-s", "-u", "-Z", "--base-dir", "--comment"}
    | {"--home-dir", "--home", "--expiredate", "--inactive", "--gid", "--groups", "--skel", "--key", "--password"}
    | {"--shell", "--uid", "--ingroup", "--gecos", "--firstuid", "--lastuid", "--conf", "--add_extra_groups"}
)
_HOME_OPTIONS = frozenset({"-d", "-h", "--home", "--home-dir"})
_USER_NUMBER_OPTIONS = frozenset({"-u", "--uid"})


def home_directory(state: State) -> str | Unknown:
    """The home directory of the user in effect, where HOME is not set: what /etc/passwd says of it."""
    user = state.user_name
    if isinstance(user, Unknown) or state.stage.root.is_scratch:
        return UNKNOWN
    if user in ("root", "0"):
        return "/root"
    for step in _runs_before(state):
        for command in reversed(step.commands):
            if command.name in ("useradd", "adduser"):
                home = _home_of_new_user(step, command, user)
                if home is not None:
                    return home
            elif command.name == "usermod":
                return UNKNOWN
    known = state.stage.root.known
    if known is not None and known.user == user and known.home is not None:
        return known.home
    return UNKNOWN


def _runs_before(state: State) -> Iterator[RunStep]:
    position = state.position
    for stage in state.stage.chain:
        for step in reversed(stage.runs):
            if step.position < position or stage is not state.stage:
                yield step


def _home_of_new_user(step: RunStep, command: Command, user: str) -> str | Unknown | None:
    """The home of `user`, if `command` is what adds that user; None if it adds another one."""
    values = [step.value_of(command, word) for word in command.arguments]
    options, operands = _parse(values)
    if None in values:
        return UNKNOWN
    names = [operand for operand in operands if operand]
    if not names:
        return None
    # Debian's adduser takes a group as its second operand, useradd only one operand.
    name = names[0] if command.name == "adduser" else names[-1]
    number = next((value for option, value in options if option in _USER_NUMBER_OPTIONS), None)
    if user not in (name, number):
        return None
    home = next((value for option, value in options if option in _HOME_OPTIONS), None)
    if home:
        return home
    flags = {option for option, _ in options}
    if flags & {"--base-dir", "-b"} or (command.name == "adduser" and "--system" in flags):
        return UNKNOWN
    return f"/home/{name}"


def _parse(values: Sequence[str | None]) -> tuple[list[tuple[str, str | None]], list[str | None]]:
    """The options with their values, and the operands."""
    options: list[tuple[str, str | None]] = []
    operands: list[str | None] = []
    index = 0
    while index < len(values):
        value = values[index]
        index += 1
        if value is None or not value.startswith("-") or value == "-":
            operands.append(value)
            continue
        name, equals, attached = value.partition("=")
        if not equals and not name.startswith("--") and len(name) > 2:
            # Grouped short options: the last one may take the next word.
            options.extend((f"-{letter}", None) for letter in name[1:-1])
            name = f"-{name[-1]}"
        if equals:
            options.append((name, attached))
        elif name in _VALUE_OPTIONS and index < len(values):
            options.append((name, values[index]))
            index += 1
        else:
            options.append((name, None))
    return options, operands
