"""Which layers get into an image, and which files of the other stages are copied there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.stages import Stage
from dflint.build.state import clean_path, join_path
from dflint.build.steps import is_within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.build import Build
    from dflint.build.steps import CopyStep

_MOST_COPIES = 100


def ships(stage: Stage, build: Build) -> bool:
    """Whether the layers of `stage` are layers of an image: of the target of `build`, or of a target of its own.

    A stage that `build` does not need and that nothing else in the file uses can only be meant as a target.
    """
    return stage in build.shipped_stages


def becomes_image(stage: Stage, build: Build) -> bool:
    """Whether `stage` is run as it is: the target of `build`, or a target of its own that nothing else uses."""
    return stage is build.target or stage in build.other_targets


def copy_into_image(stage: Stage, path: str, build: Build) -> CopyStep | None:
    """The COPY that takes the absolute `path` of `stage`, or what is in it, towards an image; None if none is known to.

    It may go there through several stages; the first COPY is given.
    """
    known = build.copies_into_images
    key = (stage.index, path)
    if key not in known:
        known[key] = _find_copy_into_image(stage, path, build)
    return known[key]


def _find_copy_into_image(stage: Stage, path: str, build: Build) -> CopyStep | None:
    first: dict[tuple[int, str], CopyStep] = {}
    pending: list[tuple[Stage, str]] = [(stage, path)]
    while pending and len(first) < _MOST_COPIES:
        origin, place = pending.pop()
        start = first.get((origin.index, place))
        for copy, new_place in _copies_of(origin, place):
            key = (copy.stage.index, new_place)
            if key in first:
                continue
            first[key] = copy if start is None else start
            if ships(copy.stage, build):
                return first[key]
            pending.append((copy.stage, new_place))
    return None


def _copies_of(stage: Stage, path: str) -> Iterator[tuple[CopyStep, str]]:
    """The COPY steps that take `path` from `stage` or from one that starts from it, and where they put it."""
    for other in stage.graph.stages:
        for copy in other.copies:
            origin = copy.origin
            if not isinstance(origin, Stage) or stage not in origin.chain or copy.destination is None:
                continue
            if copy.excludes is None or copy.excludes or copy.is_trigger:
                continue
            for source in copy.sources:
                place = None if source is None else _place(source, copy.destination, path, copy)
                if place is not None:
                    yield copy, place


def _place(source: str, destination: str, path: str, copy: CopyStep) -> str | None:
    """Where `path` is put by a COPY of `source` to `destination`; None if it is not among what is copied."""
    if any(character in source for character in "*?["):
        return None
    source = clean_path(source)
    if not is_within(path, source):
        # A part of the directory is no less of it.
        return destination if is_within(source, path) and source != path else None
    if getattr(copy.instruction, "parents", False):
        return None
    return join_path(destination, path[len(source) :].lstrip("/"))
