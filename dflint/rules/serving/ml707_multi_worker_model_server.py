"""ML707: ``--workers 4`` for a server that loads a model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.model_loading import SlowStart
    from dflint.build.server_command import StartedServer


class MultiWorkerModelServer(StageRule):
    """A server of models runs in several processes, each with a copy of the model.

    Workers share nothing: each imports the program and loads the model for itself, so that four of them need four times
    the memory, on the GPU too, and queue up for the same GPU. One process with several threads, or a batch, makes
    better use of it; more of them are better started as containers, each with its own memory.

    The rule reads the module that is served, and those of the project that it imports: where none imports a framework
    at its top, as in a gateway to models elsewhere, there is nothing to load.
    """

    code = "ML707"
    name = "multi-worker-model-server"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    sources = (
        "https://fastapi.tiangolo.com/deployment/concepts/#memory-per-process",
        "https://docs.gunicorn.org/en/stable/settings.html#preload-app",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-runtime-ubuntu24.04
            RUN pip install --no-cache-dir torch fastapi uvicorn
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--workers", "4"]
        """,
        "app.py": """
            import torch
            from fastapi import FastAPI

            app = FastAPI()
            model = torch.jit.load("/models/model.pt")
        """,
    }
    good = {
        **bad,
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-runtime-ubuntu24.04
            RUN pip install --no-cache-dir torch fastapi uvicorn
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--workers", "1"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a number of workers over one, where the image has what loads models."""
        from dflint.build.server_command import servers_by_place

        for servers in servers_by_place(stage, build):
            if not all(_has_workers(server) for server in servers):
                continue
            from dflint.build.model_loading import model_import
            from dflint.build.start_imports import imports_of_server

            loaded = model_import(imports_of_server(servers[0]))
            if loaded is not None:
                yield self._finding(servers[0], loaded)

    def _finding(self, server: StartedServer, loaded: SlowStart) -> Diagnostic:
        from dflint.build.model_loading import runs_on_gpu
        from dflint.build.server_edits import with_value

        workers = server.workers
        assert workers.word is not None
        is_on_gpu = runs_on_gpu(server.run)
        memory = "memory and GPU memory" if is_on_gpu else "memory"
        return self.found(
            workers.word.script.source,
            workers.word.span,
            f"{workers.value} workers load each model {workers.value} times: {workers.value} times the {memory}",
            severity=Severity.WARNING if is_on_gpu else Severity.INFO,
            help="serve with one worker, and start more containers where one is not enough",
            related=[loaded.place],
            fix=unsafe("Serve with one worker", with_value(server, workers, "1")),
        )


def _has_workers(server: StartedServer) -> bool:
    """Whether the command line says that there are several workers, which share no memory."""
    workers = server.workers
    if workers.word is None or workers.word.value is None or not (workers.value or "").strip().isdecimal():
        return False
    if int(workers.value or "0") < 2 or server.command.conditional:
        return False
    return server.flag(("--preload",)) is None
