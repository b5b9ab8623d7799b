"""One stage of a Dockerfile."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

from dflint.build.effects import Effects
from dflint.build.images import BaseImage, NamedContext
from dflint.build.state import State
from dflint.cached_property import cached_property
from dflint.dockerfile.instructions import Add, Copy, Instruction, Onbuild, Run

if TYPE_CHECKING:
    from dflint.build.cache_removal import EmptyingCommands
    from dflint.build.graph import StageGraph
    from dflint.build.install_history import StageInstalls
    from dflint.build.model_downloads import ModelDownload
    from dflint.build.origins import FileOrigin
    from dflint.build.steps import CopyStep, RunStep
    from dflint.build.tool_settings import StageSettings
    from dflint.build.wanted_packages import WantedPackages
    from dflint.dockerfile.instructions import Dockerfile, From
    from dflint.dockerfile.words import Unknown
    from dflint.shell.commands import Command

InstructionType = TypeVar("InstructionType", bound=Instruction)


class Stage:
    """A FROM and what follows it up to the next one.

    `base` is the stage or the image that it starts from, `root` the image that its chain of stages starts from. `steps`
    are the instructions that its build carries out: first the ONBUILD triggers of the stage that it starts from
    (`triggers`), then its own. `instructions` are its own without ONBUILD. A stage whose name is that of a named
    context is not built: `replacement` is that context then, and there are no steps.
    """

    def __init__(
        self, graph: StageGraph, index: int, name: str | None, from_: From, instructions: tuple[Instruction, ...]
    ) -> None:
        """`name` is in lower case. `instructions` are those up to the next FROM."""
        self.graph = graph
        self.index = index
        self.name = name
        self.from_ = from_
        self.base: Stage | BaseImage = _NOWHERE
        self.root: BaseImage = _NOWHERE
        self.replacement: NamedContext | None = None
        self.base_context: NamedContext | None = None
        self.triggers: tuple[Instruction, ...] = ()
        self._own = instructions
        self._last: dict[type[Instruction], Instruction | None] = {}

    def start_from_stage(self, parent: Stage) -> None:
        """Make `parent` the base."""
        self.base = parent
        self.root = parent.root
        self.triggers = tuple(onbuild.inner for onbuild in parent.onbuilds)

    def start_from_image(self, image: BaseImage, context: NamedContext | None = None) -> None:
        """Make `image` the base, which `context` stands for if it is given."""
        self.base = self.root = image
        self.base_context = context

    def replace(self, context: NamedContext) -> None:
        """Put a named context in the place of what the stage says."""
        self.replacement = context
        self.start_from_image(context.image, context)
        self._own = ()

    @property
    def dockerfile(self) -> Dockerfile:
        """The file that the stage stands in."""
        return self.graph.dockerfile

    @cached_property
    def instructions(self) -> tuple[Instruction, ...]:
        """The stage's own instructions, without FROM and ONBUILD."""
        return tuple(instruction for instruction in self._own if not isinstance(instruction, Onbuild))

    @cached_property
    def onbuilds(self) -> tuple[Onbuild, ...]:
        """The triggers that the stage sets for those that start from it."""
        return tuple(instruction for instruction in self._own if isinstance(instruction, Onbuild))

    @cached_property
    def steps(self) -> tuple[Instruction, ...]:
        """What building the stage carries out, in order. ONBUILD is among it, as what does nothing."""
        return self.triggers + self._own

    @property
    def parent(self) -> Stage | None:
        """The stage that this one starts from; None if it starts from an image."""
        return self.base if isinstance(self.base, Stage) else None

    @cached_property
    def chain(self) -> tuple[Stage, ...]:
        """This stage, the one that it starts from, and so on, up to the one that starts from an image."""
        stages = [self]
        stage = self.parent
        while stage is not None and "chain" not in stage.__dict__:
            stages.append(stage)
            stage = stage.parent
        return (*stages, *(stage.chain if stage is not None else ()))

    @cached_property
    def family(self) -> tuple[Stage, ...]:
        """This stage and those that start from it, at once or through others, in the order of the file."""
        found = [self]
        for stage in found:
            found.extend(self.graph.children.get(stage, ()))
        return tuple(sorted(found, key=lambda stage: stage.index))

    @property
    def has_children(self) -> bool:
        """Whether another stage starts from this one."""
        return self in self.graph.children

    # State

    @cached_property
    def effects(self) -> Effects:
        """What the steps of the stage set."""
        pending: list[Stage] = []
        stage: Stage | None = self
        while stage is not None and "effects" not in stage.__dict__:
            pending.append(stage)
            stage = stage.parent
        effects = stage.effects if stage is not None else None
        for stage in reversed(pending):
            effects = stage.__dict__["effects"] = Effects(stage, effects)
        assert effects is not None
        return effects

    def position(self, instruction: Instruction) -> int:
        """The place in `steps` of one of them, or of what an ONBUILD of this stage holds."""
        offset = instruction.index - self.from_.index - 1
        if offset >= 0:
            return len(self.triggers) + offset
        return next((index for index, trigger in enumerate(self.triggers) if trigger is instruction), 0)

    def state_before(self, instruction: Instruction) -> State:
        """What holds before one of the steps."""
        return State(self, self.position(instruction))

    @cached_property
    def final_state(self) -> State:
        """What holds at the end of the stage."""
        return State(self, len(self.steps))

    # Steps

    @cached_property
    def runs(self) -> tuple[RunStep, ...]:
        """The RUN steps."""
        from dflint.build.steps import RunStep

        return tuple(RunStep(self, position, step) for position, step in enumerate(self.steps) if isinstance(step, Run))

    @cached_property
    def copies(self) -> tuple[CopyStep, ...]:
        """The COPY and ADD steps."""
        from dflint.build.steps import CopyStep

        return tuple(
            CopyStep(self, position, step) for position, step in enumerate(self.steps) if isinstance(step, (Copy, Add))
        )

    @cached_property
    def layers(self) -> tuple[RunStep | CopyStep, ...]:
        """The RUN, COPY and ADD steps, in order."""
        return tuple(sorted((*self.runs, *self.copies), key=lambda step: step.position))

    @cached_property
    def _layer_positions(self) -> list[int]:
        return [step.position for step in self.layers]

    def layers_before(self, position: int) -> int:
        """How many of the `layers` stand before the step at `position`."""
        return bisect_left(self._layer_positions, position)

    @cached_property
    def origins(self) -> dict[str, dict[int, FileOrigin | Unknown | None]]:
        """What `dflint.build.origins` has found at paths after so many of the layers of the stage itself."""
        return {}

    @cached_property
    def asking_layers(self) -> tuple[RunStep | CopyStep, ...]:
        """Those of the layers that may bring packages: a RUN with an installer, what is copied from elsewhere."""
        from dflint.build.steps import CopyStep

        return tuple(
            step
            for step in self.layers
            if (not step.is_from_context if isinstance(step, CopyStep) else bool(step.installs))
        )

    @cached_property
    def wanted(self) -> dict[tuple[int, int | None], WantedPackages]:
        """What is asked for after so many of the `asking_layers`, or all; see `dflint.build.wanted_packages`."""
        return {}

    @property
    def chain_runs(self) -> tuple[RunStep, ...]:
        """The RUN steps of the whole chain, those of the first stage first."""
        return tuple(run for stage in reversed(self.chain) for run in stage.runs)

    def instructions_before(self, instruction: Instruction) -> Iterator[Instruction]:
        """The steps before `instruction`, through the parents, the nearest first."""
        position = self.position(instruction)
        stage: Stage | None = self
        while stage is not None:
            yield from reversed(stage.steps[:position])
            stage = stage.parent
            position = len(stage.steps) if stage is not None else 0

    def last(self, kind: type[InstructionType]) -> InstructionType | None:
        """The last instruction of that kind in the chain: the CMD, ENTRYPOINT or HEALTHCHECK that is in effect."""
        passed: list[Stage] = []
        stage: Stage | None = self
        found: Instruction | None = None
        while stage is not None and found is None:
            if kind in stage._last:
                found = stage._last[kind]
                break
            passed.append(stage)
            found = next((step for step in reversed(stage.steps) if isinstance(step, kind)), None)
            stage = stage.parent
        for one in passed:
            one._last[kind] = found
        assert found is None or isinstance(found, kind)
        return found

    @cached_property
    def installs(self) -> StageInstalls:
        """What the installations of the chain bring, one after the other."""
        from dflint.build.install_history import StageInstalls

        pending: list[Stage] = []
        stage: Stage | None = self
        while stage is not None and "installs" not in stage.__dict__:
            pending.append(stage)
            stage = stage.parent
        installs = stage.installs if stage is not None else None
        for stage in reversed(pending):
            installs = stage.__dict__["installs"] = StageInstalls(stage, None if installs is None else installs.end)
        assert installs is not None
        return installs

    @cached_property
    def conda_installers(self) -> tuple[tuple[RunStep, Command], ...]:
        """The commands of the stage itself that install conda with its installer, and their RUN."""
        from dflint.build.conda_cache import conda_installers

        return tuple(conda_installers(self))

    @cached_property
    def settings(self) -> StageSettings:
        """What the steps of the chain do to the settings of tools."""
        from dflint.build.tool_settings import StageSettings

        return StageSettings(self)

    @cached_property
    def emptying_commands(self) -> EmptyingCommands:
        """The commands of the stage that empty the cache of a tool, or may do so."""
        from dflint.build.cache_removal import EmptyingCommands

        return EmptyingCommands(self)

    @cached_property
    def downloads(self) -> tuple[ModelDownload, ...]:
        """The models and datasets that its steps download, in order."""
        from dflint.build.model_downloads import downloads_of

        return downloads_of(self)

    # Files and commands

    def has_command(self, name: str, before: Instruction | None = None) -> bool | None:
        """Whether the command `name` is in the image, at the end or before a step; None if that is not known."""
        from dflint.build.commands import has_command

        return has_command(self, name, len(self.steps) if before is None else self.position(before))

    def file_origin(self, path: str, before: Instruction | None = None) -> FileOrigin | None:
        """Which file of the build context lies at `path` of the image, at the end or before a step.

        `path` is absolute. None if the file does not come from the build context, or if that is not known.
        """
        from dflint.build.origins import find_origin

        return find_origin(self, path, len(self.steps) if before is None else self.position(before))

    def __repr__(self) -> str:
        return f"Stage({self.index}, {self.name!r})"


_NOWHERE = BaseImage(None)
