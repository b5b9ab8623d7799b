"""Which services may take the place of another one? Its variants for other hardware, and what other files make of it.

People keep a GPU and a CPU variant of one service: under two profiles, in two files, in a file that is merged into the
first (``docker-compose.gpu.yml``, ``compose.override.yaml``, which git often ignores), or in a service that extends it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dflint.compose.values import text_of
from dflint.lazy_pattern import lazy_pattern
from dflint.project.names import Kind, kind_of
from dflint.project.roots import is_below

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service
    from dflint.project.project import Project

# Files for other hardware that are merged into a compose file need not be called like one.
_HARDWARE_FILE = lazy_pattern(r"(?:.*[^a-z])?(?:gpu|cuda|nvidia)(?:[^a-z].*)?\.ya?ml", re.IGNORECASE)


def same_services(service: Service, project: Project) -> Iterator[Service]:
    """The services that Compose may merge with `service`, or that extend it.

    Those of the same name in other files of its folder; those in folders above and below it that run the same image or
    name none; and those that name it in ``extends``.
    """
    path = service.source.path
    folder = os.path.dirname(path)
    for file in files_near(path, project, service.name):
        is_beside = os.path.dirname(file.source.path) == folder
        for other in _called_or_extending(file, project).get(service.name, ()):
            is_merged = other.name == service.name and file.source.path != path
            if extended_name(other) == service.name or (is_merged and (is_beside or _may_be_part(other, service))):
                yield other


def _called_or_extending(file: ComposeFile, project: Project) -> Mapping[str, Sequence[Service]]:
    """The services of `file` by their own names and by the names of those that they extend."""
    known = project.services_by_name.get(id(file))
    if known is None:
        known = project.services_by_name[id(file)] = {}
        for service in file.own_services:
            for name in {service.name, extended_name(service) or service.name}:
                known.setdefault(name, []).append(service)
    return known


def services_building(build: Build, project: Project) -> Iterator[Service]:
    """The services that build the Dockerfile of `build`, with whichever target, args and context.

    Those of all compose files of the project, and of those that git ignores beside them or beside the Dockerfile.
    """
    known = project.files_of(Kind.COMPOSE)
    folders = dict.fromkeys([os.path.dirname(build.path), *(os.path.dirname(path) for path in known)])
    paths = dict.fromkeys([*known, *(path for folder in folders for path in _files_in(folder, project))])
    for path in paths:
        yield from project.services_building(build.path, path)


def similar_services(service: Service, project: Project) -> Iterator[Service]:
    """The services besides `service` that run what it runs: the same Dockerfile, or the same image.

    One of the same image that always runs beside it in the same file is no variant of it, so it is not among them.
    """
    build = project.build_of(service) if service.build is not None else None
    if build is not None:
        for link in project.links:
            other = link.service
            other_build = project.build_of(other)
            if not _is_same(other, service) and other_build is not None and other_build.dockerfile is build.dockerfile:
                yield other
    image = _image_name(service)
    if image is None:
        return
    for file in files_near(service.source.path, project, image.rpartition("/")[2]):
        for other in file.own_services:
            if _image_name(other) != image or _is_same(other, service):
                continue
            runs_beside = file.source.path == service.source.path and set(other.profiles) == set(service.profiles)
            if build is not None or not runs_beside:
                yield other


def _may_be_part(part: Service, service: Service) -> bool:
    """Whether `part`, which has the name of `service`, says nothing of an image but what `service` says."""
    return part.build is None and (part.image is None or _image_name(part) == _image_name(service))


def extended_name(service: Service) -> str | None:
    """The name of the service that `service` extends; None if it extends none, or if that is not known."""
    extends = service.get("extends")
    if extends is None:
        return None
    return text_of(extends.get("service") if extends.is_mapping else extends, service.variables)


def _image_name(service: Service) -> str | None:
    """The image without its tag; None if it is not known."""
    text = service.image_text
    if text is None:
        return None
    head, slash, last = text.partition("@")[0].rpartition("/")
    return head + slash + last.partition(":")[0]


def _is_same(one: Service, other: Service) -> bool:
    return one.name == other.name and one.source.path == other.source.path


def files_near(path: str, project: Project, text: str) -> Iterator[ComposeFile]:
    """The compose files of the folder of `path`, also those that git ignores, and of folders above and below it.

    Only those that `text` occurs in: reading YAML is slow, and there may be hundreds.
    """
    folder = os.path.dirname(path)
    near = dict.fromkeys(_files_in(folder, project))
    for other in project.files_of(Kind.COMPOSE):
        if is_below(other, folder) or is_below(path, os.path.dirname(other)):
            near[other] = None
    for other in near:
        source = project.source(other)
        if source is not None and text in source.text:
            file = project.compose_file(other)
            if file is not None:
                yield file


def _files_in(folder: str, project: Project) -> Iterator[str]:
    for name in project.names(folder):
        if kind_of(name) is Kind.COMPOSE or _HARDWARE_FILE.fullmatch(name) is not None:
            yield os.path.join(folder, name)
