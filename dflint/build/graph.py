"""The stages of a Dockerfile and how they hang together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from dflint.build.images import BaseImage, NamedContext, context_key
from dflint.build.references import StageReference, references_of, resolve_from
from dflint.build.stages import Stage
from dflint.build.variables import GlobalArguments
from dflint.cached_property import cached_property
from dflint.dockerfile.instructions import From

if TYPE_CHECKING:
    from dflint.context.build_context import BuildContext
    from dflint.dockerfile.instructions import Dockerfile, Instruction

_NO_ARGUMENTS: Mapping[str, str | None] = {}


class StageGraph:
    """The stages of a Dockerfile for given build arguments and named contexts.

    Values of `arguments` and `named_contexts` are None where they are not known. `context` is the build context that
    COPY takes files from, if there is one.
    """

    def __init__(
        self,
        dockerfile: Dockerfile,
        arguments: Mapping[str, str | None] = _NO_ARGUMENTS,
        named_contexts: Mapping[str, str | None] = _NO_ARGUMENTS,
        context: BuildContext | None = None,
    ) -> None:
        self.dockerfile = dockerfile
        self.context = context
        self._named_contexts = {
            context_key(name): NamedContext(name, value)
            for name, value in named_contexts.items()
            if name.lower() not in ("scratch", "context")
        }
        instructions = dockerfile.instructions
        starts = [index for index, instruction in enumerate(instructions) if isinstance(instruction, From)]
        first = starts[0] if starts else len(instructions)
        self.global_arguments = GlobalArguments(instructions[:first], arguments)
        self._last_of_name: dict[str, Stage] = {}
        self._first_of_name: dict[str, int] = {}
        stages: list[Stage] = []
        ends = [*starts[1:], len(instructions)] if starts else []
        for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
            stages.append(self._make_stage(index, instructions[start:end]))
        self.stages: tuple[Stage, ...] = tuple(stages)

    def _make_stage(self, index: int, instructions: tuple[Instruction, ...]) -> Stage:
        from_ = instructions[0]
        assert isinstance(from_, From)
        name = from_.name.text.lower() if from_.name is not None else None
        stage = Stage(self, index, name, from_, instructions[1:])
        replacement = self.named_context(name) if name is not None else None
        if replacement is not None:
            stage.replace(replacement)
        else:
            self._link(stage)
        if name is not None:
            self._last_of_name[name] = stage
            self._first_of_name.setdefault(name, index)
        return stage

    def _link(self, stage: Stage) -> None:
        """Find out what `stage` starts from. Until all stages are made, only those above are known."""
        text = stage.from_.image.expand(self.global_arguments.lookup) or None
        parent = self._last_of_name.get(text) if text is not None else None
        if parent is not None:
            stage.start_from_stage(parent)
            return
        named = self.named_context(text) if text is not None else None
        stage.start_from_image(named.image if named is not None else BaseImage(text), named)

    # Finding stages

    @property
    def final(self) -> Stage | None:
        """The last stage; None in a file without stages."""
        return self.stages[-1] if self.stages else None

    def target(self, name: str) -> Stage | None:
        """The stage that ``--target name`` builds; None if there is none. Numbers are no targets."""
        return self.last_stage(name)

    def last_stage(self, name: str) -> Stage | None:
        """The last stage of that name in the file, whatever the case."""
        return self._last_of_name.get(name.lower())

    def is_above(self, name: str, stage: Stage) -> bool:
        """Whether a stage of that name, whatever the case, stands above `stage`."""
        return self._first_of_name.get(name.lower(), stage.index) < stage.index

    def by_name(self, name: str) -> Stage | None:
        """The stage that ``COPY --from=name`` means, which may be a number; None if there is none."""
        if name.isascii() and name.isdecimal():
            index = int(name) if len(name) < 10 else len(self.stages)
            return self.stages[index] if index < len(self.stages) else None
        return self.last_stage(name)

    def named_context(self, name: str) -> NamedContext | None:
        """The named context that takes the place of the image or stage `name`."""
        return self._named_contexts.get(context_key(name)) if self._named_contexts else None

    @cached_property
    def children(self) -> Mapping[Stage, Sequence[Stage]]:
        """The stages that start from each stage that others start from."""
        children: dict[Stage, list[Stage]] = {}
        for stage in self.stages:
            if stage.parent is not None:
                children.setdefault(stage.parent, []).append(stage)
        return children

    # References

    @cached_property
    def references(self) -> tuple[StageReference, ...]:
        """Every place that names a stage, an image or a named context, in order of the stages."""
        references: list[StageReference] = []
        for stage in self.stages:
            if stage.replacement is None:
                references.append(resolve_from(self, stage))
                references.extend(references_of(self, stage))
        return tuple(references)

    @cached_property
    def problems(self) -> tuple[StageReference, ...]:
        """The references that make the build fail."""
        return tuple(reference for reference in self.references if reference.problem)

    @cached_property
    def _needed(self) -> Mapping[int, tuple[Stage, ...]]:
        """Index of a stage to the stages that it copies or mounts files from."""
        needed: dict[int, list[Stage]] = {}
        for reference in self.references:
            if reference.kind != "from" and isinstance(reference.origin, Stage):
                needed.setdefault(reference.stage.index, []).append(reference.origin)
        return {index: tuple(stages) for index, stages in needed.items()}

    def reachable(self, target: Stage) -> tuple[Stage, ...]:
        """The stages that are built for `target`, in the order of the file."""
        reached: set[int] = set()
        pending = [target]
        while pending:
            stage = pending.pop()
            if stage.index in reached:
                continue
            reached.add(stage.index)
            if isinstance(stage.base, Stage):
                pending.append(stage.base)
            pending.extend(self._needed.get(stage.index, ()))
        return self._ordered(reached)

    def _ordered(self, indices: Iterable[int]) -> tuple[Stage, ...]:
        return tuple(self.stages[index] for index in sorted(indices))
