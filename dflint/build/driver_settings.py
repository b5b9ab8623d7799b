"""What does an image ask of the driver: which GPUs, and which of its libraries?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.dockerfile.instructions import Env

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.dockerfile.instructions import KeyValue
    from dflint.dockerfile.words import Unknown

CAPABILITIES = "NVIDIA_DRIVER_CAPABILITIES"


def last_setting(stage: Stage, name: str) -> tuple[Env, KeyValue] | None:
    """The ENV of `stage` itself that sets `name` last; None if none does."""
    found = None
    for step in stage.instructions:
        if isinstance(step, Env):
            for pair in step.pairs:
                if pair.name.value == name:
                    found = step, pair
    return found


def capabilities(stage: Stage) -> frozenset[str] | None:
    """The capabilities that the chain of `stage` asks for at its end; None if that is not known, or not said."""
    value: str | None = None
    for link in reversed(stage.chain):
        for step, pair in _settings(link):
            current = value

            def lookup(name: str, current: str | None = current, step: Env = step, link: Stage = link) -> object:
                if name == CAPABILITIES and current is not None:
                    return current
                state = link.state_before(step)
                return _given(state.lookup(name))

            value = pair.value.expand(lookup)
    return None if value is None else frozenset(part.strip() for part in value.split(",") if part.strip())


def _given(value: str | Unknown | None) -> str | Unknown | None:
    return value


def _settings(stage: Stage) -> Iterator[tuple[Env, KeyValue]]:
    for step in stage.steps:
        if isinstance(step, Env):
            for pair in step.pairs:
                if pair.name.value == CAPABILITIES:
                    yield step, pair
