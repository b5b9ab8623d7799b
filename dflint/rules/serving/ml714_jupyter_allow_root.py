"""ML714: ``jupyter … --allow-root``."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import StageRule


class JupyterAllowRoot(StageRule):
    """Jupyter runs as root.

    Jupyter refuses to start as root unless it is told to. With `--allow-root` every cell of a notebook runs as root:
    files that it writes into a mounted folder belong to root on the host, and a way out of the container is one for
    root. Make a user and start Jupyter as it.
    """

    code = "ML714"
    name = "jupyter-allow-root"
    severity = Severity.WARNING
    sources = (
        "https://jupyter-server.readthedocs.io/en/latest/other/full-config.html",
        "https://docs.docker.com/build/building/best-practices/#user",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir jupyterlab
            CMD ["jupyter", "lab", "--ip=0.0.0.0", "--allow-root"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir jupyterlab
            RUN useradd --create-home jupyter
            USER jupyter
            WORKDIR /home/jupyter
            CMD ["jupyter", "lab", "--ip=0.0.0.0"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding an option that lets Jupyter run as root, where it does."""
        if stage.final_state.is_root is not True:
            return
        from dflint.build.server_command import servers_by_place

        for servers in servers_by_place(stage, build):
            server = servers[0]
            if "--ip" not in server.defaults.host_options:
                continue
            word = server.flag(("--allow-root", "--ServerApp.allow_root", "--NotebookApp.allow_root"))
            if word is None or word.value is None or word.value.lower().endswith("false"):
                continue
            if any(one.run.service is not None and one.run.service.get("user") is not None for one in servers):
                continue
            yield self.found(
                word.script.source,
                word.span,
                "Jupyter runs as root: what notebooks write into mounted folders belongs to root",
                help="make a user, put `USER` above the command and leave the option out",
            )
