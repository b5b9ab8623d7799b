"""DC201: two services publish the same port of the host."""

from __future__ import annotations

from collections.abc import Iterator
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
        all_bound = [(service, port) for service, ports in bound.values() for port in ports]
        yield from self._between_services(all_bound, file, project)

    def _between_services(
        self, bound: list[tuple[Service, HostPorts]], file: ComposeFile, project: Project
    ) -> Iterator[Diagnostic]:
        from dflint.compose.host_ports import rivals

        wanted_twice = tuple(rivals([port for _, port in bound]))
        if not wanted_twice:
            return
        from dflint.project.together import Together, are_variants

        together = Together(file, project)
        for index, earlier in wanted_twice:
            second, other = bound[index]
            for first, one in (bound[at] for at in earlier):
                if first is not second and together.holds(first, second) and not are_variants(first, second):
                    yield self._clash(first, one, second, other)
                    break

    def _in_service(self, service: Service, ports: tuple[HostPorts, ...]) -> Iterator[Diagnostic]:
        from dflint.compose.host_ports import rivals

        for index, earlier in rivals(ports):
            other = ports[index]
            # Compose drops what is given twice.
            first = next((ports[at] for at in earlier if not _is_repeated(ports[at], other)), None)
            if first is not None:
                yield self._twice(service, first, other)

    def _twice(self, service: Service, one: HostPorts, other: HostPorts) -> Diagnostic:
        port = one.shared_with(other)
        return self.found(
            other.port.node.source,
            other.port.node.place,
            f"`{service.name}` publishes the port {port} of the host twice, so its container does not start",
            help="publish another port of the host, or remove one of the two",
            related=[Related(one.port.node.source, one.port.node.place, "the port is published here too")],
        )

    def _clash(self, first: Service, one: HostPorts, second: Service, other: HostPorts) -> Diagnostic:
        port = one.shared_with(other)
        return self.found(
            other.port.node.source,
            other.port.node.place,
            f"`{second.name}` wants the port {port} of the host, which `{first.name}` has, so only one of them starts",
            help="publish another port of the host; if only one of the two is meant to run, give each a profile",
            related=[Related(one.port.node.source, one.port.node.place, f"`{first.name}` publishes it here")],
        )


def _is_repeated(one: HostPorts, other: HostPorts) -> bool:
    """Whether the two say the same, for the same port of the container."""
    return (one[:4], one.port.target) == (other[:4], other.port.target)
