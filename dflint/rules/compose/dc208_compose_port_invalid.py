"""DC208: a published port that is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposePortInvalid(ServiceRule):
    """A published port is written in a way that Compose refuses.

    A port is written as `[IP:][HOST:]CONTAINER[/PROTOCOL]`, with numbers up to 65535 or ranges of the same length on
    both sides. Compose refuses the whole file for anything else, so no service of it starts.
    """

    code = "DC208"
    name = "compose-port-invalid"
    severity = Severity.ERROR
    mentions = ("ports",)
    sources = ("https://docs.docker.com/reference/compose-file/services/#ports",)

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                ports:
                  - "localhost:8000:8000"
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
        """Yield a finding for each port that is known and wrong."""
        if service.get("ports") is None:
            return
        from dflint.compose.port_syntax import port_fault, ranges_differ

        for port in service.ports:
            fault = port_fault(port, service.variables)
            if fault is None and ranges_differ(port):
                fault = f"`{port.published}` and `{port.target}` are ranges of different lengths"
            if fault is not None:
                yield self.found(
                    port.node.source,
                    port.node.place,
                    f"Compose refuses this port: {fault}",
                    help="write `[IP:][HOST:]CONTAINER[/PROTOCOL]`",
                )
