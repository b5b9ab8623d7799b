"""Which ports of the host does a service publish, and can two of them be bound at once?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.compose.mounts import Port
    from dflint.compose.service import Service

_RANGE = lazy_pattern(r"(\d{1,5})(?:-(\d{1,5}))?", re.ASCII)
_MOST_RIVALS = 20
_ANY_IPV4 = "0.0.0.0"
_ANY_IPV6 = "::"


class HostPorts(NamedTuple):
    """Ports of the host, `first` to `last`, that are bound on `address` ("" is every address) for `port`."""

    address: str
    first: int
    last: int
    protocol: str
    port: Port

    def shared_with(self, other: HostPorts) -> int | None:
        """The first port that both want on the same address, or None."""
        if self.protocol != other.protocol or not _same_interface(self.address, other.address):
            return None
        first = max(self.first, other.first)
        return first if first <= min(self.last, other.last) else None

    @property
    def text(self) -> str:
        """The address and the ports, as people write them."""
        ports = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{address}:{ports}" if address else ports


def host_ports(service: Service) -> Iterator[HostPorts]:
    """The ports that `service` certainly binds on the host; those that Docker chooses are left out."""
    for port in service.ports:
        published, target = _range_of(port.published), _range_of(port.target)
        if published is None or target is None or port.host_ip is None or port.protocol is None:
            continue
        if published == (0, 0):
            continue
        # Of a range for a single port Docker takes one that is free.
        if published[0] != published[1] and target[0] == target[1]:
            continue
        yield HostPorts(port.host_ip, *published, port.protocol.lower(), port)


def rivals(ports: Sequence[HostPorts]) -> Iterator[tuple[int, list[int]]]:
    """The index of each of `ports` that wants what one before it has, and the indexes of those, at most twenty.

    Where more want the same, the first ones stand for them.
    """
    single: dict[tuple[str, int], list[int]] = {}
    wide: list[int] = []
    for index, one in enumerate(ports):
        same = single.setdefault((one.protocol, one.first), [])
        before = merge(same, wide) if one.first == one.last else range(index)
        found = list(islice((at for at in before if ports[at].shared_with(one) is not None), _MOST_RIVALS))
        if found:
            yield index, found
        (same if one.first == one.last else wide).append(index)


def is_on_own_network(service: Service) -> bool:
    """Whether the service has a network of its own, so that its ports are published at all."""
    node = service.get("network_mode")
    return node is None or service.text("network_mode") in ("", "bridge", "default")


def _range_of(text: str | None) -> tuple[int, int] | None:
    match = _RANGE.fullmatch(text) if text else None
    if match is None:
        return None
    first = int(match[1])
    return first, int(match[2]) if match[2] else first


def _same_interface(one: str, other: str) -> bool:
    """Whether a port that is bound on the one address cannot be bound on the other."""
    if one == other or not one or not other:
        return True
    is_ipv6 = ":" in one
    return is_ipv6 == (":" in other) and (_ANY_IPV6 if is_ipv6 else _ANY_IPV4) in (one, other)
