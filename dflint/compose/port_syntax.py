"""What is wrong with a published port, so that Compose refuses the file?

Source: nat/nat.go and nat/parse.go of https://github.com/docker/go-connections, tried with ``docker compose config``
2.40. The long form is hardly looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.compose.mounts import Port
    from dflint.compose.values import Environment

_PROTOCOLS = frozenset({"tcp", "udp", "sctp"})
_NUMBERS = lazy_pattern(r"\d+(?:-\d+)?", re.ASCII)
_HIGHEST = 65535


def port_fault(port: Port, environment: Environment) -> str | None:
    """What is wrong with `port`; None if nothing is, or if a part of it is not known."""
    if port.node.is_mapping:
        return _fault_of_long_form(port)
    from dflint.compose.values import text_of

    text = text_of(port.node, environment)
    return None if text is None else _fault_of_text(text)


def _fault_of_long_form(port: Port) -> str | None:
    if port.target == "" or port.target == "0":
        return "it names no port of the container (`target`)"
    return _fault_of_address(port.host_ip or "")


def _fault_of_text(text: str) -> str | None:
    rest, slash, protocol = text.partition("/")
    if slash and protocol.lower() not in _PROTOCOLS and "/" not in protocol:
        return f"`{protocol}` is no protocol"
    host, _, target = rest.rpartition(":")
    if not target:
        return "it names no port of the container"
    address, colon, published = host.rpartition(":")
    fault = _fault_of_numbers(target) or (_fault_of_numbers(published) if published else None)
    if fault is not None:
        return fault
    if target == "0":
        return "there is no port 0"
    if address.startswith("[") or not colon:
        return _fault_of_address(address.strip("[]"))
    return f"the address `{address}` has to stand in brackets" if ":" in address else _fault_of_address(address)


def _fault_of_numbers(text: str) -> str | None:
    if _NUMBERS.fullmatch(text) is None:
        return f"`{text}` is neither a port nor a range of ports"
    first, _, last = text.partition("-")
    if int(last or first) > _HIGHEST:
        return f"the highest port is {_HIGHEST}"
    return f"the range `{text}` ends before it starts" if last and int(last) < int(first) else None


def _fault_of_address(address: str) -> str | None:
    if not address:
        return None
    from ipaddress import ip_address

    try:
        ip_address(address.partition("%")[0])
    except ValueError:
        return f"`{address}` is no IP address"
    return None


def ranges_differ(port: Port) -> bool:
    """Whether a range of ports of the host stands for a range of another length in the container."""
    lengths = []
    for text in (port.published, port.target):
        if not text or _NUMBERS.fullmatch(text) is None:
            return False
        first, _, last = text.partition("-")
        lengths.append(int(last or first) - int(first))
    return lengths[0] != lengths[1] and lengths[1] != 0
