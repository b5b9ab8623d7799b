"""DC222: a published port without quotes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import ServiceRule, safe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposePortUnquoted(ServiceRule):
    """A port is written without quotes.

    YAML 1.1 takes `22:22` for a number of base 60, and so do tools that read compose files with an older parser.

    Off by default: Compose itself reads `22:22` as it is written.
    """

    code = "DC222"
    name = "compose-port-unquoted"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    on = False
    aliases = ("require-quotes-in-ports",)
    sources = ("https://yaml.org/type/int.html", "https://docs.docker.com/reference/compose-file/services/#ports")

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                ports:
                  - 8000:8000
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                ports:
                  - "8000:8000"
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each port, and each exposed one, that is written plain."""
        for key in ("ports", "expose"):
            ports = service.get(key)
            for item in ports.elements if ports is not None else ():
                if item.is_scalar and item.style == "plain" and not item.is_null:
                    from dflint.compose.quoting import quote

                    yield self.found(
                        item.source,
                        item.place,
                        f"the port `{item.text}` is not quoted",
                        help="put it in quotes",
                        fix=safe("Quote the port", quote(item)),
                    )
