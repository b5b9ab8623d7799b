"""ML716: as many threads as the host has cores, in each of several processes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.server_command import StartedServer


class OmpThreadsUnset(StageRule):
    """A server of models computes with more threads than it has CPUs.

    PyTorch, scikit-learn and XGBoost start as many threads as the machine has cores, however few of them the container
    may use, and each worker does so again. The threads wait for each other, and answers get slower. Set
    `OMP_NUM_THREADS` to the number of CPUs that one worker has. This rule is off by default: what number is right has
    to be measured.
    """

    code = "ML716"
    name = "omp-threads-unset"
    severity = Severity.INFO
    on = False
    sources = (
        "https://docs.pytorch.org/docs/2.1/notes/cpu_threading_torchscript_inference.html",
        "https://github.com/kserve/kserve/issues/1031",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch fastapi uvicorn
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--workers", "4"]
        """,
        "app.py": "app = None\n",
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch fastapi uvicorn
            COPY app.py .
            ENV OMP_NUM_THREADS=2
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--workers", "4"]
        """,
        "app.py": "app = None\n",
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a server that shares the cores, with itself or with others, and does not know it."""
        from dflint.build.server_command import servers_by_place

        for servers in servers_by_place(stage, build):
            reasons = [_reason(server) for server in servers]
            if not all(reasons):
                continue
            from dflint.build.model_loading import runs_on_gpu
            from dflint.build.wanted_packages import packages_of_stage
            from dflint.knowledge.openmp_packages import OPENMP_PACKAGES

            server = servers[0]
            wanted = packages_of_stage(stage).packages
            package = next((package for package in wanted if package.name in OPENMP_PACKAGES), None)
            if package is None or runs_on_gpu(server.run):
                continue
            yield self.found(
                server.source,
                server.span,
                f"{reasons[0]}, and `{package.name}` starts a thread for each core of the machine",
                help="set `OMP_NUM_THREADS` to the number of CPUs that one worker has",
            )


def _reason(server: StartedServer) -> str:
    """Why there are too many threads, as a clause; "" where it is not certain that there are."""
    if server.variable(("OMP_NUM_THREADS",)) is not None:
        return ""
    service = server.run.service
    if service is not None:
        limit = service.text("deploy", "resources", "limits", "cpus") or service.text("cpus")
        if limit is not None:
            return f"the container may use {limit} CPUs"
    workers = server.workers
    if workers.word is None or workers.word.value is None or not (workers.value or "").isdecimal():
        return ""
    return f"{workers.value} workers share the CPUs" if int(workers.value or "0") > 1 else ""
