"""What do the services of a compose file name that no file declares?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.compose.declarations import is_declared
from dflint.compose.references import Reference, references_of

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service
    from dflint.project.project import Project

_IMPLICIT_NETWORK = "default"
"""The network that each service is on which names none; nobody has to declare it."""


def undeclared(file: ComposeFile, project: Project, sections: Sequence[str]) -> Iterator[tuple[Service, Reference]]:
    """The names in `sections` that services of `file` give, and for which Compose refuses it.

    Nothing of a file that is only a part of what Compose reads.
    """
    missing = [
        (service, reference)
        for service in file.services
        for reference in references_of(service)
        if reference.section in sections and _is_missing(file, reference)
    ]
    if not missing:
        return
    from dflint.project.companions import declared_elsewhere, is_whole

    if not is_whole(file, project):
        return
    for service, reference in missing:
        if not declared_elsewhere(file, project, reference.section, reference.name or ""):
            yield service, reference


def _is_missing(file: ComposeFile, reference: Reference) -> bool:
    name = reference.name
    if not name or (reference.section == "networks" and name == _IMPLICIT_NETWORK):
        return False
    return not is_declared(file, reference.section, name)
