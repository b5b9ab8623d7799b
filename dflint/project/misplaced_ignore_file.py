"""Is a `.dockerignore` meant for a build that does not read it?"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from dflint.context.copy_sources import is_remote
from dflint.context.dockerignore import IGNORE_FILE_NAME
from dflint.project.roots import is_below

_OF_OTHERS = frozenset(
    {"third_party", "third-party", "thirdparty", "3rdparty", "vendor", "vendored", "external", "submodules"}
)
_OWN_PROJECT = ("LICENSE", "LICENSE.txt", "LICENSE.md", "COPYING", "setup.py", "setup.cfg", "pyproject.toml", ".git")

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.project.project import Project


class MissedBuild(NamedTuple):
    """A build that an ignore file is meant for, and the native path of the root of its context."""

    build: Build
    root: str


def missed_build(path: str, project: Project) -> MissedBuild | None:
    """The build of a Dockerfile beside the `.dockerignore` at `path`, where no build reads that file; else None.

    The context of such a build is a folder above: a compose service says so, or what it copies lies there and not in
    the folder of the Dockerfile. None too where that folder has an ignore file, which this one would have to be merged
    with, and where the file came with a project of others.
    """
    missed = _missed_build(path, project)
    if missed is None or project.lies_there(os.path.join(missed.root, IGNORE_FILE_NAME)):
        return None
    return None if _is_of_other_project(os.path.dirname(path), missed.root, project) else missed


def _is_of_other_project(folder: str, root: str, project: Project) -> bool:
    """Whether `folder`, or one between it and `root`, holds a project that has been copied from elsewhere."""
    while is_below(folder, root) and folder != root:
        if os.path.basename(folder) in _OF_OTHERS:
            return True
        if any(project.lies_there(os.path.join(folder, name)) for name in _OWN_PROJECT):
            return True
        folder = os.path.dirname(folder)
    return False


def _missed_build(path: str, project: Project) -> MissedBuild | None:
    folder = os.path.dirname(path)
    if os.path.basename(path) != IGNORE_FILE_NAME:
        return None
    readers = [
        build for context, builds in project.contexts_of([path]) if context.ignore_path == path for build in builds
    ]
    if any(build.service is not None or _folder_above(build, project) is None for build in readers):
        return None
    for build in project.builds:
        if os.path.dirname(build.path) != folder or build.context is None:
            continue
        if build.service is not None:
            root = build.context.root
            if root != folder and is_below(folder, root):
                return MissedBuild(build, root)
        else:
            above = _folder_above(build, project)
            if above is not None:
                return MissedBuild(build, above)
    return None


def _folder_above(build: Build, project: Project) -> str | None:
    """The folder above that of the Dockerfile that holds what the build copies and does not find; None if none does."""
    context = build.context
    if context is None or build.service is not None:
        return None
    wanted = [
        source
        for stage in build.graph.stages
        for step in stage.copies
        if step.is_from_context
        for source in step.sources
    ]
    if None in wanted:
        return None
    sources = [source for source in wanted if source is not None and not is_remote(source)]
    missing = [source for source in sources if not _exists(source, context.root, project)]
    if not missing:
        return None
    root = os.path.dirname(context.root)
    while is_below(root, project.root):
        if _exist(sources, root, project):
            return root
        if root == project.root:
            break
        root = os.path.dirname(root)
    return None


def _exist(sources: Iterable[str], root: str, project: Project) -> bool:
    return all(_exists(source, root, project) for source in sources)


def _exists(source: str, root: str, project: Project) -> bool:
    """Whether `source` names something in the folder `root`, or may do so with its wildcards."""
    path = source.strip("/")
    if "*" in path or "?" in path or "[" in path:
        return True
    there = os.path.join(root, path)
    return project.exists(there) or project.storage.is_directory(there)
