"""ML712: gunicorn kills a worker that loads a model for more than 30 seconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Related, Severity
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.server_command import StartedServer


class GunicornModelServerTimeout(StageRule):
    """A server of models runs under gunicorn with its timeout of 30 seconds.

    gunicorn kills a worker that has not reported for 30 seconds, and starts another. A worker reports nothing while it
    imports the program and loads the model, nor, in the default class, while it answers a request: a model that takes
    longer to load never gets ready, and long predictions end in the middle. Set `--timeout`.
    """

    code = "ML712"
    name = "gunicorn-model-server-timeout"
    severity = Severity.INFO
    fixes = Applicability.UNSAFE
    sources = ("https://docs.gunicorn.org/en/stable/settings.html#timeout",)

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir transformers torch flask gunicorn
            COPY app.py .
            CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
        """,
        "app.py": "app = None\n",
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir transformers torch flask gunicorn
            COPY app.py .
            CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app", "--timeout", "120"]
        """,
        "app.py": "app = None\n",
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a gunicorn without a timeout of its own, where the image has what loads models."""
        from dflint.build.server_command import servers_by_place

        for servers in servers_by_place(stage, build):
            server = servers[0]
            if server.title != "gunicorn" or not all(_has_default_timeout(one) for one in servers):
                continue
            from dflint.build.model_loading import model_package
            from dflint.build.server_edits import with_arguments

            package = model_package(stage)
            if package is None:
                continue
            yield self.found(
                server.source,
                server.span,
                f"gunicorn kills a worker that is silent for 30 s, as one is that loads a model with `{package.name}`",
                help="set `--timeout` to more than the model takes to load and to answer",
                related=[Related(package.source, package.span, f"`{package.name}` is asked for here")],
                fix=unsafe("Give workers two minutes", with_arguments(server, ("--timeout", "120"))),
            )


def _has_default_timeout(server: StartedServer) -> bool:
    """Whether nothing says how long a worker may be silent, and it matters."""
    if server.option(("--timeout", "-t")) is not None or server.flag(server.defaults.elsewhere_options) is not None:
        return False
    if server.has_unknown_arguments or server.variable(("GUNICORN_CMD_ARGS",)) is not None or server.may_have_file:
        return False
    worker_class = server.option(("--worker-class", "-k"))
    is_sync = worker_class is None or worker_class.value == "sync"
    # With --preload the program is loaded before there are workers.
    return is_sync or server.flag(("--preload",)) is None
