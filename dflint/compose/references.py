"""Which volumes, networks, secrets and configs does a service name, that the top level of the file has to declare?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.compose.values import text_of

if TYPE_CHECKING:
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service
    from dflint.source import Span

SECTIONS = ("volumes", "networks", "secrets", "configs")
"""The keys of the top level that declare what services name."""

SINGULAR = {"volumes": "volume", "networks": "network", "secrets": "secret", "configs": "config"}


class Reference(NamedTuple):
    """A name that a service gives for something of `section`; None if it is not known.

    `node` is the value that holds it, and `place` where the name, or what holds it, is written.
    """

    section: str
    name: str | None
    node: Node
    place: Span


def references_of(service: Service) -> Iterator[Reference]:
    """What `service` names, in order of the sections. Mounts of host paths and anonymous volumes name nothing."""
    yield from _volumes(service)
    networks = service.get("networks")
    if networks is not None:
        for key, value in networks.items():
            yield Reference("networks", key, value, value.key_span or value.place)
        for item in networks.elements:
            yield Reference("networks", text_of(item, service.variables), item, item.place)
    for section in ("secrets", "configs"):
        yield from _grants(service, section, service.get(section))
    if service.build is not None:
        yield from _grants(service, "secrets", service.build.get("secrets"))


def _volumes(service: Service) -> Iterator[Reference]:
    for volume in service.volumes:
        if volume.type is None or (volume.type == "volume" and volume.source is None):
            yield Reference("volumes", None, volume.node, volume.node.place)
        elif volume.type == "volume" and volume.source:
            source = volume.node.get("source")
            yield Reference("volumes", volume.source, volume.node, (source or volume.node).place)


def _grants(service: Service, section: str, node: Node | None) -> Iterator[Reference]:
    """Secrets or configs, in the short form (a name) or the long one (with a ``source``)."""
    for item in node.elements if node is not None else ():
        source = item.get("source") if item.is_mapping else item
        if source is not None:
            yield Reference(section, text_of(source, service.variables), item, source.place)
