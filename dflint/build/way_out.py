"""Does a cache that is left in a layer get into an image, and how?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.shipping import copy_into_image, ships
from dflint.build.stages import Stage

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.steps import CopyStep
    from dflint.build.tool_cache import CacheUse


class WayOut:
    """How a cache gets into an image: with the layer that it is in, or by `copy`, where there is one."""

    def __init__(self, copy: CopyStep | None = None) -> None:
        self.copy = copy


def way_out(use: CacheUse, build: Build) -> WayOut | None:
    """How the cache that `use` leaves gets into an image; None if it does not, or is not known to.

    What is in the layer of an image stays there, whatever a later RUN removes. What is copied from another stage is as
    it is at the end of that stage.
    """
    if use.run.is_trigger:
        return None
    if ships(use.step.stage, build):
        return WayOut()
    for directory in use.directories or ():
        copy = copy_into_image(use.step.stage, directory, build)
        if copy is not None and not _is_emptied_later(use, copy):
            return WayOut(copy)
    return None


def _is_emptied_later(use: CacheUse, copy: CopyStep) -> bool:
    """Whether a later RUN of the stage that is copied from may empty the cache."""
    origin = copy.origin
    stages = origin.chain if isinstance(origin, Stage) else (use.step.stage,)
    for stage in stages:
        if stage is use.step.stage:
            return stage.emptying_commands.first_behind(use.run, None, use.cache, use.directories) is not None
        if stage.emptying_commands.of(use.cache, use.directories):
            return True
    return False
