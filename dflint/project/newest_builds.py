"""Is an image built again and again to follow the newest of what it installs, as nightly images are?

The name of the Dockerfile or of its folder says so, or a workflow of GitHub that builds and pushes it on a schedule:
https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.project.project import Project

_NEWEST = frozenset({"nightly", "nightlies", "latest", "canary", "edge"})
_WORD = lazy_pattern(r"[a-z]+")
_SCHEDULE = lazy_pattern(r"^\s+schedule\s*:|\bnightly\b", re.MULTILINE)
_PUSHES = lazy_pattern(r"docker\b[^\n]*\bpush\b|--push\b|^\s*push\s*:\s*(?:true|[\"']?\$\{\{)", re.MULTILINE)
_OTHER_FILE = lazy_pattern(r"^\s*file\s*:|\s(?:-f|--file)\b", re.MULTILINE)
_ROOT_CONTEXT = lazy_pattern(
    r"^\s*context\s*:\s*[\"']?\.?/?[\"']?\s*$|docker\b[^\n]*\bbuild\b[^\n]*\s\.(?:\s|$)", re.MULTILINE
)
_MOST_WORKFLOWS = 100


def follows_newest(build: Build) -> bool:
    """Whether the image is made to hold what is newest on the day of its build."""
    project = build.project
    if project is None:
        return False
    path = os.path.relpath(build.path, project.root).replace(os.sep, "/")
    if path.startswith("../"):
        return False
    if not _NEWEST.isdisjoint(_WORD.findall("/".join(path.split("/")[-2:]).lower())):
        return True
    return any(_builds(text, path) for text in _scheduled(project))


def _scheduled(project: Project) -> tuple[str, ...]:
    """The texts of the workflows that run on a schedule and push an image."""
    found: tuple[str, ...] | None = project.__dict__.get("scheduled_workflows")
    if found is None:
        found = project.__dict__["scheduled_workflows"] = tuple(
            text for text in _workflows(project) if _SCHEDULE.search(text) and _PUSHES.search(text)
        )
    return found


def _workflows(project: Project) -> list[str]:
    folder = os.path.join(project.root, ".github", "workflows")
    names = [name for name in project.names(folder) if name.endswith((".yml", ".yaml"))][:_MOST_WORKFLOWS]
    sources = (project.source(os.path.join(folder, name)) for name in names)
    return [source.text for source in sources if source is not None]


def _builds(text: str, path: str) -> bool:
    """Whether a workflow builds the Dockerfile at `path`: it names the file, or the folder that it is in."""
    folder, _, name = path.rpartition("/")
    wanted = [path, folder] if folder else [path]
    if any(re.search(rf"(?<![\w./-])(?:\./)?{re.escape(one)}/?(?![\w./-])", text) for one in wanted):
        return True
    return not folder and name == "Dockerfile" and not _OTHER_FILE.search(text) and bool(_ROOT_CONTEXT.search(text))
