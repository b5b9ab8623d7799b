"""DC233: the keys of a service in another order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import Option, ServiceRule, safe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project

_ORDER = (
    *("image", "build", "container_name"),
    *("depends_on",),
    *("volumes", "volumes_from", "configs", "secrets"),
    *("environment", "env_file"),
    *("ports", "networks", "network_mode", "extra_hosts"),
    *("command", "entrypoint", "working_dir", "restart", "healthcheck"),
    *("logging", "labels"),
    *("user", "isolation"),
)


class ComposeServiceKeyOrder(ServiceRule):
    """The keys of a service stand in another order than the usual one.

    Off by default: a matter of style.
    """

    code = "DC233"
    name = "compose-service-key-order"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    on = False
    aliases = ("service-keys-order",)
    sources = ("https://docs.docker.com/reference/compose-file/services/",)
    options: ClassVar[Mapping[str, Option]] = {
        "order": Option(_ORDER, "The keys in the order in which they should stand; others may stand anywhere."),
    }

    bad = {
        "compose.yaml": """
            services:
              api:
                ports:
                  - "8000:8000"
                image: ghcr.io/example/api:1.4.2
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
        """Yield a finding if a key stands behind one that it should stand before."""
        order = self.option("order")
        assert isinstance(order, tuple)
        from dflint.compose.order import by_place_in, disorder

        found = disorder(service.node, by_place_in(order))
        if found is not None:
            yield self.found(
                service.node.source,
                found.span,
                f"`{found.name}` of `{service.name}` should stand before `{found.behind}`",
                help="put the keys of the service in order",
                fix=safe("Put the keys in order", found.edit),
            )
