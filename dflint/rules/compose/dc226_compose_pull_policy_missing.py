"""DC226: nothing says when an image is pulled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposePullPolicyMissing(ServiceRule):
    """A service pulls an image and does not say when.

    Without `pull_policy` Compose pulls an image that the machine does not have, and never again: an image that moves
    (`:latest`) stays what it was on the first day.

    Off by default: for an image with a version that is right.
    """

    code = "DC226"
    name = "compose-pull-policy-missing"
    severity = Severity.INFO
    on = False
    sources = ("https://docs.docker.com/reference/compose-file/services/#pull_policy",)

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:latest
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:latest
                pull_policy: daily
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if an image is pulled and the policy is not said."""
        image = service.image
        if image is None or image.is_null or service.build is not None or service.is_extended:
            return
        if service.get("pull_policy") is None:
            yield self.found(
                image.source,
                image.place,
                f"`{service.name}` does not say when its image is pulled",
                help="set `pull_policy`",
            )
