"""What does an image ask of the driver: which GPUs, and which of its libraries?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from dflint.dockerfile.instructions import Env

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.state import State
    from dflint.dockerfile.instructions import KeyValue
    from dflint.dockerfile.words import Unknown

CAPABILITIES = "NVIDIA_DRIVER_CAPABILITIES"


def settings_of(stage: Stage, *names: str) -> Iterator[tuple[Env, int, KeyValue]]:
    """The ENV instructions of `stage` itself that set one of `names`, with the index of the pair, in order."""
    for step in stage.instructions:
        if isinstance(step, Env):
            for index, pair in enumerate(step.pairs):
                if pair.name.value in names:
                    yield step, index, pair


def _environment(state: State, old: str | None) -> Callable[[str], str | Unknown | None]:
    """What a value is expanded with; of the capabilities themselves the old value is known."""

    def look_up(name: str) -> str | Unknown | None:
        return old if name == CAPABILITIES and old is not None else state.lookup(name)

    return look_up


def capabilities(stage: Stage) -> frozenset[str] | None:
    """The capabilities that the chain of `stage` asks for at its end; None if none, or if that is not known."""
    from dflint.build.gpu_use import cuda_of
    from dflint.knowledge.cuda_bases import DRIVER_CAPABILITIES, OTHER

    cuda = cuda_of(stage)
    value = None if cuda is None or cuda.family == OTHER else ",".join(DRIVER_CAPABILITIES)
    for link in reversed(stage.chain):
        for step, _, pair in settings_of(link, CAPABILITIES):
            value = pair.value.expand(_environment(link.state_before(step), value))
            if value is None:
                return None
    return None if value is None else frozenset(part.strip() for part in value.split(",") if part.strip())
