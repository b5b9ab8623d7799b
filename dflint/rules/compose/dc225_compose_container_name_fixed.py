"""DC225: a container with a name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeContainerNameFixed(ServiceRule):
    """A service gives its container a fixed name.

    A name belongs to one container of the engine: a second copy of the project does not start, and the service cannot
    have two replicas. Other services reach it by the name of the service, and `docker compose exec` and `logs` take
    that name too.

    Off by default: a matter of style.
    """

    code = "DC225"
    name = "compose-container-name-fixed"
    severity = Severity.INFO
    fixes = Applicability.UNSAFE
    on = False
    sources = ("https://docs.docker.com/reference/compose-file/services/#container_name",)

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                container_name: api
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the name is the same in every copy of the project."""
        node = service.get("container_name")
        if node is None or not node.text or "$" in node.text:
            return
        from dflint.compose.removal import remove_entry

        edit = remove_entry(service.node, "container_name") if node.source is service.node.source else None
        yield self.found(
            node.source,
            node.key_span or node.place,
            f"the container of `{service.name}` is always called `{node.text}`, so there can be only one",
            help="leave `container_name` out",
            fix=unsafe("Remove `container_name`", edit),
        )
