"""The stages of a build as a graph: what each starts from, and what it takes from where."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dflint.analysis.results import Size, StageReport
from dflint.build.images import BaseImage, NamedContext
from dflint.build.layers import layers_of_stage
from dflint.build.stages import Stage

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.references import Origin

BaseSizeOf = Callable[[BaseImage], "Size | None"]
"""The size of an image that stages start from; None where nothing is known of it."""


def stage_name(stage: Stage) -> str:
    """The name of a stage, or its number."""
    return stage.name or str(stage.index)


def stage_reports(build: Build, base_size_of: BaseSizeOf) -> tuple[StageReport, ...]:
    """The stages that are built, in the order of the file."""
    target = build.target
    in_image = target.chain if target is not None else ()
    return tuple(
        StageReport(
            stage_name(stage),
            stage.from_.start_row,
            _base_name(stage),
            base_size_of(stage.base) if isinstance(stage.base, BaseImage) else None,
            stage_name(stage.parent) if stage.parent is not None else None,
            _takes_from(stage),
            stage is target,
            any(stage is one for one in in_image),
        )
        for stage in build.stages
    )


def _base_name(stage: Stage) -> str | None:
    if stage.replacement is not None or stage.base_context is not None:
        context = stage.replacement or stage.base_context
        return None if context is None else f"context {context.name}"
    return stage_name(stage.base) if isinstance(stage.base, Stage) else stage.base.text


def _takes_from(stage: Stage) -> tuple[str, ...]:
    names = (_origin_name(origin) for layer in layers_of_stage(stage) for origin in layer.origins)
    return tuple(dict.fromkeys(name for name in names if name))


def _origin_name(origin: Origin) -> str | None:
    if isinstance(origin, Stage):
        return stage_name(origin)
    if isinstance(origin, NamedContext):
        return f"context {origin.name}"
    return None if origin is None else origin.text
