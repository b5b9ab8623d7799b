"""DC234: ports in another order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import ServiceRule, safe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposePortOrder(ServiceRule):
    """The ports of a service do not stand in order.

    Off by default: a matter of style.
    """

    code = "DC234"
    name = "compose-port-order"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    on = False
    aliases = ("service-ports-alphabetical-order",)
    sources = ("https://docs.docker.com/reference/compose-file/services/#ports",)

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                ports:
                  - "10000:9090"
                  - "8000:8000"
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                ports:
                  - "8000:8000"
                  - "10000:9090"
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if a port stands behind one with a higher number."""
        ports = service.get("ports")
        if ports is None or len(ports.written.children) < 2 or len(ports.elements) != len(ports.written.children):
            return
        from dflint.compose.order import by_port, disorder

        rank = by_port(service)
        found = disorder(ports, rank) if rank is not None else None
        if found is not None:
            yield self.found(
                ports.source,
                found.span,
                f"a port of `{service.name}` stands behind one with a higher number",
                help="put the ports in order",
                fix=safe("Put the ports in order", found.edit),
            )
