"""DC124: a container is given Docker's socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project

_SOCKETS = ("/var/run/docker.sock", "/run/docker.sock")


class ComposeDockerSock(ServiceRule):
    """A container is given the socket of Docker.

    Who can talk to the Docker daemon can start a container that mounts the whole disk of the host: a program that is
    broken into, or a language model that is talked into running a command, then is root on the machine. Mounting the
    socket read-only changes nothing, since a socket is written to all the same. Put a proxy before it that lets only
    the needed calls pass, or start the other containers from outside.

    Images whose purpose is to watch or manage Docker are left alone.
    """

    code = "DC124"
    name = "compose-docker-sock"
    severity = Severity.WARNING
    on = False
    mentions = ("docker.sock",)
    sources = (
        "https://docs.docker.com/engine/security/#docker-daemon-attack-surface",
        "https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html",
    )

    bad = {
        "compose.yaml": """
            services:
              agent:
                image: ghcr.io/example/agent:1.4.2
                volumes:
                  - /var/run/docker.sock:/var/run/docker.sock
        """,
    }
    good = {
        "compose.yaml": """
            services:
              agent:
                image: ghcr.io/example/agent:1.4.2
                environment:
                  DOCKER_HOST: tcp://docker-proxy:2375
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding a mount of the socket."""
        for volume in service.volumes:
            if volume.source not in _SOCKETS or _is_for_docker(service, project):
                continue
            node = volume.node.get("source") or volume.node
            yield self.found(
                node.source,
                node.place,
                f"`{service.name}` may do everything that Docker can: it is root on the host",
                help="put a proxy before the socket that lets only the needed calls pass; read-only does not help",
            )


def _is_for_docker(service: Service, project: Project) -> bool:
    """Whether the image is there to watch or manage Docker, or is Docker itself; also by the name of the service."""
    from dflint.knowledge.docker_tools import DOCKER_TOOLS
    from dflint.project.containers import container_of

    container = container_of(service, project)
    if container is None or container.reference is None:
        return service.name in {name.rpartition("/")[2] for name in DOCKER_TOOLS}
    name = container.reference.familiar
    return name in DOCKER_TOOLS or name == "docker" or "socket-proxy" in name
