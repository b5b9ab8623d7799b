"""Which sources of a COPY or ADD are weights of a model, and would a mount do in their place?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.state import join_path
from dflint.build.steps import is_within
from dflint.cached_property import cached_property
from dflint.context.copy_sources import is_remote
from dflint.context.go_filepath import clean_in_context, has_wildcards
from dflint.context.weights import WeightFile, names_weights, weights_among
from dflint.knowledge.ignorable_files import CODE_SUFFIXES
from dflint.knowledge.model_files import MODEL_DIRECTORIES

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.steps import CopyStep
    from dflint.context.entries import ContextFile
    from dflint.dockerfile.nodes import Word

_MOST_MOUNTS = 4


class BindMount(NamedTuple):
    """A file or folder of the context, and the absolute path at which it is mounted."""

    source: str
    target: str


class WeightSource(NamedTuple):
    """A source of a COPY or ADD that brings weights.

    `path` is the source in the context. `weights` are the files; there are none where nobody can look, and only the
    name tells. `holds_code` says that the source is a folder with code in it as well.
    """

    word: Word
    path: str
    weights: tuple[WeightFile, ...]
    is_directory: bool
    holds_code: bool

    @property
    def byte_count(self) -> int | None:
        """The size of the weights in bytes; None if it is not known."""
        return sum(file.byte_count for file in self.weights) if self.weights else None


class CopiedWeights:
    """The weights that `step` copies from the build context by a name, not with all of the context."""

    def __init__(self, step: CopyStep, build: Build) -> None:
        self.step = step
        self.build = build

    @cached_property
    def sources(self) -> tuple[WeightSource, ...]:
        """The sources that bring weights, in order."""
        if not self.step.is_from_context or self.step.is_trigger:
            return ()
        return tuple(self._find_sources())

    def _find_sources(self) -> Iterator[WeightSource]:
        for word, source in zip(self.step.instruction.sources, self.step.sources, strict=True):
            if source is None or is_remote(source):
                continue
            path = clean_in_context(source)
            if path not in ("", "*"):
                found = self._source(word, path)
                if found is not None:
                    yield found

    def _source(self, word: Word, path: str) -> WeightSource | None:
        context = self.build.context
        files = self._files(path)
        if context is None or not files:
            is_told_by_name = names_weights(path) or self._is_missing_model_directory(path)
            is_left_out = context is not None and context.is_ignored(path)
            return WeightSource(word, path, (), False, False) if is_told_by_name and not is_left_out else None
        weights = weights_among(context, files)
        if not weights:
            return None
        is_directory = context.is_directory(path)
        return WeightSource(word, path, weights, is_directory, is_directory and _holds_code(files))

    def _files(self, path: str) -> Sequence[ContextFile]:
        context, excludes = self.build.context, self.step.excludes
        return context.taken_by([path], excludes).files if context is not None and excludes is not None else ()

    def _is_missing_model_directory(self, path: str) -> bool:
        """Whether a folder for models is copied that is not there, while the rest of what is copied is.

        So it is in a fresh clone when the models are kept out of git. Code that is called so would be there.
        """
        if path.rpartition("/")[2] not in MODEL_DIRECTORIES or self.build.context is None:
            return False
        others = [
            step.taken
            for stage in self.build.stages
            for step in stage.copies
            if step.is_from_context and step.instruction is not self.step.instruction
        ]
        known = [taken for taken in others if taken is not None]
        return any(taken.files for taken in known) and not any(taken.missing for taken in known)

    @cached_property
    def reaches_image(self) -> bool:
        """Whether the weights get into an image: of the stage itself, of one that starts from it or copies from it."""
        stage, final = self.step.stage, self.build.final
        is_built = any(stage is built for built in self.build.stages)
        if final is None or not is_built or any(stage is one for one in final.chain):
            return True
        return self.is_copied_on

    @cached_property
    def is_copied_on(self) -> bool:
        """Whether another stage copies the weights from this one, or may do so."""
        destination = self.step.destination
        for stage in self.build.graph.stages:
            for step in stage.copies:
                origin = step.from_stage
                if isinstance(origin, (str, type(None))) or not any(self.step.stage is one for one in origin.chain):
                    continue
                for source in step.sources:
                    if source is None or destination is None:
                        return True
                    path = join_path("/", source)
                    if has_wildcards(source) or is_within(path, destination) or is_within(destination, path):
                        return True
        return False

    @cached_property
    def is_used_while_building(self) -> bool:
        """Whether a RUN behind the COPY names the weights, or may see them."""
        names = {source.path.rpartition("/")[2] for source in self.sources}
        names.update(file.path.rpartition("/")[2] for source in self.sources for file in source.weights)
        if self.step.destination is not None and not self._is_shared_destination:
            names.add(self.step.destination.rpartition("/")[2])
        for stage in self.build.graph.stages:
            if not any(self.step.stage is one for one in stage.chain):
                continue
            for run in stage.runs:
                is_behind = stage is not self.step.stage or run.position > self.step.position
                text = run.run.source.slice(run.run.span)
                if is_behind and any(name and name in text for name in names):
                    return True
        return False

    @property
    def _is_shared_destination(self) -> bool:
        """Whether the destination is a folder for other things as well."""
        return self.step.names_directory or self.step.destination == self.step.workdir

    def mounts(self) -> tuple[BindMount, ...] | None:
        """The mounts that put the same files at the same places; None if that cannot be said."""
        if self.step.destination is None or self.step.excludes or self.step.instruction.parents:
            return None
        found: list[BindMount] = []
        for source in self.sources:
            of_source = self._mounts_of(source)
            if of_source is None:
                return None
            found.extend(of_source)
        return tuple(found) if 0 < len(found) <= _MOST_MOUNTS else None

    def _mounts_of(self, source: WeightSource) -> Sequence[BindMount] | None:
        destination = self.step.destination or "/"
        if source.holds_code or not source.weights:
            return None
        if source.is_directory:
            return None if self._holds_other_things(destination) else [BindMount(source.path, destination)]
        files = [file.path for file in source.weights] if has_wildcards(source.path) else [source.path]
        if has_wildcards(source.path) and len(files) < len(self._files(source.path)):
            return None
        if self._is_shared_destination or len(files) > 1:
            return [BindMount(path, join_path(destination, path.rpartition("/")[2])) for path in files]
        # Without a slash it may be the name of the file or that of a folder that is there already.
        has_suffix = "." in destination.rpartition("/")[2]
        return [BindMount(files[0], destination)] if has_suffix else None

    def _holds_other_things(self, destination: str) -> bool:
        """Whether something else may lie in the folder `destination` of the image, which a mount would hide."""
        if destination in ("/", self.step.workdir) or len(self.step.instruction.sources) > 1:
            return True
        final = self.build.final or self.step.stage
        for stage in final.chain:
            for step in stage.copies:
                other = step.destination
                if step.instruction is not self.step.instruction and (other is None or is_within(other, destination)):
                    return True
            if stage.final_state.workdir == destination:
                return True
        return False


def _holds_code(files: Sequence[ContextFile]) -> bool:
    return any(file.path.endswith(CODE_SUFFIXES) for file in files)
