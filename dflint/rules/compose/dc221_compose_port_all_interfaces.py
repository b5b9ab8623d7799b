"""DC221: a port that is published without an address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.compose.mounts import Port
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposePortAllInterfaces(ServiceRule):
    """A port is published without the address of an interface, so on all of them.

    Docker forwards such a port from every network that the machine is in, past the rules of `ufw` and the like. Write
    the address: `127.0.0.1:` where only programs on the machine use the port.

    Off by default: a service that is there for others is published so on purpose. DC117, which is on, speaks of ports
    where whoever reaches them may do harm.
    """

    code = "DC221"
    name = "compose-port-all-interfaces"
    severity = Severity.INFO
    fixes = Applicability.UNSAFE
    on = False
    aliases = ("no-unbound-port-interfaces",)
    sources = ("https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-and-ufw",)

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                ports:
                  - "8000:8000"
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                ports:
                  - "127.0.0.1:8000:8000"
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each port without an address."""
        from dflint.compose.host_ports import is_on_own_network

        if service.get("ports") is None or not is_on_own_network(service):
            return
        for port in service.ports:
            if port.host_ip == "":
                yield self.found(
                    port.node.source,
                    port.node.place,
                    "this port is published on all interfaces",
                    help="write the address of an interface before it, such as `127.0.0.1:`",
                    fix=_bind(port),
                )


def _bind(port: Port) -> Fix | None:
    from dflint.compose.edits import insert_into, replace_value

    node = port.node
    if node.is_mapping:
        return unsafe("Publish it on the loopback address", insert_into(node, ("host_ip",), "127.0.0.1"))
    if not port.published or "$" in node.text:
        return None
    return unsafe("Publish it on the loopback address", replace_value(node, f"127.0.0.1:{node.text}"))
