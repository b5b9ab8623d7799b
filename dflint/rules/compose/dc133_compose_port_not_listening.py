"""DC133: a published port of the container on which nothing listens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Related, Severity
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun
    from dflint.build.server_command import StartedServer
    from dflint.compose.mounts import Port
    from dflint.compose.service import Service
    from dflint.project.project import Project
    from dflint.source import Edit

_OTHER_LISTENERS = frozenset({"22", "2222", "5555", "5678", "6006", "8265", "9090", "9091", "9229"})
"""Ports of debuggers, shells, dashboards and metrics, which a program may open beside what it serves."""


class ComposePortNotListening(ServiceRule):
    """A service publishes a port of its container on which its server does not listen.

    Who asks the published port is refused (`connection reset by peer`), while the server waits on another one. Publish
    the port that the server listens on, which is the number behind the last colon.

    The rule speaks only where the command line of the Dockerfile or of the service starts one server whose port is
    known, where that port is not published, and where neither EXPOSE nor a variable names the published one.
    """

    code = "DC133"
    name = "compose-port-not-listening"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("ports",)
    sources = (
        "https://docs.docker.com/reference/compose-file/services/#ports",
        "https://docs.docker.com/engine/network/port-publishing/",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8080"]
        """,
        "app.py": "app = None\n",
        "compose.yaml": """
            services:
              api:
                build: .
                ports:
                  - "8000:8000"
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8080"]
        """,
        "app.py": "app = None\n",
        "compose.yaml": """
            services:
              api:
                build: .
                ports:
                  - "8000:8080"
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding a port that certainly nobody listens on."""
        if service.build is None or not service.ports or service.get("network_mode") is not None:
            return
        from dflint.project.links import is_told_whole

        build = project.build_of(service)
        if build is None or build.final is None or not is_told_whole(service):
            return
        run = next((run for run in build.runs_of(build.final) if run.service is service), None)
        if run is None or not _is_alone(service, project) or not _runs_its_command(run):
            return
        from dflint.build.lone_server import is_named_as_port, lone_server

        server = lone_server(run)
        targets = [port.target for port in service.ports]
        if server is None or any(not (target or "").isdecimal() or target == server.port.value for target in targets):
            return
        for port in service.ports:
            target = port.target or ""
            if port.protocol == "tcp" and target not in _OTHER_LISTENERS and not is_named_as_port(target, run):
                yield self._finding(service, port, server)

    def _finding(self, service: Service, port: Port, server: StartedServer) -> Diagnostic:
        listens = server.port.value or ""
        by_default = " by default" if server.port.origin == "default" else ""
        place = server.span if server.port.word is None else server.port.word.span
        single = len(service.ports) == 1
        return self.found(
            port.node.source,
            port.node.place,
            f"nothing in `{service.name}` listens on port {port.target}: `{server.title}` listens on "
            f"{listens}{by_default}",
            help=f"publish port {listens} of the container, or have the server listen on {port.target}",
            related=[Related(server.source, place, "the server is started here")],
            fix=unsafe(f"Publish port {listens}", _edit(port, listens)) if single else None,
        )


def _is_alone(service: Service, project: Project) -> bool:
    """Whether no other container listens in the network of this one, and no other file changes what it runs."""
    from dflint.project.alternatives import same_services

    file = project.file(service.source.path).compose
    others = file.services if file is not None else ()
    if any(other.text("network_mode") == f"service:{service.name}" for other in others):
        return False
    return not any(
        other.get("command") is not None or other.get("entrypoint") is not None or other.build is not None
        for other in same_services(service, project)
    )


def _runs_its_command(run: ContainerRun) -> bool:
    """Whether no entry point of an image that nobody knows starts something besides the command."""
    service = run.service
    has_own = run.entrypoint is not None or (service is not None and service.entrypoint is not None)
    return has_own or run.stage.root.known is not None


def _edit(port: Port, target: str) -> Edit | None:
    from dflint.compose.edits import replace_value
    from dflint.compose.rendering import Quoted

    if port.node.is_mapping:
        node = port.node.get("target")
        return None if node is None else replace_value(node, int(target))
    text = port.node.text
    match = re.search(rf"(?<!\d){re.escape(port.target or '')}(/tcp)?$", text)
    if match is None or ":" not in text:
        return None
    return replace_value(port.node, Quoted(f"{text[: match.start()]}{target}{match[1] or ''}"))
