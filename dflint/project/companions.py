"""Which other compose files does Compose read together with one, as far as the project tells?

A file says all that there is only if nothing else is merged into it, includes it, or takes its services over.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.compose.values import text_of
from dflint.project.alternatives import files_near
from dflint.project.names import Kind

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.project.project import Project


def is_whole(file: ComposeFile, project: Project) -> bool:
    """Whether the file, with those that it is merged with, could be run: each of its services says what it runs.

    One that was not read whole could not, nor one whose services others take over, or that others include.
    """
    if not file.is_complete or file.root is None or not file.services:
        return False
    for service in file.services:
        if service.image is None and service.build is None and service.get("provider") is None:
            return False
        if service.is_extended:
            return False
    return not _lends_services(file, project)


def paths_of(file: ComposeFile) -> frozenset[str]:
    """The paths of the files that `file` is merged with, its own among them."""
    from dflint.compose.merged_file import MergedFile

    own = frozenset({file.source.path})
    return own.union(file.composition.paths) if isinstance(file, MergedFile) else own


def declared_elsewhere(file: ComposeFile, project: Project, section: str, name: str) -> bool:
    """Whether a compose file near `file` has `name` in its top-level `section`."""
    for other in files_near(file.source.path, project, name):
        declared = other.root.get(section) if other.root is not None else None
        if other.source.path == file.source.path or declared is None:
            continue
        if any(entry.key == name for entry in declared.entries):
            return True
    return False


def mentioned_elsewhere(file: ComposeFile, project: Project, name: str) -> bool:
    """Whether a compose file near `file` has `name` anywhere in its text."""
    return any(other.source.path != file.source.path for other in files_near(file.source.path, project, name))


def service_elsewhere(file: ComposeFile, project: Project, name: str) -> bool:
    """Whether a compose file near `file` has a service `name`."""
    return any(
        other.source.path != file.source.path and other.service(name) is not None
        for other in files_near(file.source.path, project, name)
    )


def _lends_services(file: ComposeFile, project: Project) -> bool:
    """Whether another compose file of the project extends a service of `file`, or includes the file."""
    path = project.real_path(file.source.path)
    name = os.path.basename(path)
    for other_path in project.files_of(Kind.COMPOSE):
        source = project.source(other_path)
        if source is None or name not in source.text or other_path == file.source.path:
            continue
        other = project.file(other_path).compose
        if other is None:
            continue
        folder = os.path.dirname(other_path)
        if any(project.real_path(os.path.join(folder, named)) == path for named in _named_files(other)):
            return True
    return False


def _named_files(file: ComposeFile) -> Iterator[str]:
    """The paths that ``extends`` and ``include`` of `file` name."""
    for service in file.services:
        named = text_of(service.get("extends", "file"), file.variables)
        if named is not None:
            yield named
    include = file.root.get("include") if file.root is not None else None
    for item in include.elements if include is not None else ():
        paths = item.get("path") if item.is_mapping else item
        for path in paths.elements if paths is not None and paths.is_sequence else (paths,):
            text = text_of(path, file.variables)
            if text is not None:
                yield text
