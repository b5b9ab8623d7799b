"""Which weights are copied again whenever the code changes?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.copied_weights import CopiedWeights
from dflint.build.steps import CopyStep, is_within
from dflint.knowledge.ignorable_files import CODE_SUFFIXES

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.dockerfile.nodes import Word


class LateWeights(NamedTuple):
    """Weights of `byte_count` bytes that the code in `code`, a copy above or the same one, makes new.

    `word` names the weights. `is_next` is whether nothing stands between the two copies, and neither can overwrite
    what the other brings, so that they can change places.
    """

    weights: CopiedWeights
    word: Word
    code: CopyStep
    byte_count: int
    is_next: bool

    @property
    def is_same(self) -> bool:
        """Whether one instruction copies both."""
        return self.code is self.weights.step


def late_weights(stage: Stage, build: Build) -> Iterator[LateWeights]:
    """The weights that `stage` copies together with code, or below it."""
    code: CopyStep | None = None
    for step in stage.copies:
        if not step.is_from_context or step.is_trigger:
            continue
        weights = CopiedWeights(step, build)
        known = [source for source in weights.sources if source.byte_count]
        holds_code = _copies_code(step, weights)
        cause = step if holds_code else code
        if known and cause is not None and weights.reaches_image and not step.instruction.link:
            largest = max(known, key=lambda source: source.byte_count or 0)
            byte_count = sum(source.byte_count or 0 for source in known)
            yield LateWeights(weights, largest.word, cause, byte_count, _can_change_places(cause, step))
        if holds_code and not known:
            code = step


def _copies_code(step: CopyStep, weights: CopiedWeights) -> bool:
    """Whether the step brings code besides weights; a folder that holds both is one that only a person can split."""
    taken = step.taken
    if taken is None:
        return False
    of_weights = [source.path for source in weights.sources]
    return any(
        file.path.endswith(CODE_SUFFIXES) and not any(_is_in(file.path, path) for path in of_weights)
        for file in taken.files
    )


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + "/")


def _can_change_places(above: CopyStep, below: CopyStep) -> bool:
    if above is below or below.position != above.position + 1 or above.stage is not below.stage:
        return False
    one, other = above.taken, below.taken
    if one is None or other is None or above.destination is None or below.destination is None:
        return False
    if one.missing or other.missing or above.workdir != below.workdir:
        return False
    names = {file.path.rpartition("/")[2] for file in one.files}
    if names & {file.path.rpartition("/")[2] for file in other.files}:
        return False
    # A copy to a name may be one into a folder that the other copy makes.
    return (above.names_directory and below.names_directory) or not (
        is_within(above.destination, below.destination) or is_within(below.destination, above.destination)
    )
