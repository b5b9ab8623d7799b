"""DC201: two services publish the same port of the host."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import ComposeFileRule

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.host_ports import HostPorts
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeHostPortClash(ComposeFileRule):
    """Two services that run together publish the same port of the host.

    Only one program can listen on a port of an interface: the second container does not start ("port is already
    allocated"). Publish another port of the host; inside the network of the project services reach each other without
    any published port.

    Different interfaces, protocols and profiles do not clash, and nothing is said of variants of one service
    (`llm-cpu` and `llm-gpu`), of which people start one by its name.
    """

    code = "DC201"
    name = "compose-host-port-clash"
    severity = Severity.ERROR
    aliases = ("no-duplicate-exported-ports",)
    mentions = ("ports",)
    sources = (
        "https://docs.docker.com/reference/compose-file/services/#ports",
        "https://docs.docker.com/engine/network/port-publishing/",
    )

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                ports:
                  - "8000:8000"
              tracker:
                image: ghcr.io/example/tracker:2.1.0
                ports:
                  - "8000:5000"
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                ports:
                  - "8000:8000"
              tracker:
                image: ghcr.io/example/tracker:2.1.0
                ports:
                  - "5000:5000"
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each port that a service wants and an earlier one has, and for each that it has twice."""
        from dflint.compose.host_ports import host_ports, is_on_own_network

        bound = {
            service.name: (service, tuple(host_ports(service)))
            for service in file.services
            if service.get("ports") is not None and is_on_own_network(service)
        }
        for service, ports in bound.values():
            yield from self._in_service(service, ports)
        if not _may_clash([ports for _, ports in bound.values()]):
            return
        from dflint.project.together import are_variants, pairs_running_together

        services = tuple(service for service, _ in bound.values())
        for first, second in pairs_running_together(services, file, project):
            if are_variants(first, second):
                continue
            for one in bound[first.name][1]:
                for other in bound[second.name][1]:
                    port = one.shared_with(other)
                    if port is not None:
                        yield self._clash(first, one, second, other, port)

    def _in_service(self, service: Service, ports: tuple[HostPorts, ...]) -> Iterator[Diagnostic]:
        for one, other in combinations(ports, 2):
            port = one.shared_with(other)
            # Compose drops what is given twice.
            if port is None or (one[:4], one.port.target) == (other[:4], other.port.target):
                continue
            yield self.found(
                other.port.node.source,
                other.port.node.place,
                f"`{service.name}` publishes the port {port} of the host twice, so its container does not start",
                help="publish another port of the host, or remove one of the two",
                related=[Related(one.port.node.source, one.port.node.place, "the port is published here too")],
            )

    def _clash(self, first: Service, one: HostPorts, second: Service, other: HostPorts, port: int) -> Diagnostic:
        return self.found(
            other.port.node.source,
            other.port.node.place,
            f"`{second.name}` wants the port {port} of the host, which `{first.name}` has, so only one of them starts",
            help="publish another port of the host; if only one of the two is meant to run, give each a profile",
            related=[Related(one.port.node.source, one.port.node.place, f"`{first.name}` publishes it here")],
        )


def _may_clash(ports: list[tuple[HostPorts, ...]]) -> bool:
    """Whether any two services want the same port, which is rare."""
    for one, other in combinations(ports, 2):
        if any(mine.shared_with(theirs) is not None for mine in one for theirs in other):
            return True
    return False
