"""Which layer of one version of a Dockerfile is which of another?

Those that say the same are the same, in order, of the same stage before others. Of the rest, those with one keyword
are the same whose words are mostly equal, the most alike first: an instruction may be moved, and get an option more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dflint.build.layers import Layer

_LEAST_ALIKE = 0.6
"""How much of the words of two instructions must be equal for them to be one that was edited."""

_MOST_PAIRS = 10_000
"""Of more than so many pairs none is looked at for how alike it is; no Dockerfile of a person has so many."""


class _Said(NamedTuple):
    """What a layer says: its stage, keyword and words."""

    stage: str
    keyword: str
    words: tuple[str, ...]


def same_layers(of_one: Sequence[Layer], of_other: Sequence[Layer]) -> dict[Layer, Layer]:
    """For layers of one version those that they are in the other, as far as they are there."""
    one = {layer: _said(layer) for layer in of_one}
    other = {layer: _said(layer) for layer in of_other}
    same: dict[Layer, Layer] = {}
    for is_stage_equal in (True, False):
        waiting: dict[tuple[str, ...], list[Layer]] = {}
        taken = set(same.values())
        for layer, said in other.items():
            if layer not in taken:
                waiting.setdefault(_key(said, is_stage_equal), []).append(layer)
        for layer, said in one.items():
            equal = waiting.get(_key(said, is_stage_equal)) if layer not in same else None
            if equal:
                same[layer] = equal.pop(0)
    _add_alike(same, one, other)
    return same


def _key(said: _Said, with_stage: bool) -> tuple[str, ...]:
    return (said.stage if with_stage else "", said.keyword, *said.words)


def _add_alike(same: dict[Layer, Layer], one: dict[Layer, _Said], other: dict[Layer, _Said]) -> None:
    taken = set(same.values())
    left = [layer for layer in one if layer not in same]
    right = [layer for layer in other if layer not in taken]
    if len(left) * len(right) > _MOST_PAIRS:
        return
    pairs = [
        (-_likeness(one[first], other[second]), number, first, second)
        for first in left
        for number, second in enumerate(right)
    ]
    for likeness, _, first, second in sorted(pairs, key=lambda pair: pair[:2]):
        if -likeness >= _LEAST_ALIKE and first not in same and second not in taken:
            same[first] = second
            taken.add(second)


def _likeness(one: _Said, other: _Said) -> float:
    """From 0 to 1: the share of words that two layers have in common."""
    if one.keyword != other.keyword or not one.words or not other.words:
        return 0.0
    common = (Counter(one.words) & Counter(other.words)).total()
    likeness = 2 * common / (len(one.words) + len(other.words))
    # Between two that are alike the one of the same stage is meant.
    return likeness if one.stage == other.stage else likeness - 0.001


def _said(layer: Layer) -> _Said:
    instruction = layer.instruction
    text = instruction.source.text[instruction.span.start : instruction.span.end]
    words = text.replace("\\\n", " ").split()[1:]
    stage = layer.stage
    return _Said(stage.name or str(stage.index), instruction.keyword, tuple(words))
