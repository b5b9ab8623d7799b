"""DC236: variables in another order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import ServiceRule, safe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeEnvironmentOrder(ServiceRule):
    """The variables of a service do not stand in alphabetical order.

    Off by default: a matter of style.
    """

    code = "DC236"
    name = "compose-environment-order"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    on = False
    sources = ("https://docs.docker.com/reference/compose-file/services/#environment",)

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                environment:
                  PORT: "8000"
                  HF_HOME: /models
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                environment:
                  HF_HOME: /models
                  PORT: "8000"
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if a variable stands behind one that it should stand before."""
        environment = service.get("environment")
        if environment is None or len(environment.written.children) < 2:
            return
        from dflint.compose.order import alphabetical, disorder

        found = disorder(environment, alphabetical)
        if found is not None:
            name, behind = found.name.partition("=")[0], found.behind.partition("=")[0]
            yield self.found(
                environment.source,
                found.span,
                f"`{name}` should stand before `{behind}`",
                help="put the variables in alphabetical order",
                fix=safe("Put the variables in order", found.edit),
            )
