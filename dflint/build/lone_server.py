"""Which one server does a container start, if it certainly starts just one, and may anything else listen in it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.exposed_ports import exposed_ports
from dflint.build.server_command import StartedServer, servers_of_run

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun

_SEVERAL_PORTS = frozenset({"Triton", "TensorFlow Serving", "TorchServe", "MLServer", "SGLang"})
"""Servers that listen on several ports."""


def lone_server(run: ContainerRun) -> StartedServer | None:
    """The one server that `run` starts; None if there may be several, or if its port is not known for certain."""
    if not run.is_known:
        return None
    servers = servers_of_run(run)
    if len(servers) != 1 or not servers[0].is_certain or servers[0].title in _SEVERAL_PORTS:
        return None
    return servers[0] if (servers[0].port.value or "").isdecimal() else None


def is_named_as_port(port: str, run: ContainerRun) -> bool:
    """Whether the image exposes `port`, or a variable of the service has it as its value, or may have it."""
    exposed = exposed_ports(run.stage)
    if exposed is None or port in exposed:
        return True
    return run.service is not None and any(
        assignment.value == port or (assignment.value is None and "PORT" in assignment.name)
        for assignment in run.service.environment.values()
    )
