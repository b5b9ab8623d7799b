"""What is LD_LIBRARY_PATH along a stage, from the base image on?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.gpu_use import cuda_of
from dflint.dockerfile.instructions import Env

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.stages import Stage
    from dflint.dockerfile.instructions import Instruction, KeyValue
    from dflint.dockerfile.words import Unknown

NAME = "LD_LIBRARY_PATH"


class LibraryPathSetting:
    """An ENV that sets LD_LIBRARY_PATH. `before` and `after` are the directories then; None where not known.

    `keeps_old` is whether the new value takes up the old one.
    """

    def __init__(self, stage: Stage, instruction: Env, index: int, before: tuple[str, ...] | None) -> None:
        """`index` is that of the pair in `Env.pairs`."""
        self.stage = stage
        self.instruction = instruction
        self.index = index
        self.before = before
        self.keeps_old = NAME in self.pair.value.variables
        self.after = self._after()

    @property
    def pair(self) -> KeyValue:
        """The pair that sets it."""
        return self.instruction.pairs[self.index]

    def _after(self) -> tuple[str, ...] | None:
        state = self.stage.state_before(self.instruction)
        old = self.before

        def lookup(name: str) -> str | Unknown | None:
            if name == NAME and old is not None:
                return ":".join(old) or None
            return state.lookup(name)

        value = self.pair.value.expand(lookup)
        return None if value is None else directories(value)


def directories(value: str) -> tuple[str, ...]:
    """The directories of a list, without a slash at their end."""
    return tuple(part.rstrip("/") or part for part in value.split(":") if part)


def base_library_path(stage: Stage) -> tuple[str, ...] | None:
    """What the base image of the chain of `stage` sets; None where that is not known."""
    cuda = cuda_of(stage)
    value = stage.root.env(NAME) if cuda is None else cuda.library_path
    if value is None:
        return () if cuda is None else None
    return directories(value) if isinstance(value, str) else None


def settings_of(stage: Stage) -> list[LibraryPathSetting]:
    """The instructions of the chain of `stage` that set it, in order."""
    current = base_library_path(stage)
    settings = []
    for link in reversed(stage.chain):
        for instruction, index in _pairs(link.steps):
            setting = LibraryPathSetting(link, instruction, index, current)
            settings.append(setting)
            current = setting.after
    return settings


def _pairs(steps: tuple[Instruction, ...]) -> Iterator[tuple[Env, int]]:
    for step in steps:
        if isinstance(step, Env):
            for index, pair in enumerate(step.pairs):
                if pair.name.value == NAME:
                    yield step, index


def in_effect(stage: Stage) -> list[LibraryPathSetting]:
    """Those of `settings_of` that no later one throws away."""
    settings = settings_of(stage)
    first = max((index for index, setting in enumerate(settings) if not setting.keeps_old), default=0)
    return settings[first:]
