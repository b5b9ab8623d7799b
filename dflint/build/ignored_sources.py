"""Which sources of COPY, ADD and bind mounts does the ignore file leave out?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.context.copy_sources import is_remote
from dflint.context.go_filepath import clean_in_context, has_wildcards
from dflint.source import Source, Span

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.context.build_context import BuildContext


class IgnoredSource(NamedTuple):
    """A source that is not sent: its path in the context, and where it is named."""

    path: str
    source: Source
    span: Span


def ignored_sources(stage: Stage, context: BuildContext, build: Build) -> Iterator[IgnoredSource]:
    """The sources of `stage` that the ignore file of `context` leaves out, so that the build fails there.

    Where only the folder of the Dockerfile says what the context is, none are given if something else is missing there:
    another folder is meant then.
    """
    if not _is_certain(context, build):
        return
    for step in stage.copies:
        if not step.is_from_context or step.is_trigger:
            continue
        for word, source in zip(step.instruction.sources, step.sources, strict=True):
            path = _ignored(source, context)
            if path is not None:
                yield IgnoredSource(path, step.instruction.source, word.span)
    for run in stage.runs:
        for mount in run.mounts if not run.is_trigger else ():
            named = mount.mount.option("source")
            path = _ignored(mount.source, context) if mount.is_from_context else None
            if path is not None and named is not None:
                yield IgnoredSource(path, run.run.source, named.span)


def _ignored(source: str | None, context: BuildContext) -> str | None:
    """The path of a source that is left out; None for all others."""
    if source is None or is_remote(source):
        return None
    path = clean_in_context(source)
    if not path or has_wildcards(path) or not context.is_ignored(path) or context.exists(path):
        return None
    return path


def _is_certain(context: BuildContext, build: Build) -> bool:
    """Whether the context is the one that is meant: nothing is missing in it that is not left out."""
    if build.service is not None:
        return True
    for stage in build.graph.stages:
        for step in stage.copies:
            taken = step.taken if step.is_from_context else None
            for source in taken.missing if taken is not None else ():
                if not context.is_ignored(clean_in_context(source)):
                    return False
    return True
