"""Which ports of a container are published under other numbers on the machine?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dflint.knowledge.service_images import service_image
from dflint.knowledge.services import SERVICES

if TYPE_CHECKING:
    from dflint.build.images import BaseImage
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service


class PublishedPort(NamedTuple):
    """A port of a program, called `title`, in its container: `target`. `node` is where it is published."""

    title: str
    target: str | None
    node: Node


def published_in_place_of(port: str, service: Service, image: BaseImage) -> PublishedPort | None:
    """The port of the program of `image` that the service publishes as `port`, on which nothing listens by itself.

    None where something in the container may listen on `port`: a setting names it, or changes ports at all.
    """
    known = service_image(image.reference)
    program = SERVICES.get(known.family) if known is not None else None
    if program is None or int(port) in program.ports or service.is_extended:
        return None
    if service.get("network_mode") is not None or service.get("env_file") is not None:
        return None
    texts = [text.text for text in (service.command_text, service.entrypoint_text) if text is not None]
    texts += [f"{one.name}={one.value}" for one in service.environment.values()]
    if any(port in text or "port" in text.lower() for text in texts):
        return None
    if any(published.target is None or published.target == port for published in service.ports):
        return None
    for published in service.ports:
        target = published.target or ""
        if published.published == port and target.isdecimal() and int(target) in program.ports:
            return PublishedPort(program.title, target, published.node)
    return None
