"""Which services let everybody in who reaches their port? By the image that they run, and by what they are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.compose.environment_files import environment_files
from dflint.compose.values import texts_of
from dflint.dockerfile.image import ImageReference
from dflint.knowledge.service_images import service_image
from dflint.knowledge.services import KNOWN_PASSWORD, OPEN, SERVICES, holds_for, version_of
from dflint.knowledge.services import Service as Program

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project

_KNOWN_PASSWORDS = frozenset({"guest", "minioadmin"})
"""What RabbitMQ and MinIO take where nothing is set; setting them changes nothing."""


class OpenService(NamedTuple):
    """A service that asks for nothing, or for a password that everybody knows.

    `opened_by` is the variable that has it so, ``""`` where that is how it comes.
    """

    program: Program
    has_known_password: bool
    opened_by: str


def open_service(service: Service, project: Project) -> OpenService | None:
    """How the service that pulls its image lets everybody in; None if it does not, or if that is not known."""
    if service.build is not None or service.is_extended or service.image_text is None:
        return None
    reference = ImageReference.parse(service.image_text)
    image = service_image(reference)
    program = SERVICES.get(image.family) if image is not None else None
    authentication = program.authentication if program is not None else None
    if reference is None or program is None or authentication is None:
        return None
    version = version_of(program, reference.tag)
    is_old = bool(authentication.since) and not holds_for(version, authentication.since, None)
    if is_old and version is None:
        return None
    variables = _variables(service, project)
    if variables is None:
        return None
    for name, value in authentication.opened_by:
        given = variables.get(name)
        if given and (not value or given.lower() == value):
            return OpenService(program, False, name)
    if authentication.default not in (OPEN, KNOWN_PASSWORD) and not is_old:
        return None
    if any(_is_said(word, variables, service) for word in authentication.closed_by):
        return None
    return OpenService(program, authentication.default == KNOWN_PASSWORD, "")


def asks_for_password(service: Service) -> bool | None:
    """Whether a password keeps others out of the service that pulls its image; None if that is not known.

    A variable that only lets a password be empty says nothing of one that is set.
    """
    reference = ImageReference.parse(service.image_text) if service.image_text is not None else None
    image = service_image(reference)
    program = SERVICES.get(image.family) if image is not None and service.build is None else None
    if program is None or program.authentication is None:
        return None
    for name, value in program.authentication.opened_by:
        given = service.environment.get(name)
        if value and given is not None and (given.value or "").lower() == value:
            return False
    return True


def _variables(service: Service, project: Project) -> dict[str, str | None] | None:
    """The variables that the container gets; None where nobody knows which, for a file of them is not here."""
    import os

    from dflint.compose.environment_reader import read_environment_file

    found: dict[str, str | None] = {}
    for named in environment_files(service):
        path = named.path and os.path.join(os.path.dirname(named.node.source.path), named.path)
        source = project.source(path) if path else None
        if source is None:
            return None
        found.update(read_environment_file(source).values)
    found.update({name: assignment.value for name, assignment in service.environment.items()})
    return found


def _is_said(word: str, variables: dict[str, str | None], service: Service) -> bool:
    """Whether a variable of that name is set, or the command or a mounted file names it."""
    if word in variables:
        return variables[word] not in _KNOWN_PASSWORDS
    return any(word in text for text in _texts(service))


def _texts(service: Service) -> Iterator[str]:
    for text in (service.entrypoint_text, service.command_text):
        if text is not None:
            yield text.text
            if "$" in text.text:
                # What an unknown variable brings may be anything.
                yield "--requirepass --api-key --auth --config .conf"
    for volume in service.volumes:
        yield volume.target or ""
        yield volume.source or ""
    configs = service.get("configs")
    for item in configs.elements if configs is not None else ():
        yield " ".join(text or "" for text in texts_of(item.get("target") if item.is_mapping else item, {}))
