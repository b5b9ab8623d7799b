"""ML703: the health check asks a port that the server does not listen on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Related, Severity
from dflint.rules.rule import HealthCheckRule, unsafe

if TYPE_CHECKING:
    from dflint.build.server_command import StartedServer
    from dflint.project.health_checks import HealthCheck
    from dflint.shell.local_requests import LocalRequest


class HealthcheckWrongPort(HealthCheckRule):
    """A health check asks another port than the one that the server listens on.

    Nobody answers there, so each check fails and the container is unhealthy for as long as it lives: an orchestrator
    restarts it again and again, and services that wait for it never start. Ask the port of the server: the check runs
    in the container, where the port counts that the program has there, not the one that a compose file publishes.
    """

    code = "ML703"
    name = "healthcheck-wrong-port"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    sources = ("https://docs.docker.com/reference/dockerfile/#healthcheck",)

    bad = {
        "Dockerfile": """
            FROM python:3.12
            WORKDIR /app
            COPY app.py .
            HEALTHCHECK --start-period=60s CMD curl -f http://localhost:8080/health
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8000"]
        """,
        "app.py": "app = None\n",
    }
    good = {
        "Dockerfile": """
            FROM python:3.12
            WORKDIR /app
            COPY app.py .
            HEALTHCHECK --start-period=60s CMD curl -f http://localhost:8000/health
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8000"]
        """,
        "app.py": "app = None\n",
    }

    def check(self, health_check: HealthCheck) -> Iterator[Diagnostic]:
        """Yield a finding a port on which certainly nobody listens."""
        if health_check.script.text is None:
            return
        from dflint.shell.local_requests import local_requests

        requests = [request for command in health_check.script.commands for request in local_requests(command)]
        if len(requests) != 1:
            return
        if health_check.stage is None or health_check.build is None:
            yield from self._of_image(requests[0], health_check)
            return
        server = _only_server(health_check)
        if server is None or _is_possible(requests[0].port, server):
            return
        yield self._finding(requests[0], server)

    def _of_image(self, request: LocalRequest, check: HealthCheck) -> Iterator[Diagnostic]:
        """Yield a finding if the check asks the port of the machine that is published for a port of the container."""
        from dflint.project.published_ports import published_in_place_of

        published = None if check.service is None else published_in_place_of(request.port, check.service, check.root)
        if published is None:
            return
        port, title = published.target or "", published.title
        yield self.found(
            request.source,
            request.span,
            f"the health check asks port {request.port}, which is the machine's, and {title} listens on {port}",
            help=f"ask port {port}: the check runs in the container",
            related=[Related(published.node.source, published.node.place, "the port is published here")],
            fix=unsafe(f"Ask port {port}", request.source.edit(request.span, port)),
        )

    def _finding(self, request: LocalRequest, server: StartedServer) -> Diagnostic:
        port = server.port.value or ""
        by_default = " by default" if server.port.origin == "default" else ""
        place = server.span if server.port.word is None else server.port.word.span
        return self.found(
            request.source,
            request.span,
            f"the health check asks port {request.port}, and `{server.title}` listens on {port}{by_default}",
            help=f"ask port {port}",
            related=[Related(server.source, place, "the server is started here")],
            fix=unsafe(f"Ask port {port}", request.source.edit(request.span, port)),
        )


def _only_server(check: HealthCheck) -> StartedServer | None:
    """The one server that the container of the check starts, if its port is certain."""
    from dflint.build.lone_server import lone_server

    assert check.stage is not None
    assert check.build is not None
    runs = check.build.runs_of(check.stage)
    run = next((run for run in runs if run.service is check.service), None)
    return None if run is None else lone_server(run)


def _is_possible(port: str, server: StartedServer) -> bool:
    """Whether something may listen on `port`: it is the server's, or the files name it as a port of the container."""
    from dflint.build.lone_server import is_named_as_port

    if port == server.port.value or is_named_as_port(port, server.run):
        return True
    service = server.run.service
    return service is not None and any(
        published.target is None or published.target == port for published in service.ports
    )
