"""Where does a build get pointers of git LFS in place of files?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.context.copy_sources import is_remote
from dflint.context.weights import WeightFile, weights_among

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.build.steps import CopyStep
    from dflint.dockerfile.nodes import Word
    from dflint.source import Source, Span


class CopiedPointers(NamedTuple):
    """A source of `step` that brings the pointers `files`, whose sizes are those of what they stand for."""

    word: Word
    step: CopyStep
    files: tuple[WeightFile, ...]


class UnfetchedClone(NamedTuple):
    """A clone of the repository `name` by a git without LFS."""

    name: str
    source: Source
    span: Span


def copied_pointers(stage: Stage, build: Build) -> Iterator[CopiedPointers]:
    """The pointers among the weights that `stage` copies from the context, by source."""
    context = build.context
    if context is None or any("lfs" in run.run.line.text for run in stage.runs):
        return
    told: set[str] = set()
    for step in stage.copies:
        if not step.is_from_context or step.excludes is None or step.is_trigger:
            continue
        for word, source in zip(step.instruction.sources, step.sources, strict=True):
            if source is None or is_remote(source):
                continue
            taken = context.taken_by([source], step.excludes, step.instruction.parents).files
            found = [file for file in weights_among(context, taken) if file.is_pointer and file.path not in told]
            told.update(file.path for file in found)
            if found:
                yield CopiedPointers(word, step, tuple(found))


def unfetched_clones(stage: Stage) -> Iterator[UnfetchedClone]:
    """The clones of models and datasets of Hugging Face in an image that certainly has no git LFS."""
    known = stage.root.known
    if not any("clone" in run.run.line.text for run in stage.runs) or "lfs" in stage.dockerfile.source.text:
        return
    # An image without git gets git LFS only by its name. Of what others hold, nothing is known.
    if known is None or known.has_command("git") is not False:
        return

    for download in stage.downloads:
        command = download.command
        if command is None or command.name != "git" or download.script is not None or download.name is None:
            continue
        yield UnfetchedClone(download.name, download.source, download.span)
