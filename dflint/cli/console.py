"""Standard output and standard error: colours where they are wanted, quiet when a pipe is closed, progress."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO, Any

import click

from dflint.output.terminal import Style, printable, without_commands

PROGRESS_AFTER = 1.0
"""Seconds after which a run on a terminal shows that it goes on."""


PROGRESS_EVERY = 0.2
"""Seconds between two looks at what is done."""


class PipeClosedError(Exception):
    """Whoever reads standard output has had enough."""


class StandardOutputError(Exception):
    """Standard output cannot be written, as on a disk that is full; the message says why."""


def write(text: str, style: Style) -> None:
    """Write `text` to standard output. `style` says whether it has colours.

    Raises `PipeClosedError` and `StandardOutputError`, as all do that write there.

    What a CI system would take for a command to itself is shown as an escape: see `without_commands`.
    """
    with _failure_noticed():
        click.echo(without_commands(text), nl=False, color=style.is_coloured)


def write_commands(text: str, for_errors: bool = False) -> None:
    """Write lines that a CI system is to obey, to standard output or to standard error. Raises as `write` does."""
    if for_errors:
        _tell(text, is_coloured=False)
        return
    with _failure_noticed():
        click.echo(text, nl=False)


def write_bytes(data: bytes) -> None:
    """Write `data` to standard output as it is. Raises as `write` does."""
    with _failure_noticed():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def write_file(path: str, text: str) -> None:
    """Write `text` into the file at `path`; folders that it needs are made. Raises `OSError`."""
    folder = os.path.dirname(path)
    # A file in the place of the folder is told as such when it is opened.
    if folder and not os.path.lexists(folder):
        os.makedirs(folder, exist_ok=True)
    with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        file.write(text)


def flush() -> None:
    """Write what is left in the buffer of standard output. Raises as `write` does."""
    if sys.stdout is not None:
        with _failure_noticed():
            sys.stdout.flush()


def give_up(stream: IO[Any] | None) -> None:
    """Send what is left in the buffer of `stream` nowhere: else the interpreter complains of it when it ends."""
    with suppress(OSError, ValueError):
        if stream is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def _failure_noticed() -> Iterator[None]:
    if sys.stdout is None:
        raise StandardOutputError("it is closed")
    try:
        yield
    except OSError as error:
        # Windows calls a closed pipe an invalid argument.
        if isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL):
            raise PipeClosedError from error
        raise StandardOutputError(error.strerror or str(error)) from error


def tell(text: str, style: Style | None = None) -> None:
    """Write lines to standard error. Without a `style` control characters in them are shown as escapes."""
    text = safe_lines(text) if style is None else without_commands(text)
    _tell(f"{text}\n", is_coloured=style is not None and style.is_coloured)


def _tell(text: str, is_coloured: bool) -> None:
    """Write `text` to standard error. If that cannot be written, there is nobody to tell."""
    try:
        click.echo(text, nl=False, err=True, color=is_coloured)
    except OSError:
        give_up(sys.stderr)


def tell_error(message: str, environment: Mapping[str, str] = os.environ) -> None:
    """Say on standard error what went wrong, under GitHub Actions also as an annotation of the run."""
    tell(f"Error: {message}")
    annotate_error(message, environment)


def annotate_error(message: str, environment: Mapping[str, str] = os.environ) -> None:
    """Under GitHub Actions, make `message` an annotation of the run: what only the log has is easily missed."""
    if environment.get("GITHUB_ACTIONS") != "true":
        return
    from dflint.output.github import error_command

    write_commands(error_command(message) + "\n", for_errors=True)


def safe_lines(text: str) -> str:
    """Lines that steer neither a terminal nor a CI system: what would is shown as an escape."""
    return without_commands("\n".join(printable(line) for line in text.split("\n")))


@contextmanager
def commands_stopped(environment: Mapping[str, str] = os.environ) -> Iterator[None]:
    """Keep GitHub's runner from obeying lines of standard output, for what has to be written as it is.

    It takes everything for text until it reads a word that nobody can guess. Raises `PipeClosedError`.
    Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions (verified 2026-11-27).
    """
    if environment.get("GITHUB_ACTIONS") != "true":
        yield
        return
    word = os.urandom(16).hex()
    write_commands(f"::stop-commands::{word}\n")
    try:
        yield
    finally:
        write_commands(f"::{word}::\n")


def style_of(stream: IO[Any], color: str, environment: Mapping[str, str] = os.environ) -> Style:
    """The style for `stream`. `color` is ``"always"``, ``"never"`` or ``"auto"``.

    ``auto`` asks the environment (https://no-color.org: NO_COLOR if it is not empty; then FORCE_COLOR and
    CLICOLOR_FORCE), and then whether the stream is a terminal that knows more than text.
    """
    if color != "auto":
        return Style(color == "always")
    if environment.get("NO_COLOR"):
        return Style(False)
    if any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return Style(True)
    return Style(is_terminal(stream) and environment.get("TERM") != "dumb")


def is_terminal(stream: IO[Any]) -> bool:
    """Whether a person looks at `stream`. A closed or missing stream is no terminal."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


@contextmanager
def progress(message: str) -> Iterator[Callable[[str], None]]:
    """Show `message` on standard error if what is done inside takes more than a second and that is a terminal.

    What is given takes other messages, to say what is done meanwhile.
    """
    if not is_terminal(sys.stderr):
        yield lambda _: None
        return
    from threading import Event, Thread

    finished = Event()
    shown = [message]

    def say(another: str) -> None:
        shown[0] = another

    def show() -> None:
        if finished.wait(PROGRESS_AFTER):
            return
        from rich.console import Console
        from rich.markup import escape

        def escaped(text: str) -> str:
            return escape(printable(text))

        with Console(stderr=True).status(escaped(shown[0])) as status:
            while not finished.wait(PROGRESS_EVERY):
                status.update(escaped(shown[0]))

    thread = Thread(target=show, daemon=True)
    thread.start()
    try:
        yield say
    finally:
        finished.set()
        thread.join()
