"""ML709: a Python program whose output is held back."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.dockerfile.instructions import Cmd, CommandInstruction, Entrypoint
from dflint.rules.rule import StageRule, safe
from dflint.shell.commands import Command

_LAUNCHERS = frozenset({"torchrun", "accelerate", "deepspeed"})
"""Programs that start Python programs whose output goes where theirs goes."""

_SERVERS = frozenset({"uvicorn", "gunicorn", "hypercorn", "daphne", "celery", "jupyter", "streamlit", "http"})
"""Modules that log to standard error or flush what they print; also by their first part."""


class PythonUnbuffered(StageRule):
    """A Python program runs with its output buffered.

    Where standard output is no terminal, Python holds back what it prints until some kilobytes have come together.
    `docker logs` shows the losses of a training run minutes late, and when the container is killed, for lack of memory
    say, the last lines are lost. Set `PYTHONUNBUFFERED=1`.
    """

    code = "ML709"
    name = "python-unbuffered"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    mentions = ("cmd", "entrypoint")
    sources = (
        "https://docs.python.org/3/using/cmdline.html#envvar-PYTHONUNBUFFERED",
        "https://docs.python.org/3/library/sys.html#sys.stdout",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY train.py /app/
            CMD ["python", "/app/train.py"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY train.py /app/
            ENV PYTHONUNBUFFERED=1
            CMD ["python", "/app/train.py"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding where the stage is an image that starts Python."""
        if any(other.parent is stage for other in build.graph.stages):
            return
        if stage.final_state.env("PYTHONUNBUFFERED") is not None:
            return
        started = _python_command(stage)
        if started is None:
            return
        instruction, command = started
        if instruction not in stage.instructions or not _is_run_buffered(instruction, stage, build):
            return
        from dflint.dockerfile.placement import line_before

        edit = line_before(stage.dockerfile, instruction, "ENV PYTHONUNBUFFERED=1")
        yield self.found(
            stage.dockerfile.source,
            command.program.span if command.program is not None else instruction.span,
            "what this Python program prints is held back: it comes late in the logs, and a kill loses the last of it",
            help="set `ENV PYTHONUNBUFFERED=1`",
            fix=safe("Set PYTHONUNBUFFERED", edit),
        )


def _is_run_buffered(instruction: CommandInstruction, stage: Stage, build: Build) -> bool:
    """Whether the instruction is run, by a service or as it is, and no service sets the variable or may do so."""
    runs = build.runs_of(stage)
    if any(run.variable("PYTHONUNBUFFERED") is not None for run in runs):
        return False
    return any(instruction in (run.entrypoint, run.command) for run in runs)


def _python_command(stage: Stage) -> tuple[CommandInstruction, Command] | None:
    """The command that starts a Python program, and the instruction that it stands in."""
    instruction = stage.last(Entrypoint) or stage.last(Cmd)
    if instruction is None:
        return None
    from dflint.shell.run import command_script

    for command in command_script(instruction, stage.final_state.shell).commands:
        if command.name in _LAUNCHERS or _is_buffered_python(command):
            return instruction, command
    return None


def _is_buffered_python(command: Command) -> bool:
    """Whether the command is `python program.py` or `python -m module`, without `-u`."""
    name = command.name or ""
    if name.rstrip("0123456789.") != "python" or not command.arguments:
        return False
    if any(assignment.name == "PYTHONUNBUFFERED" for assignment in command.assignments):
        return False
    if command.module is not None and command.module[0].partition(".")[0] in _SERVERS:
        return False
    for argument in command.arguments:
        value = argument.value
        if value is None or value in ("-c", "-", "--version", "-V"):
            return False
        if not value.startswith("-"):
            return True
        if "u" in value[1:].partition("m")[0] and not value.startswith(("-W", "-X", "--")):
            return False
        if value.endswith("m"):
            return True
    return False
