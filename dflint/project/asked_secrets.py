"""Does the service that a secret is written in ask others for it, or does it show it to somebody else?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.dockerfile.image import ImageReference
from dflint.knowledge.service_passwords import OWN_SECRET, ServicePassword, service_password

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.compose.written_secrets import WrittenSecret


def is_asked_for(place: WrittenSecret) -> bool:
    """Whether the service asks for the secret: by its image, or as one that the project builds and that signs with it.

    A program that others make is known by its image; what it is given beside is for somebody else.
    """
    if place.service.build is not None:
        return OWN_SECRET.fullmatch(place.given_as) is not None
    row = _password_of(place.service)
    if row is None or place.given_as not in row.variables + row.options:
        return False
    environment = place.service.environment
    given = {name: (environment[name].value or "").lower() for name, _ in row.opened_by if name in environment}
    return all(given.get(name) != value for name, value in row.opened_by)


def is_known_to_all(place: WrittenSecret) -> bool:
    """Whether the service would take the same password if nothing were written."""
    row = _password_of(place.service)
    return row is not None and place.value in row.known


def _password_of(service: Service) -> ServicePassword | None:
    reference = ImageReference.parse(service.image_text) if service.image_text is not None else None
    return service_password(reference.familiar) if reference is not None and service.build is None else None
