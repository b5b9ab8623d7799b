"""DC116: a service waits for another one to be healthy that has no health check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.dependencies import Dependency, Health
    from dflint.project.project import Project


class ComposeHealthyWithoutHealthcheck(ServiceRule):
    """A service waits until another one is healthy, and that one has no health check.

    `docker compose up` then stops with "container … has no healthcheck configured". A check may stand in the compose
    file, in the Dockerfile that the service builds, and in an image that is pulled: the rule speaks where it is certain
    that there is none in any of them, also because `disable: true` or `HEALTHCHECK NONE` takes it away.
    """

    code = "DC116"
    name = "compose-healthy-without-healthcheck"
    severity = Severity.ERROR
    mentions = ("depends_on",)
    sources = (
        "https://docs.docker.com/compose/how-tos/startup-order/",
        "https://github.com/docker-library/faq#healthcheck",
    )

    bad = {
        "compose.yaml": """
            services:
              api:
                build: .
                depends_on:
                  db:
                    condition: service_healthy
              db:
                image: postgres:16
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            CMD ["python", "-m", "http.server"]
        """,
    }
    good = {
        **bad,
        "compose.yaml": """
            services:
              api:
                build: .
                depends_on:
                  db:
                    condition: service_healthy
              db:
                image: postgres:16
                healthcheck:
                  test: ["CMD-SHELL", "pg_isready -U postgres"]
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each service that is waited for and can never be healthy."""
        if service.get("depends_on") is None:
            return
        from dflint.project.dependencies import HEALTHY, dependencies_of, health_of

        for dependency in dependencies_of(service, project):
            if dependency.condition != HEALTHY or not dependency.is_required or dependency.target is None:
                continue
            health = health_of(dependency.target, project)
            if health.exists is False:
                yield self._finding(service, dependency, health)

    def _finding(self, service: Service, dependency: Dependency, health: Health) -> Diagnostic:
        target = dependency.target
        assert target is not None
        node = dependency.node.get("condition") or dependency.node
        related = [Related(target.source, target.name_span, "this service has no health check")]
        if health.stage is not None:
            from_ = health.stage.from_
            related.append(
                Related(health.stage.dockerfile.source, from_.image.span, "neither has the image that is built")
            )
        return self.found(
            node.source,
            node.place,
            f"`{service.name}` waits until `{dependency.name}` is healthy, which has no health check: "
            "`docker compose up` fails",
            help=f"give `{dependency.name}` a `healthcheck`, or wait for `service_started`",
            related=related,
        )
