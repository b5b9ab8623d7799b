"""Which sources of COPY and ADD are datasets, and how large?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.shipping import copy_into_image, ships
from dflint.context.copy_sources import is_remote
from dflint.context.go_filepath import clean_in_context
from dflint.context.weights import weights_among
from dflint.knowledge.data_files import ARCHIVE_SUFFIXES, DATA_DIRECTORIES, DATASET_WORDS, TABLE_SUFFIXES
from dflint.knowledge.ignorable_files import CODE_SUFFIXES
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.build.steps import CopyStep
    from dflint.context.build_context import BuildContext
    from dflint.context.entries import ContextFile
    from dflint.dockerfile.nodes import Word

_WORD = lazy_pattern(r"[a-z]+")


class CopiedData(NamedTuple):
    """A source of `step` that is a dataset: `files` are those with data."""

    word: Word
    step: CopyStep
    files: tuple[ContextFile, ...]

    @property
    def byte_count(self) -> int:
        """The sizes of the files together, in bytes."""
        return sum(file.size for file in self.files)


def copied_data(stage: Stage, build: Build) -> Iterator[CopiedData]:
    """The datasets that `stage` copies by their names, or in folders of their own, into an image."""
    context = build.context
    if context is None:
        return
    for step in stage.copies:
        if not step.is_from_context or step.is_trigger or step.excludes is None:
            continue
        for word, source in zip(step.instruction.sources, step.sources, strict=True):
            if source is None or is_remote(source) or clean_in_context(source) in ("", "*"):
                continue
            files = _data_of(context, clean_in_context(source), step.excludes)
            if files and _reaches_image(step, build):
                yield CopiedData(word, step, tuple(files))


def _data_of(context: BuildContext, path: str, excludes: Sequence[str]) -> list[ContextFile]:
    files = context.taken_by([path], excludes).files
    if context.is_directory(path):
        is_data = path.rpartition("/")[2].lower() in DATA_DIRECTORIES
        if is_data and any(file.path.endswith(CODE_SUFFIXES) for file in files):
            return []
        if not is_data:
            return []
        weights = {weight.path for weight in weights_among(context, files)}
        return [file for file in files if file.path not in weights]
    return [file for file in files if _is_data(file.path)]


def _is_data(path: str) -> bool:
    """Whether a file called like `path` holds data: rows by its suffix, an archive if its name says so too."""
    name = path.rpartition("/")[2].lower()
    if name.endswith(TABLE_SUFFIXES):
        return True
    words = {word for part in path.lower().split("/") for word in _WORD.findall(part)}
    return name.endswith(ARCHIVE_SUFFIXES) and not DATASET_WORDS.isdisjoint(words)


def _reaches_image(step: CopyStep, build: Build) -> bool:
    if ships(step.stage, build):
        return True
    return step.destination is not None and copy_into_image(step.stage, step.destination, build) is not None
