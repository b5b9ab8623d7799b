"""DC209: ports are published by a service that has no network of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Related, Severity
from dflint.rules.rule import ServiceRule, safe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposePortsWithoutNetwork(ServiceRule):
    """A service publishes ports though it has no network of its own.

    With `network_mode: host` every port of the container is one of the host's, and what `ports` says is discarded: the
    program is reached at the port that it listens on, from everywhere, and `127.0.0.1:` before it protects nothing.
    With `network_mode: service:…` or `container:…` Docker refuses to create the container. Remove `ports`; a service
    that borrows the network of another one has its ports published there.
    """

    code = "DC209"
    name = "compose-ports-without-network"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    mentions = ("network_mode",)
    sources = (
        "https://docs.docker.com/engine/network/drivers/host/",
        "https://docs.docker.com/reference/compose-file/services/#network_mode",
    )

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                network_mode: host
                ports:
                  - "8000:8000"
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                network_mode: host
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if ports are published and the network is the host's or another container's."""
        mode, ports = service.get("network_mode"), service.get("ports")
        if mode is None or ports is None or not ports.elements or "$" in mode.text:
            return
        is_host = mode.text == "host"
        if not is_host and not mode.text.startswith(("service:", "container:")):
            return
        from dflint.project.alternatives import same_services

        others = [other.get(key) for other in same_services(service, project) for key in ("network_mode", "ports")]
        if any(node is not None and node.source.path not in (mode.source.path, ports.source.path) for node in others):
            return
        from dflint.compose.tidy_removal import remove_tidily

        is_here = mode.source is ports.source is service.node.source
        edit = remove_tidily(service.node, "ports") if is_host and is_here else None
        yield self.found(
            ports.source,
            ports.key_span or ports.place,
            f"`{service.name}` has the network of the host, so Docker discards its `ports`"
            if is_host
            else f"`{service.name}` has the network of another container, so Docker refuses to publish its ports",
            severity=Severity.WARNING if is_host else Severity.ERROR,
            help="remove `ports`, or `network_mode`" if is_host else "publish the ports where the network is",
            related=[Related(mode.source, mode.place, "the network is chosen here")],
            fix=safe("Remove `ports`", edit),
        )
