"""ML704: a server whose container has no health check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Diagnostic, Severity
from dflint.dockerfile.instructions import Healthcheck
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun


class ServerWithoutHealthcheck(StageRule):
    """The image starts a server, and nothing says how to tell whether it answers.

    Docker takes a container for running as long as its process lives. A server that still loads its model, or that
    hangs, looks the same as one that answers, and services that wait for it start too early. This rule is off by
    default: where Kubernetes or a cloud runs the image, its own probes are used and a HEALTHCHECK is not.
    """

    code = "ML704"
    name = "server-without-healthcheck"
    severity = Severity.INFO
    on = False
    aliases = ("DL3057",)
    sources = ("https://docs.docker.com/reference/dockerfile/#healthcheck",)

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir fastapi uvicorn
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
        "app.py": "app = None\n",
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir fastapi uvicorn
            COPY app.py .
            HEALTHCHECK --start-period=60s \\
                CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://localhost:8000/', timeout=5)"]
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
        "app.py": "app = None\n",
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a server without a check, neither in the image nor in the service."""
        if stage.last(Healthcheck) is not None or _base_may_check(stage):
            return
        from dflint.build.server_command import servers_by_place

        for servers in servers_by_place(stage, build):
            server = servers[0]
            if server.command.conditional or not all(_is_unchecked(one.run) for one in servers):
                continue
            yield self.found(
                server.source,
                server.span,
                f"nothing checks whether `{server.title}` answers",
                help="add a HEALTHCHECK with a `--start-period`",
            )


def _base_may_check(stage: Stage) -> bool:
    """Whether the base image may bring a health check: it is not known, or one of Jupyter's."""
    reference = stage.root.reference
    return stage.root.known is None or reference is None or "jupyter" in reference.familiar


def _is_unchecked(run: ContainerRun) -> bool:
    return run.service is None or (run.service.healthcheck is None and not run.service.is_extended)
