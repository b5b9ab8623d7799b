"""ML705: the server listens on 127.0.0.1, in a container."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import StageRule, safe, unsafe

if TYPE_CHECKING:
    from dflint.build.server_command import StartedServer


class BindLoopback(StageRule):
    """A server listens only on the loopback interface of its container.

    127.0.0.1 in a container is the container itself. Published ports lead to its other interface, so a server that
    listens on 127.0.0.1, as many do unless they are told otherwise, is running and healthy and yet nobody can connect
    to it. Let it listen on 0.0.0.0; what is reachable from outside is decided by the ports that are published.
    """

    code = "ML705"
    name = "bind-loopback"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    sources = (
        "https://docs.docker.com/engine/network/port-publishing/",
        "https://uvicorn.dev/settings/",
        "https://fastapi.tiangolo.com/fastapi-cli/",
        "https://docs.gunicorn.org/en/stable/settings.html",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY app.py .
            EXPOSE 8000
            CMD ["uvicorn", "app:app"]
        """,
        "app.py": "app = None\n",
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY app.py .
            EXPOSE 8000
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
        "app.py": "app = None\n",
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a server that nobody outside the container can reach."""
        from dflint.build.server_command import servers_by_place

        for servers in servers_by_place(stage, build):
            if all(_is_hidden(server) for server in servers) and not _is_joined(servers, build):
                yield self._finding(servers[0])

    def _finding(self, server: StartedServer) -> Diagnostic:
        host = server.host
        address = f"{host.value}:{server.port.value}" if server.port.value is not None else f"{host.value}"
        if host.word is not None:
            span, told = host.word.span, f"`{server.title}` is told to listen on {address}"
        elif host.origin == "program":
            span, told = server.span, f"this program has `{server.title}` listen on {address}"
        else:
            span, told = server.span, f"`{server.title}` listens on {address} unless it is told otherwise"
        call = server.call
        return self.found(
            server.source,
            span,
            f"{told}, where nothing outside the container can reach it",
            help=_advice(server),
            related=() if call is None else [Related(call.source, call.span, "it is started here")],
            fix=_fix(server),
        )


def _is_hidden(server: StartedServer) -> bool:
    """Whether the server certainly listens on the loopback interface of its own container, and nowhere else."""
    from dflint.build.server_command import DEFAULT, OPTION, PROGRAM

    host = server.host
    if not host.is_loopback or host.origin not in (DEFAULT, OPTION, PROGRAM) or not server.is_certain:
        return False
    if host.word is not None and host.word.value is None:
        return False
    service = server.run.service
    return service is None or (service.get("network_mode") is None and not service.is_extended)


def _is_joined(servers: tuple[StartedServer, ...], build: Build) -> bool:
    """Whether something else may be in the same network namespace: another service, or an editor with its ports."""
    if ".devcontainer" in build.path.replace("\\", "/").split("/"):
        return True
    names = {f"service:{server.run.service.name}" for server in servers if server.run.service is not None}
    return bool(names) and not names.isdisjoint(build.project.network_modes)


def _advice(server: StartedServer) -> str:
    call = server.call
    if call is not None:
        return f'give it `{"server_name" if call.library == "gradio" else "host"}="0.0.0.0"`'
    return f"add `{' '.join(_arguments(server))}`" if server.host.word is None else "let it listen on `0.0.0.0`"


def _arguments(server: StartedServer) -> tuple[str, ...]:
    """What makes the server listen on all interfaces."""
    defaults, port = server.defaults, server.port.value
    if defaults.bind_options:
        return (defaults.bind_options[0], f"0.0.0.0:{port}")
    if not defaults.host_options:
        return (f"0.0.0.0:{port}",)
    option = defaults.host_options[0]
    return (f"{option}=0.0.0.0",) if option == "--ip" or "." in option else (option, "0.0.0.0")


def _fix(server: StartedServer) -> Fix | None:
    from dflint.build.server_edits import with_arguments, with_value

    host = server.host
    if server.call is not None:
        return _set_variable(server)
    if host.word is not None:
        value = host.word.value or ""
        if ":" in value and "[" not in value and value != "::1":
            new = f"0.0.0.0:{value.rpartition(':')[2]}"
        else:
            new = "0.0.0.0"
        return unsafe("Listen on all interfaces", with_value(server, host, new))
    arguments = _arguments(server)
    if any("None" in argument for argument in arguments):
        return None
    if not server.defaults.host_options and not server.defaults.bind_options and server.port.word is not None:
        return None
    make = safe if _is_meant_to_be_reached(server) else unsafe
    return make("Listen on all interfaces", with_arguments(server, arguments))


def _set_variable(server: StartedServer) -> Fix | None:
    """Say it to a program by a variable, if its server reads one where the program says nothing."""
    from dflint.build.server_command import DEFAULT
    from dflint.dockerfile.placement import line_before

    names, instruction, stage = server.defaults.host_variables, server.instruction, server.run.stage
    if not names or server.host.origin != DEFAULT or instruction is None or instruction not in stage.instructions:
        return None
    make = safe if _is_meant_to_be_reached(server) else unsafe
    line = f"ENV {names[0]}=0.0.0.0"
    return make("Listen on all interfaces", line_before(stage.dockerfile, instruction, line))


def _is_meant_to_be_reached(server: StartedServer) -> bool:
    """Whether the image exposes the port of the server, or the service publishes it."""
    from dflint.build.exposed_ports import exposed_ports

    port = server.port.value
    service = server.run.service
    if service is not None and any(published.target == port for published in service.ports):
        return True
    exposed = exposed_ports(server.run.stage)
    return exposed is not None and port in exposed
