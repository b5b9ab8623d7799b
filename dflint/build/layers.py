"""The layers that a build makes: its RUN, COPY, ADD and WORKDIR instructions, and what each of them takes.

`dflint.build.cache_keys` says when a layer is made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.context_inputs import ContextInput, copied_input, mounted_input
from dflint.build.steps import CopyStep, RunStep
from dflint.cached_property import cached_property
from dflint.dockerfile.instructions import Workdir

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.references import Origin
    from dflint.build.stages import Stage
    from dflint.dockerfile.instructions import Instruction


class Layer:
    """An instruction that makes a layer, in the `stage` that carries it out.

    `position` is the one in `Stage.steps`; `step` is None for WORKDIR. `inputs` are what it takes from the build
    context, `origins` the stages, images and named contexts that it takes files from.
    """

    def __init__(self, stage: Stage, position: int, step: RunStep | CopyStep | None) -> None:
        self.stage = stage
        self.position = position
        self.step = step

    @property
    def instruction(self) -> Instruction:
        """The instruction; for a trigger, the one inside the ONBUILD."""
        return self.stage.steps[self.position]

    @property
    def row(self) -> int:
        """The 1-based row of the first line of the instruction."""
        return self.instruction.start_row

    @cached_property
    def inputs(self) -> tuple[ContextInput, ...]:
        """What it takes from the build context: the sources of COPY and ADD, the bind mounts of RUN."""
        step = self.step
        found: ContextInput | None = None
        if isinstance(step, CopyStep) and step.is_from_context:
            found = copied_input(step.sources, step.excludes, step.instruction.parents)
        elif isinstance(step, RunStep):
            found = mounted_input(mount.source for mount in step.mounts if mount.is_from_context)
        return () if found is None else (found,)

    @cached_property
    def origins(self) -> tuple[Origin, ...]:
        """The stages, images and named contexts that it takes files from; None where that is not known."""
        step = self.step
        if isinstance(step, CopyStep):
            return () if step.is_from_context else (step.origin,)
        if isinstance(step, RunStep):
            return tuple(mount.origin for mount in step.mounts if mount.mount.from_)
        return ()

    def __repr__(self) -> str:
        return f"Layer({self.stage!r}, {self.instruction!r})"


def layers_of(build: Build) -> tuple[Layer, ...]:
    """The layers of the stages that are built, in the order of the file."""
    return tuple(layer for stage in build.stages for layer in layers_of_stage(stage))


def layers_of_stage(stage: Stage) -> Iterator[Layer]:
    """The layers of one stage, in order. ``WORKDIR /`` makes none."""
    steps: dict[int, RunStep | CopyStep] = {step.position: step for step in stage.layers}
    for position, instruction in enumerate(stage.steps):
        if position in steps:
            yield Layer(stage, position, steps[position])
        elif isinstance(instruction, Workdir) and stage.effects.workdir(position + 1) != "/":
            yield Layer(stage, position, None)
