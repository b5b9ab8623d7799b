"""Which notebooks get into an image that serves?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.roles import Role, role_of
from dflint.build.shipping import ships
from dflint.context.copy_sources import is_remote
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.build.steps import CopyStep
    from dflint.context.entries import ContextFile
    from dflint.dockerfile.nodes import Word

# Programs that run or show notebooks.
_READS_NOTEBOOKS = lazy_pattern(r"jupyter|notebook|papermill|voila|nbconvert|nbclient|nvcr\.io/nvidia/", re.IGNORECASE)


class CopiedNotebooks(NamedTuple):
    """A source of `step` that brings the notebooks `files`."""

    word: Word
    step: CopyStep
    files: tuple[ContextFile, ...]

    @property
    def byte_count(self) -> int:
        """The sizes together, in bytes."""
        return sum(file.size for file in self.files)


def copied_notebooks(stage: Stage, build: Build) -> Iterator[CopiedNotebooks]:
    """The notebooks in what `stage` copies, if it becomes an image that answers requests and does not read them."""
    context = build.context
    if context is None or not ships(stage, build) or role_of(build.final or stage, build) is not Role.SERVING:
        return
    if any(_READS_NOTEBOOKS.search(text) is not None for text in _texts(stage)):
        return
    for step in stage.copies:
        if not step.is_from_context or step.excludes is None or step.is_trigger:
            continue
        for word, source in zip(step.instruction.sources, step.sources, strict=True):
            if source is None or is_remote(source):
                continue
            taken = context.taken_by([source], step.excludes, step.instruction.parents).files
            files = tuple(file for file in taken if file.path.endswith(".ipynb"))
            if files:
                yield CopiedNotebooks(word, step, files)


def _texts(stage: Stage) -> Iterator[str]:
    """What the Dockerfile says, and the packages that the stage asks for."""
    from dflint.build.wanted_packages import packages_of_stage

    yield stage.dockerfile.source.text
    yield " ".join(packages_of_stage(stage).names)
