"""What do the services of a compose file name that no file declares?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.compose.consistency import Reference, references
from dflint.compose.declarations import is_declared

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service
    from dflint.project.project import Project
    from dflint.source import Span

_KEYS = frozenset({"version", "name", "include", "services", "models", "networks", "volumes", "secrets", "configs"})
"""The keys of the top level: https://docs.docker.com/reference/compose-file/."""


def undeclared(file: ComposeFile, project: Project, sections: Sequence[str]) -> Iterator[tuple[Service, Reference]]:
    """The names in `sections` that services of `file` give, and for which Compose refuses it.

    Nothing of a file that is only a part of what Compose reads.
    """
    missing = [
        (service, reference)
        for service in file.services
        for reference in references(service)
        if reference.section in sections and reference.name and not is_declared(file, reference.section, reference.name)
    ]
    if not missing:
        return
    from dflint.project.companions import declared_elsewhere, is_whole

    if not is_whole(file, project):
        return
    for service, reference in missing:
        if not _is_misplaced(file, reference.name) and not declared_elsewhere(
            file, project, reference.section, reference.name
        ):
            yield service, reference


def place_of(reference: Reference) -> Span:
    """Where the name is written: the key of a mapping of networks, else the value."""
    node = reference.node
    return node.key_span if reference.section == "networks" and node.key_span is not None else node.place


def _is_misplaced(file: ComposeFile, name: str) -> bool:
    """Whether a key of the top level that Compose does not know, such as ``network``, holds the name."""
    for entry in file.root.entries if file.root is not None else ():
        is_known = entry.key in _KEYS or entry.key.startswith("x-")
        if not is_known and any(inner.key == name for inner in entry.node.entries):
            return True
    return False
