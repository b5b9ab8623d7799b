"""Does a command activate a conda environment, and can it do so in the shell that runs it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.shell.scope import CONDA

if TYPE_CHECKING:
    from dflint.build.state import State
    from dflint.shell.commands import Command, Script

_SOURCING = frozenset({".", "source"})
_SETTING_UP = frozenset({".", "source", "eval"})
"""Commands that may define `conda` as a function of the shell, which alone can activate an environment."""

_DASH = frozenset({"debian", "ubuntu"})
"""The systems whose `/bin/sh` is dash, which has no `source`:
https://wiki.debian.org/Shell, https://wiki.ubuntu.com/DashAsBinSh."""


def activates(command: Command) -> bool:
    """Whether `command` is ``conda activate``, or ``source activate``; a virtual environment is no such thing."""
    arguments = command.arguments
    first = arguments[0].value if arguments else None
    if first is None:
        return False
    if command.name in CONDA:
        return first == "activate"
    if command.name not in _SOURCING:
        return False
    return first == "activate" or (first.endswith("/bin/activate") and ("conda" in first or len(arguments) > 1))


def why_it_fails(command: Command, script: Script, state: State) -> str | None:
    """Why `command`, which activates an environment, certainly fails in the shell of `script`; None if it may work.

    `state` is what holds where the script runs.
    """
    if not _is_plain_shell(command, state) or (script.text is not None and script.text.text.startswith("#!")):
        return None
    if command.name == "source":
        if command.enclosing is None and _is_dash(state):
            return "the shell of this image, dash, has no `source`"
        return None
    if command.name not in CONDA or state.lookup("BASH_ENV") is not None:
        return None
    for earlier in script.commands:
        if earlier is command:
            break
        if earlier.name in _SETTING_UP or earlier.in_function:
            return None
    return f"`{command.name}` is not set up in the shell that runs this"


def _is_plain_shell(command: Command, state: State) -> bool:
    """Whether what runs `command` is certainly a shell that reads none of the files that set conda up."""
    enclosing = command.enclosing
    if enclosing is not None:
        options = [word.prefix for word in enclosing.arguments if word.prefix.startswith("-")]
        return enclosing.name in ("sh", "bash") and not enclosing.prefixes and options == ["-c"]
    shell = state.shell
    is_known = state.stage.root.known is not None or shell != ("/bin/sh", "-c")
    return is_known and len(shell) > 1 and shell[0] in ("/bin/sh", "/bin/bash", "sh", "bash") and _has_no_startup(shell)


def _has_no_startup(shell: tuple[str, ...]) -> bool:
    """Whether none of the options of a shell makes it read a file first."""
    for option in shell[1:]:
        if option.startswith("--") or (option.startswith("-") and ("l" in option or "i" in option)):
            return False
    return True


def _is_dash(state: State) -> bool:
    """Whether the shell is the `/bin/sh` of Debian or Ubuntu, and nothing has put another one in its place."""
    known = state.stage.root.known
    if known is None or known.system not in _DASH or state.shell[0] not in ("/bin/sh", "sh"):
        return False
    for run in state.stage.chain_runs:
        if run.stage is state.stage and run.position > state.position:
            break
        if any(_may_replace_shell(command) for command in run.commands):
            return False
    return not any("/bin" in (copy.destination or "/bin") for stage in state.stage.chain for copy in stage.copies)


def _may_replace_shell(command: Command) -> bool:
    return "/sh" in command.text or "dash" in command.text or (command.name == "ln" and "sh" in command.text)
