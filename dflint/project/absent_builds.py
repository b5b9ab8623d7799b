"""What does a service build that is not there: the folder, or the Dockerfile in it? And which one may be meant?"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from dflint.lazy_pattern import lazy_pattern
from dflint.project.absent_paths import is_elsewhere, is_left_out, is_there_from_above, is_told_of
from dflint.project.links import BuildLink, is_told_whole
from dflint.project.names import Kind

if TYPE_CHECKING:
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service
    from dflint.project.project import Project

_TEMPLATE = lazy_pattern(r"\.(?:in|j2|jinja2?|tmpl|template|tpl|erb|m4)$", re.IGNORECASE)
_CLONE = "git clone"


class AbsentBuild(NamedTuple):
    """What is not there. `node` names it, `written` as text; `path` is absolute.

    `meant` is the path of the one Dockerfile of the project that may be meant, and `correction` what to write for it.
    """

    node: Node
    written: str
    path: str
    is_context: bool
    meant: str | None
    correction: str | None


def absent_build(service: Service, project: Project) -> AbsentBuild | None:
    """What the service builds and is certainly not there; None if it is there, or may be on another machine."""
    section = service.build
    if section is None or not is_told_whole(service):
        return None
    build = project.build_of(service)
    if build is not None and build.context is not None:
        return None
    link = next((one for one in project.links_of(service.source.path) if one.service.name == service.name), None)
    if link is None or link.context_path is None:
        return None
    if not project.storage.is_directory(link.context_path):
        return _absent_context(link, project)
    if link.inline is not None or section.dockerfile_inline is not None or link.dockerfile_path is None:
        return None
    return _absent_dockerfile(link, link.context_path, link.dockerfile_path, project)


def _absent_context(link: BuildLink, project: Project) -> AbsentBuild | None:
    node, path, written = link.section.context, link.context_path, link.section.context_text
    if node is None or path is None or not written or project.lies_there(path) or _is_fetched(path, link, project):
        return None
    if not _is_certain(path, written, True, link, project):
        return None
    name = os.path.basename(path)
    same = [one for one in _dockerfiles(project) if os.path.basename(os.path.dirname(one)) == name]
    meant = same[0] if len(same) == 1 else None
    folder = None if meant is None else os.path.relpath(os.path.dirname(meant), _folder(link))
    correction = None if folder is None else folder if folder.startswith("..") else os.path.join(".", folder)
    return AbsentBuild(node, written, path, True, meant, correction)


def _absent_dockerfile(link: BuildLink, context: str, path: str, project: Project) -> AbsentBuild | None:
    section = link.section
    node = section.dockerfile or section.context or section.node
    written = section.dockerfile_text
    relative = os.path.relpath(path, _folder(link))
    if not written or project.exists(path) or project.lies_there(path):
        return None
    if not _is_certain(path, relative, False, link, project) or _has_template(path, project):
        return None
    candidates = [one for one in _dockerfiles(project) if os.path.basename(one) == os.path.basename(path)]
    if section.dockerfile is None:
        candidates = [one for one in _dockerfiles(project) if os.path.dirname(one) == context]
    meant = candidates[0] if len(candidates) == 1 else None
    correction = None if meant is None or section.dockerfile is None else os.path.relpath(meant, context)
    return AbsentBuild(node, written, path, False, meant, correction)


def _folder(link: BuildLink) -> str:
    return os.path.dirname(link.service.source.path)


def _dockerfiles(project: Project) -> list[str]:
    return list(project.files_of(Kind.DOCKERFILE))


def _is_certain(path: str, relative: str, is_directory: bool, link: BuildLink, project: Project) -> bool:
    """Whether nobody who has the repository has `path`, which is `relative` to the compose file."""
    if is_elsewhere(path, project) or is_left_out(path, project, is_directory):
        return False
    return not is_there_from_above(relative, _folder(link), project)


def _is_fetched(path: str, link: BuildLink, project: Project) -> bool:
    """Whether a README or a Makefile tells of cloning a repository that is called like the folder."""
    compose = link.service.source.path
    return is_told_of(os.path.basename(path), compose, project) and is_told_of(_CLONE, compose, project)


def _has_template(path: str, project: Project) -> bool:
    """Whether a template stands beside the file that it is to be made from."""
    folder, name = os.path.split(path)
    return any(other.startswith(name) and _TEMPLATE.search(other) is not None for other in project.names(folder))
