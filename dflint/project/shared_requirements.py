"""Do images for GPUs install from the same requirements or lock file as another image?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.project.cpu_images import is_meant_for_gpus

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.stages import Stage


def is_shared_with_gpu_image(package: ResolvedPackage, build: Build) -> bool:
    """Whether the file that names `package` is one that an image for GPUs is installed from too.

    That is another Dockerfile of the project, or another target of this one.
    """
    if package.source is package.install.run.source or build.project is None:
        return False
    path = build.project.real_path(package.source.path)
    return any(
        path in _files(other, stage) and is_meant_for_gpus(other, stage) for other, stage in _other_images(build)
    )


def _other_images(build: Build) -> Iterator[tuple[Build, Stage]]:
    from dflint.build.shipping import becomes_image

    for stage in build.graph.stages:
        if stage is not build.final and becomes_image(stage, build):
            yield build, stage
    for other in build.project.builds:
        if other is not build and other.final is not None:
            yield other, other.final


def _files(build: Build, stage: Stage) -> frozenset[str]:
    """The real paths of the files that are read where `stage` and those that it needs are installed."""
    if build.context is None:
        return frozenset()
    root = build.context.root
    return frozenset(
        build.project.real_path(os.path.join(root, file.origin.path))
        for one in build.graph.reachable(stage)
        for run in one.runs
        for install in run.installs
        if install.install.ecosystem in ("python", "conda")
        for file in install.wanted.files
        if file.origin is not None and file.origin.path is not None
    )
