"""ML320: ``RUN conda activate ml``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Diagnostic, Severity
from dflint.dockerfile.instructions import Cmd, Entrypoint, Run
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.state import State
    from dflint.shell.commands import Command, Script

_CONDA_FOLDERS = ("conda", "forge", "mamba")
_HELP = "call the program with `conda run -n ENVIRONMENT`, or put the folder `bin` of the environment into PATH"


class CondaActivateInRun(StageRule):
    """A conda environment is activated where that fails, or where nothing runs in it.

    `conda activate` is a function that `conda init` writes into the start-up files of an interactive shell. RUN and
    CMD use a shell that reads none of them, so the command ends with an error; `source activate` fails in a shell
    without `source`, such as that of Debian and Ubuntu. Where it does work, it holds only until the end of its RUN: the
    next one has a shell of its own. Use `conda run`, `SHELL ["conda", "run", "-n", "ENVIRONMENT", "/bin/bash", "-c"]`,
    or put the folder `bin` of the environment into PATH.
    """

    code = "ML320"
    name = "conda-activate-in-run"
    severity = Severity.ERROR
    mentions = ("activate",)
    sources = (
        "https://docs.conda.io/projects/conda/en/latest/commands/run.html",
        "https://docs.conda.io/projects/conda/en/latest/dev-guide/deep-dives/activation.html",
        "https://docs.docker.com/reference/dockerfile/#run",
    )

    bad = {
        "Dockerfile": """
            FROM continuumio/miniconda3:24.9.2-0
            RUN conda create -y -n ml python=3.12 && conda clean -afy
            RUN conda activate ml
            RUN pip install --no-cache-dir torch==2.8.0
        """,
    }
    good = {
        "Dockerfile": """
            FROM continuumio/miniconda3:24.9.2-0
            RUN conda create -y -n ml python=3.12 && conda clean -afy
            RUN conda run -n ml pip install --no-cache-dir torch==2.8.0
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding an activation that fails or is of no use."""
        for run in stage.runs:
            if not run.is_trigger:
                yield from self._of_script(run.run, run.script, run.state)
        for instruction in (stage.last(Entrypoint), stage.last(Cmd)):
            if instruction is None or instruction not in stage.instructions:
                continue
            if isinstance(instruction, Cmd) and stage.last(Entrypoint) is not None:
                continue
            from dflint.shell.run import command_script

            state = stage.final_state
            yield from self._of_script(instruction, command_script(instruction, state.shell), state)

    def _of_script(self, instruction: Run | Cmd | Entrypoint, script: Script, state: State) -> Iterator[Diagnostic]:
        if "activate" not in instruction.body_text:
            return
        from dflint.build.environment_activation import activates, why_it_fails

        commands = [command for command in script.commands if not command.in_substitution]
        for command in commands:
            if not activates(command) or command.in_function:
                continue
            reason = why_it_fails(command, script, state)
            if reason is not None:
                yield self.found(instruction.source, command.span, f"{reason}, so it fails", help=_HELP)
            elif command is commands[-1] and isinstance(instruction, Run) and not script.has_errors:
                message = "the environment is active until the end of this RUN, and nothing runs in it"
                # With the environment in PATH, what follows runs in it all the same.
                severity = Severity.WARNING if _has_environment_in_path(command, state) else None
                yield self.found(instruction.source, command.span, message, severity=severity, help=_HELP)


def _has_environment_in_path(command: Command, state: State) -> bool:
    """Whether PATH holds the folder of an environment, or of conda itself where that is what is activated."""
    path = state.stage.final_state.env("PATH")
    if not isinstance(path, str):
        return False
    name = command.arguments[1].value if len(command.arguments) > 1 else "base"
    return "/envs/" in path or (name in ("base", "root") and any(part in path for part in _CONDA_FOLDERS))
