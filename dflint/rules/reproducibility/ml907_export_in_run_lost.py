"""ML907: ``RUN export``, ``RUN cd``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import StageRule, safe, unsafe
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.build.lost_state import LostState
    from dflint.shell.words import ShellWord

_PLAIN = lazy_pattern(r"[\w./:@%+,=-]*")
_WITH_VARIABLES = lazy_pattern(r"(?:[\w./:@%+,=-]|\$\w+|\$\{\w+\})*")
_SEARCHED = lazy_pattern(r".*PATH|LD_.*|HOME|SHELL|USER|PWD|LANG|LC_.*")
"""Variables that decide what other programs find: whether they should hold is for people to say."""


class ExportInRunLost(StageRule):
    """A RUN changes its shell at its end, and nothing sees it.

    Each RUN is a shell of its own. What `export`, `cd` or `source` do to it is gone when it ends: the next instruction,
    and the container, know nothing of it. Write `ENV` for a variable and `WORKDIR` for a directory, or put the command
    in front of those that need it, in the same RUN. The rule is silent where nothing relies on it.
    """

    code = "ML907"
    name = "export-in-run-lost"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    mentions = ("export", "cd", "source", ". ", "declare", "typeset", "readonly", "alias", "ulimit", "umask")
    sources = (
        "https://docs.docker.com/reference/dockerfile/#run",
        "https://docs.docker.com/build/building/best-practices/#env",
        "https://docs.docker.com/build/building/best-practices/#workdir",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN export FLASK_APP=app.py
            CMD ["flask", "run", "--host=0.0.0.0"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            ENV FLASK_APP=app.py
            CMD ["flask", "run", "--host=0.0.0.0"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a command."""
        from dflint.build.lost_state import lost_state
        from dflint.build.relied_state import is_relied_on

        for run in stage.runs:
            for lost in lost_state(run):
                if is_relied_on(lost):
                    yield self._finding(lost)

    def _finding(self, lost: LostState) -> Diagnostic:
        from dflint.build.lost_state import DIRECTORY, SOURCED, VARIABLE

        command = lost.command
        name = command.name or ""
        what = {VARIABLE: "what `{}` sets", DIRECTORY: "the directory that `{}` goes to", SOURCED: "what `{}` sets"}
        helps = {
            VARIABLE: "use ENV, or set it in front of the commands that need it",
            DIRECTORY: "use WORKDIR, or go there in front of the commands that need it",
        }
        subject = what.get(lost.kind, "what `{}` sets").format(name)
        return self.found(
            lost.step.run.source,
            command.span,
            f"{subject} is lost: the shell of this RUN ends here",
            help=helps.get(lost.kind, "do it in front of the commands that need it, in the same RUN"),
            fix=_fix(lost),
        )


def _fix(lost: LostState) -> Fix | None:
    """The instruction that does what the RUN says, where it says nothing else."""
    from dflint.build.lost_state import DIRECTORY, VARIABLE

    run, command = lost.step.run, lost.command
    if not lost.is_whole or run.flags or run.heredocs or run.comments or len(lost.step.commands) != 1:
        return None
    if lost.kind == VARIABLE and command.name == "export":
        return _env(lost)
    if lost.kind == DIRECTORY and _PLAIN.fullmatch(command.arguments[0].text):
        source = run.source
        return unsafe("Write WORKDIR", source.edit(run.span, f"WORKDIR {command.arguments[0].text}"))
    return None


def _env(lost: LostState) -> Fix | None:
    from dflint.shell.words import assignment_of

    run, pairs, is_safe = lost.step.run, [], True
    for word in lost.command.arguments:
        assignment = assignment_of(word)
        value = None if assignment is None else _written(assignment.value, lost)
        if assignment is None or value is None:
            return None
        pairs.append(f"{assignment.name}={value}")
        if _SEARCHED.fullmatch(assignment.name) or lost.step.state.lookup(assignment.name) is not None:
            is_safe = False
    make = safe if is_safe else unsafe
    return make("Write ENV", run.source.edit(Span(run.span.start, run.span.end), f"ENV {' '.join(pairs)}"))


def _written(word: ShellWord | None, lost: LostState) -> str | None:
    """The value as ENV takes it; None where it would not mean the same there."""
    if word is None or "\n" in word.text:
        return None
    text = word.text
    if len(text) > 1 and text[0] == text[-1] == '"':
        inner = text[1:-1]
    elif len(text) > 1 and text[0] == text[-1] == "'":
        inner, text = text[1:-1], f'"{text[1:-1]}"'
        if not _PLAIN.fullmatch(inner):
            return None
    else:
        inner = text
    if not _WITH_VARIABLES.fullmatch(inner.replace(" ", "") if text.startswith('"') else inner):
        return None
    names = re.findall(r"\$\{?(\w+)", inner)
    known = all(name == "PATH" or isinstance(lost.step.state.lookup(name), str) for name in names)
    return text if known else None
