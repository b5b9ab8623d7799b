"""DC235: dependencies in another order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import ServiceRule, safe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeDependencyOrder(ServiceRule):
    """The services that a service depends on do not stand in alphabetical order.

    Off by default: a matter of style.
    """

    code = "DC235"
    name = "compose-dependency-order"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    on = False
    aliases = ("service-dependencies-alphabetical-order",)
    sources = ("https://docs.docker.com/reference/compose-file/services/#depends_on",)

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                depends_on:
                  - db
                  - cache
              cache:
                image: redis:7.4
              db:
                image: postgres:17.2
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                depends_on:
                  - cache
                  - db
              cache:
                image: redis:7.4
              db:
                image: postgres:17.2
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if a dependency stands behind one that it should stand before."""
        dependencies = service.get("depends_on")
        if dependencies is None or len(dependencies.written.children) < 2:
            return
        from dflint.compose.order import alphabetical, disorder

        found = disorder(dependencies, alphabetical)
        if found is not None:
            yield self.found(
                dependencies.source,
                found.span,
                f"`{found.name}` should stand before `{found.behind}`",
                help="put the dependencies in alphabetical order",
                fix=safe("Put the dependencies in order", found.edit),
            )
