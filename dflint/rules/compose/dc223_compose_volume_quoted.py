"""DC223: a volume in quotes that it does not need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import ServiceRule, safe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeVolumeQuoted(ServiceRule):
    """A volume is written in quotes that it does not need.

    Off by default: a matter of style.
    """

    code = "DC223"
    name = "compose-volume-quoted"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    on = False
    aliases = ("no-quotes-in-volumes",)
    sources = ("https://docs.docker.com/reference/compose-file/services/#volumes",)

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                volumes:
                  - "./models:/models:ro"
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                volumes:
                  - ./models:/models:ro
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each volume that says the same without its quotes."""
        for volume in service.volumes:
            if not volume.node.is_scalar or volume.node.style not in ("single", "double"):
                continue
            from dflint.compose.quoting import unquote

            edit = unquote(volume.node)
            if edit is not None:
                yield self.found(
                    volume.node.source,
                    volume.node.place,
                    f"the volume `{volume.node.text}` needs no quotes",
                    help="write it without quotes",
                    fix=safe("Remove the quotes", edit),
                )
