"""The command line: one module a command, imported when the command is given."""

from __future__ import annotations

import errno
import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from io import StringIO

import click

from dflint import __version__
from dflint.cli.console import PipeClosedError, StandardOutputError, annotate_error, flush, give_up, tell, tell_error

BUGS = "https://github.com/dflint/dflint/issues"

INTERRUPTED = 130
"""As shells count it: 128 and the number of SIGINT."""

PIPE_CLOSED = 141
"""As shells count it: 128 and the number of SIGPIPE."""

_COMMANDS = ("analyze", "baseline", "check", "config", "data", "diff", "fix", "rule", "rules")
_HIDDEN = ("debug",)


class _Commands(click.Group):
    """The commands of dflint. None is imported before it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS and cmd_name not in _HIDDEN:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
def command() -> None:
    """The linter and optimizer for the container files of machine-learning projects."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status is returned.

    0: nothing at or above ``--fail-on`` was found; 1: something was; 2: a wrong call or configuration, a path that does
    not exist, or an internal error.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    # A run keeps what it builds until it ends: looking for garbage takes a quarter of its time and frees nothing.
    gc.disable()
    try:
        return _run(arguments)
    finally:
        gc.enable()


def _tell_bug() -> None:
    """Say what was raised and nobody has thought of."""
    import traceback

    message = f"This is a bug of dflint. Please report it at {BUGS}"
    tell(f"{traceback.format_exc()}\n{message}")
    annotate_error(message)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        status = command.main(arguments, prog_name="dflint", standalone_mode=False)
        flush()
    except click.ClickException as error:
        # It may quote a configuration file, so it is told as everything else is.
        shown = StringIO()
        error.show(shown)
        tell(shown.getvalue().removesuffix("\n"))
        annotate_error(error.format_message())
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    except (PipeClosedError, BrokenPipeError):
        give_up(sys.stdout)
        return PIPE_CLOSED
    except StandardOutputError as error:
        give_up(sys.stdout)
        tell_error(f"standard output cannot be written: {error}")
        return 2
    except Exception as error:  # the last resort: whatever it is, the caller gets 2 and we get a report
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:  # as for the text of --help
            give_up(sys.stdout)
            tell_error(str(error.strerror))
        else:
            _tell_bug()
        return 2
    return status if isinstance(status, int) else 0
