"""ML321: ``CMD ["conda", "run", "-n", "ml", "python", "app.py"]``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.dockerfile.instructions import Cmd, Entrypoint
from dflint.rules.rule import StageRule, unsafe
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

_STREAMING = frozenset({"--no-capture-output", "--live-stream", "-s", "--help", "-h"})
_WITH_VALUE = frozenset({"-n", "--name", "-p", "--prefix", "--cwd"})


class CondaRunCapturesOutput(StageRule):
    """The image starts its program with `conda run`, which keeps the output back until the program ends.

    `conda run` collects what the program writes and prints it when it is done: of a server or a training nothing is
    seen in the logs while it runs, and what was written is lost when the container is killed. `--no-capture-output`
    passes it on at once.

    The fix is unsafe for as long as it has not been run with a real conda.
    """

    code = "ML321"
    name = "conda-run-captures-output"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("conda",)
    sources = ("https://docs.conda.io/projects/conda/en/latest/commands/run.html",)

    bad = {
        "Dockerfile": """
            FROM continuumio/miniconda3:24.9.2-0
            COPY app.py .
            CMD ["conda", "run", "-n", "ml", "python", "app.py"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM continuumio/miniconda3:24.9.2-0
            COPY app.py .
            CMD ["conda", "run", "--no-capture-output", "-n", "ml", "python", "app.py"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding at what the image runs."""
        from dflint.shell.run import command_script

        shell = stage.final_state.shell
        for instruction in (stage.last(Entrypoint), stage.last(Cmd)):
            if instruction is None or instruction not in stage.instructions:
                continue
            if isinstance(instruction, Cmd) and stage.last(Entrypoint) is not None:
                # Arguments of the entry point, or what that runs in its own way.
                continue
            if not instruction.is_exec and _captures_by_shell(shell):
                yield self.found(instruction.source, instruction.body_word.span, f"{_MESSAGE} (see SHELL)", help=_HELP)
                continue
            for command in command_script(instruction, shell).commands:
                run = _capturing_word(command)
                if run is not None:
                    span = Span(command.words[0].span.start, run.span.end)
                    yield self.found(instruction.source, span, _MESSAGE, help=_HELP, fix=_fix(instruction, run))


_MESSAGE = "`conda run` keeps the output of the program back until it ends"
_HELP = "add `--no-capture-output`"


def _captures_by_shell(shell: tuple[str, ...]) -> bool:
    return shell[:1] == ("conda",) and "run" in shell and not _STREAMING & set(shell)


def _capturing_word(command: Command) -> ShellWord | None:
    """The word ``run`` of ``conda run`` without the option that passes the output on; None if it is not called so."""
    words = command.words
    values = [word.value for word in words]
    start = 1 if values[:1] == ["exec"] else 0
    if (
        values[start : start + 1] not in (["conda"], ["/opt/conda/bin/conda"])
        or "run" not in values[start + 1 : start + 2]
    ):
        return None
    index = start + 2
    while index < len(words):
        value = values[index]
        if value is None or value in _STREAMING:
            return None
        if not value.startswith("-"):
            break
        index += 2 if value in _WITH_VALUE else 1
    return words[start + 1]


def _fix(instruction: Cmd | Entrypoint, run: ShellWord) -> Fix | None:
    """Put the option behind ``run``."""
    from dflint.shell.command_edits import add_after

    if not instruction.is_exec:
        return unsafe(_HELP.capitalize(), add_after(run, "--no-capture-output"))
    word = next((word for word in instruction.arguments if word.span.contains(run.span)), None)
    if word is None or instruction.source.slice(word.span) not in ('"run"', "run"):
        return None
    end = word.span.end if instruction.source.slice(word.span).endswith('"') else word.span.end + 1
    edit = instruction.source.edit(Span(end, end), ', "--no-capture-output"')
    return unsafe(_HELP.capitalize(), edit)
