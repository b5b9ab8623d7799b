"""ML709: a Python program whose output is held back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Related, Severity
from dflint.rules.rule import StageRule, safe

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun
    from dflint.dockerfile.instructions import CommandInstruction
    from dflint.shell.commands import Command


class PythonUnbuffered(StageRule):
    """A Python program runs with its output buffered.

    Where standard output is no terminal, Python holds back what it prints until some kilobytes have come together.
    `docker logs` shows the losses of a training run minutes late, and when the container is killed, for lack of memory
    say, the last lines are lost. Set `PYTHONUNBUFFERED=1`.

    The rule speaks of programs of the build context that print in a loop that works, or in what a server calls. What
    only logs is not held back, since logging flushes each line; nor is what `torchrun` and `deepspeed` start, which
    start Python with `-u`.
    """

    code = "ML709"
    name = "python-unbuffered"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    mentions = ("cmd", "entrypoint")
    sources = (
        "https://docs.python.org/3/using/cmdline.html#envvar-PYTHONUNBUFFERED",
        "https://docs.python.org/3/library/sys.html#sys.stdout",
        "https://github.com/python/cpython/blob/main/Lib/logging/__init__.py",
        "https://github.com/pytorch/pytorch/blob/main/torch/distributed/run.py",
        "https://github.com/deepspeedai/DeepSpeed/blob/master/deepspeed/launcher/launch.py",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY train.py /app/
            CMD ["python", "/app/train.py"]
        """,
        "train.py": """
            from model import batches, step

            for batch in batches():
                print("loss", step(batch))
        """,
    }
    good = {
        **bad,
        "Dockerfile": """
            FROM python:3.12-slim
            COPY train.py /app/
            ENV PYTHONUNBUFFERED=1
            CMD ["python", "/app/train.py"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding where the stage is an image that starts a program which prints as it goes."""
        if stage.has_children:
            return
        if stage.final_state.env("PYTHONUNBUFFERED") is not None:
            return
        runs = build.runs_of(stage)
        if any(run.variable("PYTHONUNBUFFERED") is not None for run in runs):
            return
        for run in runs:
            for command in run.script.commands:
                instruction = run.instruction_of(command) if _is_buffered_python(command) else None
                if instruction is None or instruction not in stage.instructions:
                    continue
                finding = self._finding(command, instruction, run)
                if finding is not None:
                    yield finding
                    return

    def _finding(self, command: Command, instruction: CommandInstruction, run: ContainerRun) -> Diagnostic | None:
        from dflint.build.held_back_output import held_back_print
        from dflint.build.python_program import program_of

        program = program_of(command, run)
        call = held_back_print(program) if program is not None else None
        if program is None or call is None:
            return None
        from dflint.dockerfile.placement import line_before

        assert command.program is not None
        edit = line_before(run.stage.dockerfile, instruction, "ENV PYTHONUNBUFFERED=1")
        return self.found(
            instruction.source,
            command.program.span,
            "what this Python program prints is held back: it comes late in the logs, and a kill loses the last of it",
            help="set `ENV PYTHONUNBUFFERED=1`",
            related=[Related(program.source, program.span(call), "this is printed while it runs")],
            fix=safe("Set PYTHONUNBUFFERED", edit),
        )


def _is_buffered_python(command: Command) -> bool:
    """Whether the command is `python program.py` or `python -m module`, without `-u`."""
    name = command.name or ""
    if name.rstrip("0123456789.") != "python" or not command.arguments:
        return False
    if any(assignment.name == "PYTHONUNBUFFERED" for assignment in command.assignments):
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
