"""ML712: gunicorn kills a worker that computes for more than 30 seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.model_loading import SlowStart
    from dflint.build.server_command import StartedServer


class GunicornModelServerTimeout(StageRule):
    """A server of models runs under gunicorn with its timeout of 30 seconds.

    gunicorn kills a worker that has not reported for 30 seconds, and starts another. In the default class a worker
    reports nothing while it answers a request, so that a long prediction ends in the middle, and the next one waits for
    the model to be loaded again. Before gunicorn 22 the time counts, too, that any worker takes to load the model: one
    that takes longer never gets ready. Set `--timeout`.

    The rule speaks where the module that is served, or one of the project that it imports, imports a framework at its
    top.
    """

    code = "ML712"
    name = "gunicorn-model-server-timeout"
    severity = Severity.INFO
    fixes = Applicability.UNSAFE
    sources = (
        "https://docs.gunicorn.org/en/stable/settings.html#timeout",
        "https://github.com/benoitc/gunicorn/blob/master/gunicorn/workers/workertmp.py",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir transformers torch flask gunicorn
            COPY app.py .
            CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
        """,
        "app.py": """
            import torch
            from flask import Flask

            app = Flask(__name__)
            model = torch.jit.load("/models/model.pt")
        """,
    }
    good = {
        **bad,
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir transformers torch flask gunicorn
            COPY app.py .
            CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app", "--timeout", "120"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a gunicorn without a timeout of its own, where the program loads models."""
        from dflint.build.server_command import servers_by_place

        for servers in servers_by_place(stage, build):
            server = servers[0]
            if server.title != "gunicorn" or not all(_has_default_timeout(one) for one in servers):
                continue
            from dflint.build.model_loading import model_import
            from dflint.build.start_imports import imports_of_server

            loaded = model_import(imports_of_server(server))
            if loaded is None:
                continue
            holds = {"to load": _loading_counts(server), "to answer": all(map(_is_sync, servers))}
            moments = [moment for moment, does_hold in holds.items() if does_hold]
            if moments:
                yield self._finding(server, loaded, " or ".join(moments))

    def _finding(self, server: StartedServer, loaded: SlowStart, moments: str) -> Diagnostic:
        from dflint.build.server_edits import with_arguments

        return self.found(
            server.source,
            server.span,
            f"gunicorn kills a worker that takes more than 30 s {moments}, as one with `{loaded.name}` may",
            help="set `--timeout` to more than that takes",
            related=[loaded.place],
            fix=unsafe("Give workers two minutes", with_arguments(server, ("--timeout", "120"))),
        )


def _has_default_timeout(server: StartedServer) -> bool:
    """Whether nothing says how long a worker may be silent."""
    if server.option(("--timeout", "-t")) is not None or server.flag(server.defaults.elsewhere_options) is not None:
        return False
    return not (
        server.has_unknown_arguments or server.variable(("GUNICORN_CMD_ARGS",)) is not None or server.may_have_file
    )


def _is_sync(server: StartedServer) -> bool:
    """Whether a worker answers one request after the other, and reports only in between."""
    worker_class, threads = server.option(("--worker-class", "-k")), server.option(("--threads",))
    # With threads, gunicorn takes the class gthread in place of this one.
    return (worker_class is None or worker_class.value == "sync") and (threads is None or threads.value == "1")


def _loading_counts(server: StartedServer) -> bool:
    """Whether the workers load the program themselves, under a gunicorn that certainly is older than 22."""
    from dflint.build.wanted_packages import packages_of_stage

    if server.flag(("--preload",)) is not None:
        return False
    wanted = packages_of_stage(server.run.stage).named("gunicorn")
    versions = [re.fullmatch(r"==\s*(\d+)(?:\..*)?", package.specifier or "") for package in wanted]
    return bool(versions) and all(match is not None and int(match[1]) < 22 for match in versions)
