"""Is the image of a build there for others to start from?

Other stages do, another Dockerfile of the project names it, or its name says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage

_WORD = lazy_pattern(r"[a-z]+")
_NAMES = frozenset({"base", "bases", "builder", "builders"})
_AFFIX = lazy_pattern(r"dockerfile[._-]|[._-]dockerfile$", re.IGNORECASE)


def is_for_others(stage: Stage, build: Build) -> bool:
    """Whether `stage` is one that other stages or images start from, or is named as one."""
    if stage.has_children:
        return True
    parts = _path_in_project(build)[-2:]
    if any(not _NAMES.isdisjoint(_WORD.findall(name.lower())) for name in (stage.name or "", *parts)):
        return True
    return _is_named_by_another(build)


def _path_in_project(build: Build) -> list[str]:
    root = build.project.root if build.project is not None else ""
    return build.path.removeprefix(root).replace("\\", "/").strip("/").split("/")


def _is_named_by_another(build: Build) -> bool:
    """Whether a FROM of another Dockerfile names the image, or one that is named like the file or its folder."""
    if build.project is None:
        return False
    images = {service.image_text for service in build.project.services_of(build)} - {None}
    names = {_AFFIX.sub("", part).lower() for part in _path_in_project(build)[-2:]}
    for other in build.project.builds:
        if other.path == build.path:
            continue
        for stage in other.graph.stages:
            reference, root = stage.root.reference, stage.root
            if stage.parent is not None or reference is None:
                continue
            name = reference.name.lower()
            # A folder named `cuda` or `pytorch` is named after somebody else's image.
            if root.text in images or (name in names and (root.known is None or "-" in name)):
                return True
    return False
