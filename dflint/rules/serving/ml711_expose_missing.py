"""ML711: a server whose port is not exposed."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.dockerfile.instructions import CommandInstruction
from dflint.rules.rule import StageRule, unsafe


class ExposeMissing(StageRule):
    """The image does not say on which port its server listens.

    EXPOSE publishes nothing, but `docker run -P`, Compose, proxies and people read it. This rule is off by default: the
    container works without it.
    """

    code = "ML711"
    name = "expose-missing"
    severity = Severity.INFO
    fixes = Applicability.UNSAFE
    on = False
    sources = ("https://docs.docker.com/reference/dockerfile/#expose",)

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8080"]
        """,
        "app.py": "app = None\n",
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY app.py .
            EXPOSE 8080
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8080"]
        """,
        "app.py": "app = None\n",
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a server in the Dockerfile whose port is known and not exposed."""
        from dflint.build.server_command import servers_by_place

        for servers in servers_by_place(stage, build):
            server, port = servers[0], servers[0].port.value
            instruction = server.instruction
            if instruction is None or port is None or not port.isdecimal() or server.host.is_loopback:
                continue
            if stage.root.known is None or any(one.port.value != port for one in servers):
                continue
            from dflint.build.exposed_ports import exposed_ports

            exposed = exposed_ports(stage)
            if exposed is None or port in exposed:
                continue
            yield self.found(
                server.source,
                server.span if server.port.word is None else server.port.word.span,
                f"`{server.title}` listens on port {port}, which is not exposed",
                help=f"add `EXPOSE {port}`",
                fix=_fix(stage, instruction, port),
            )


def _fix(stage: Stage, instruction: CommandInstruction, port: str) -> Fix | None:
    from dflint.dockerfile.placement import line_before

    if instruction not in stage.instructions:
        return None
    return unsafe(f"Expose port {port}", line_before(stage.dockerfile, instruction, f"EXPOSE {port}"))
