"""Which ports does an image say that it listens on?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.dockerfile.instructions import Expose

if TYPE_CHECKING:
    from dflint.build.stages import Stage

_LARGEST_RANGE = 1000


def exposed_ports(stage: Stage) -> frozenset[str] | None:
    """The TCP ports that the instructions of a chain of stages expose; None where one of them is not known."""
    found: set[str] = set()
    for current in stage.chain:
        for step in current.steps:
            if not isinstance(step, Expose):
                continue
            state = current.state_before(step)
            for word in step.ports:
                ports = _ports(state.expand(word))
                if ports is None:
                    return None
                found.update(ports)
    return frozenset(found)


def _ports(text: str | None) -> list[str] | None:
    """The ports of ``8000``, ``8000/tcp`` and ``8000-8010``; those of other protocols are none."""
    if text is None:
        return None
    numbers, _, protocol = text.partition("/")
    if protocol not in ("", "tcp"):
        return []
    first, _, last = numbers.rpartition(":")[2].partition("-")
    last = last or first
    if not (first.isdecimal() and last.isdecimal()) or int(last) - int(first) > _LARGEST_RANGE:
        return None
    return [str(port) for port in range(int(first), int(last) + 1)]
