"""Can two RUN that stand one below the other be one, so that the same is done?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.build.steps import RunStep
    from dflint.shell.commands import Command
    from dflint.source import Edit

_STATE = frozenset(
    {
        "cd",
        "pushd",
        "popd",
        "set",
        "shopt",
        "export",
        "unset",
        "declare",
        "typeset",
        "readonly",
        "local",
        "read",
        "umask",
    }
    | {"ulimit", "exec", "exit", "return", "trap", "alias", "unalias", "hash", "let", "mapfile", "readarray"}
    | {
        "getopts",
        ".",
        "source",
        "eval",
        "conda",
        "mamba",
        "micromamba",
        "activate",
        "deactivate",
        "wait",
        "shift",
        "break",
    }
)
"""Commands that change the shell in which the next command runs, or end it."""

_PLAIN_BETWEEN = lazy_pattern(r"\s*\n[ \t]*RUN[ \t]+\Z", re.IGNORECASE)
_OPEN_END = lazy_pattern(r"(?:[;&|\\({`]|\b(?:do|then|else))\s*\Z")


def joined(first: RunStep, second: RunStep) -> Edit | None:
    """The edit that makes one RUN of `first` and `second` with ``&&``; None where the result might not be the same.

    `second` must be the next instruction. Nothing in `first` may leave anything to the shell of `second`, and `second`
    must not run on after a failure.
    """
    if second.position != first.position + 1 or first.is_trigger or first.stage is not second.stage:
        return None
    for step in (first, second):
        run = step.run
        if run.is_exec or run.flags or run.heredocs or step.script.has_errors or step.script.is_foreign:
            return None
        if step.script.comments or not run.body_text.strip():
            return None
    if any(_changes_shell(command) for command in first.commands) or _OPEN_END.search(first.run.body_text):
        return None
    if not all(_stops_at_failure(command) for command in second.commands):
        return None
    source = first.run.source
    start, end = first.run.span.end, second.run.body_word.span.start
    while source.text[start - 1] in " \t":
        start -= 1
    if _PLAIN_BETWEEN.fullmatch(source.text, start, end) is None or second.run.body_text[:1] in "!{(":
        return None
    escape = first.stage.dockerfile.escape
    return source.edit(Span(start, end), f" {escape}{source.newline}    && ")


def _changes_shell(command: Command) -> bool:
    if not command.words or "exec" in command.prefixes:
        return True
    return command.name is None or command.name in _STATE or command.is_background or command.in_function


def _stops_at_failure(command: Command) -> bool:
    if command.enclosing is not None or command.is_background or command.in_function or command.conditional:
        return False
    return command.connector in ("", "&&", "|")
