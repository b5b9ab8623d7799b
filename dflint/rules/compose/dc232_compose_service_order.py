"""DC232: services in another order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import ComposeFileRule, safe

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.project.project import Project


class ComposeServiceOrder(ComposeFileRule):
    """The services do not stand in alphabetical order.

    Off by default: a matter of style.
    """

    code = "DC232"
    name = "compose-service-order"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    on = False
    aliases = ("services-alphabetical-order",)
    sources = ("https://docs.docker.com/reference/compose-file/services/",)

    bad = {
        "compose.yaml": """
            services:
              db:
                image: postgres:17.2

              # What the others ask.
              api:
                image: ghcr.io/example/api:1.4.2
        """,
    }
    good = {
        "compose.yaml": """
            services:
              # What the others ask.
              api:
                image: ghcr.io/example/api:1.4.2

              db:
                image: postgres:17.2
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if a service stands behind one that it should stand before."""
        services = file.as_written.root.get("services") if file.as_written.root is not None else None
        if services is None or len(file.documents) != 1 or not file.is_complete or services.source is not file.source:
            return
        from dflint.compose.order import alphabetical, disorder

        found = disorder(services, alphabetical)
        if found is not None:
            yield self.found(
                services.source,
                found.span,
                f"`{found.name}` should stand before `{found.behind}`",
                help="put the services in alphabetical order",
                fix=safe("Put the services in order", found.edit),
            )
