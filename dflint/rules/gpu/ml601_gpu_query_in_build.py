"""ML601: a RUN that asks for the GPU."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.steps import RunStep
    from dflint.shell.commands import Command

_BOARDS = ("l4t", "jetson", "tegra")
"""Boards on which images are built with the GPU, as their guides say, by the runtime that is the default there."""

_SETTINGS = ("default-runtime", "daemon.json")
"""What a file mentions that is built with the GPU, which a setting of the daemon gives to the old builder."""


class GpuQueryInBuild(StageRule):
    """A RUN asks for the GPU, which there is none of while an image is built.

    The driver and its programs come into a container when it is started with a GPU; the steps of a build are not.
    `nvidia-smi` is not there, `torch.cuda.get_device_name()` raises an error, and `torch.cuda.is_available()` is False
    however well the image is made. Ask when the container starts, in its command or its health check.
    """

    code = "ML601"
    name = "gpu-query-in-build"
    severity = Severity.ERROR
    mentions = ("nvidia-smi", "cuda.", "list_physical_devices", "gpu_available", "gpu_device_name")
    sources = (
        "https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html",
        "https://docs.pytorch.org/docs/stable/cuda.html",
    )

    bad = {
        "Dockerfile": """
            FROM pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime
            RUN nvidia-smi && python -c "import torch; assert torch.cuda.is_available()"
            COPY train.py /app/
        """,
    }
    good = {
        "Dockerfile": """
            FROM pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime
            RUN python -c "import torch; print(torch.version.cuda)"
            COPY train.py /app/
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a question, unless the script is written for there being no GPU."""
        from dflint.shell.gpu_queries import gpu_query_of

        # An image that is not known may be that of such a board too.
        image = stage.root.text
        if image is None or stage.replacement is not None or any(board in image.lower() for board in _BOARDS):
            return
        if any(setting in stage.dockerfile.source.text for setting in _SETTINGS):
            return
        for run in stage.runs:
            if run.is_trigger or run.run.flag("device") is not None:
                continue
            for command in run.commands:
                query = gpu_query_of(command)
                if query is None:
                    continue
                fails = _stops_build(run, command) if query.fails else False
                if fails is None or (query.name == "nvidia-smi" and _brings_program(run)):
                    continue
                name = query.name if query.name == "nvidia-smi" else f"{query.name}()"
                yield self.found(
                    run.run.source,
                    query.span,
                    f"`{name}` fails, and the build with it: there is no GPU while an image is built"
                    if fails
                    else f"there is no GPU while an image is built: `{name}` finds none, whatever the image is like",
                    severity=Severity.ERROR if fails else Severity.INFO,
                    help="ask when the container starts",
                )


def _stops_build(run: RunStep, command: Command) -> bool | None:
    """Whether the failure of `command` ends the build; None if the script is written for it."""
    from dflint.shell.outcome import Outcome, outcome_of

    shell = run.state.shell
    stops_at_errors = any(word.startswith("-") and "e" in word.strip("-") for word in shell[1:])
    outcome = outcome_of(run.commands, command, stops_at_errors)
    return None if outcome is Outcome.EXPECTED else outcome is Outcome.FAILS


def _brings_program(run: RunStep) -> bool:
    """Whether an earlier step puts a program of that name into the image, so that the command may not fail."""
    for stage in run.stage.chain:
        for step in stage.layers:
            if stage is run.stage and step.position >= run.position:
                break
            text = step.instruction.source.slice(step.instruction.span)
            if "/nvidia-smi" in text:
                return True
    return False
