"""Which ports of a service can be reached from other machines?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.compose.mounts import Port
    from dflint.compose.service import Service

_LOOPBACK = ("127.", "::1", "localhost")


def public_ports(service: Service) -> Iterator[Port]:
    """The ports that are published on more than the loopback address; those of which that is not known left out."""
    if service.get("network_mode") is not None:
        # Compose refuses ports there, or does nothing with them.
        return
    for port in service.ports:
        if port.host_ip is not None and not port.host_ip.startswith(_LOOPBACK):
            yield port


def may_be_reached(service: Service) -> bool:
    """Whether anything of the service certainly can be reached from other machines."""
    if service.get("network_mode") is not None:
        return service.text("network_mode") == "host"
    return any(True for _ in public_ports(service))


def are_on_this_machine(services: Sequence[Service]) -> bool:
    """Whether the services publish ports, and all of them on the loopback address."""
    ports = [port for service in services for port in service.ports]
    if not ports or any(service.get("network_mode") is not None for service in services):
        return False
    return all(port.host_ip is not None and port.host_ip.startswith(_LOOPBACK) for port in ports)
