"""What do FROM, ``COPY --from`` and ``RUN --mount=from=`` refer to?

As BuildKit resolves them: FROM sees the stages above it, by the lower-case spelling of their names only; ``--from`` of
COPY takes a name in any case, or the number of a stage, that of a mount a name. Both find the last stage of that name
in the whole file, and building fails if that is not above. What is no stage is a named context or an image.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from dflint.build.images import BaseImage, NamedContext
from dflint.dockerfile.instructions import Copy, Instruction, Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.graph import StageGraph
    from dflint.build.stages import Stage
    from dflint.dockerfile.instructions import Mount
    from dflint.source import Span

Origin = Union["Stage", BaseImage, NamedContext, None]
"""Where files come from: a stage, an image, a named context, or None when that is not known."""

LATER_STAGE = "later-stage"
ITSELF = "itself"
NO_SUCH_NUMBER = "no-such-number"
WRONG_CASE = "wrong-case"
VARIABLE = "variable"


class StageReference:
    """One place that names a stage, an image or a named context.

    `kind` is "from", "copy" or "mount". `text` is what is named, variables replaced; None when that is not known.
    `problem` is why the build fails there: `later-stage`, `itself`, `no-such-number`, `wrong-case` (FROM of a stage
    with capitals) or `variable` (BuildKit expands none there); "" if nothing is wrong. `meant` is the stage of that
    name that is out of reach there: a FROM with one and no problem names an image that is called like a later stage.
    """

    def __init__(
        self,
        kind: str,
        stage: Stage,
        instruction: Instruction,
        span: Span,
        text: str | None,
        origin: Origin,
        problem: str = "",
        meant: Stage | None = None,
    ) -> None:
        self.kind = kind
        self.stage = stage
        self.instruction = instruction
        self.span = span
        self.text = text
        self.origin = origin
        self.problem = problem
        self.meant = meant

    def __repr__(self) -> str:
        return f"StageReference({self.kind!r}, {self.text!r}, {self.origin!r}, {self.problem!r})"


def resolve_from(graph: StageGraph, stage: Stage) -> StageReference:
    """What the FROM of `stage` names."""
    span = stage.from_.image.span
    if stage.parent is not None:
        return StageReference("from", stage, stage.from_, span, stage.parent.name, stage.parent)
    text = stage.from_.image.expand(graph.global_arguments.lookup) or None
    if stage.base_context is not None:
        return StageReference("from", stage, stage.from_, span, text, stage.base_context)
    meant = graph.last_stage(text) if text is not None else None
    if text is None or meant is None or meant is stage:
        return StageReference("from", stage, stage.from_, span, text, stage.root)
    problem = WRONG_CASE if text != text.lower() and graph.is_above(text, stage) else ""
    return StageReference("from", stage, stage.from_, span, text, stage.root, problem, meant)


def references_of(graph: StageGraph, stage: Stage) -> Iterator[StageReference]:
    """What the steps of `stage` refer to with ``--from`` and ``from=``."""
    for instruction in stage.steps:
        if isinstance(instruction, Copy):
            if instruction.flags:
                reference = resolve_copy(graph, stage, instruction)
                if reference is not None:
                    yield reference
        elif isinstance(instruction, Run) and instruction.flags:
            for mount in instruction.mounts:
                found = resolve_mount(graph, stage, instruction, mount)
                if found is not None:
                    yield found


def resolve_copy(graph: StageGraph, stage: Stage, instruction: Copy) -> StageReference | None:
    """What ``--from`` of a COPY names; None if there is no such flag."""
    word = instruction.from_
    if word is None or not word.argument:
        return None
    text = word.value
    if word.has_variables:
        return StageReference("copy", stage, instruction, word.span, None, None, VARIABLE)
    number = _stage_number(text)
    if number is None:
        return _named("copy", graph, stage, instruction, word.span, text)
    if number >= len(graph.stages):
        return StageReference("copy", stage, instruction, word.span, text, None, NO_SUCH_NUMBER)
    return _checked("copy", stage, instruction, word.span, text, graph.stages[number])


def resolve_mount(graph: StageGraph, stage: Stage, instruction: Run, mount: Mount) -> StageReference | None:
    """What ``from=`` of a mount names; None if there is no such option."""
    word = mount.option("from")
    if word is None or not word.argument:
        return None
    if word.has_variables:
        return StageReference("mount", stage, instruction, word.span, None, None, VARIABLE)
    return _named("mount", graph, stage, instruction, word.span, word.value)


def _named(
    kind: str, graph: StageGraph, stage: Stage, instruction: Instruction, span: Span, text: str
) -> StageReference:
    found = graph.last_stage(text)
    if found is not None:
        return _checked(kind, stage, instruction, span, text, found)
    origin: Origin = graph.named_context(text)
    return StageReference(kind, stage, instruction, span, text, origin or BaseImage(text))


def _checked(kind: str, stage: Stage, instruction: Instruction, span: Span, text: str, found: Stage) -> StageReference:
    problem = LATER_STAGE if found.index > stage.index else ITSELF if found is stage else ""
    if problem:
        return StageReference(kind, stage, instruction, span, text, None, problem, found)
    return StageReference(kind, stage, instruction, span, text, found)


def _stage_number(text: str) -> int | None:
    """The number that Go's ``strconv.Atoi`` reads, if it is not negative."""
    digits = text[1:] if text[:1] == "+" else text
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None
