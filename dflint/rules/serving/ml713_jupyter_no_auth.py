"""ML713: Jupyter with an empty token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun
    from dflint.build.jupyter_settings import JupyterSetting

_BEHIND_HUB = ("jupyterhub", "singleuser", "binder")
"""What the file of an image says whose users are let in by a hub."""


class JupyterNoAuth(StageRule):
    """Jupyter asks for neither a token nor a password.

    Who reaches the port of Jupyter runs commands in the container, with its data, its credentials and its GPU. Left
    alone, Jupyter makes up a token at each start; with an empty token it lets everybody in. Take the setting out, or
    give the token at run time with `JUPYTER_TOKEN`.
    """

    code = "ML713"
    name = "jupyter-no-auth"
    severity = Severity.ERROR
    sources = (
        "https://jupyter-server.readthedocs.io/en/latest/operators/security.html",
        "https://github.com/jupyter-server/jupyter_server/blob/main/jupyter_server/auth/identity.py",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir jupyterlab
            CMD ["jupyter", "lab", "--ip=0.0.0.0", "--ServerApp.token="]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir jupyterlab
            CMD ["jupyter", "lab", "--ip=0.0.0.0"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding an empty token with which an image, or a service, starts Jupyter."""
        from dflint.build.shipping import becomes_image

        if not becomes_image(stage, build):
            return
        runs = build.runs_of(stage)
        found: dict[tuple[int, int], tuple[JupyterSetting, int]] = {}
        for run in runs:
            setting = _open_token(run)
            if setting is not None:
                key = (id(setting.source), setting.span.start)
                found[key] = (setting, found.get(key, (setting, 0))[1] + 1)
        for setting, count in found.values():
            if setting.source is stage.dockerfile.source and count < len(runs):
                continue
            as_root = " as root" if stage.final_state.is_root else ""
            yield self.found(
                setting.source,
                setting.span,
                f"Jupyter asks for no token and no password: who reaches its port runs any command{as_root}",
                help="leave the token to Jupyter, or set `JUPYTER_TOKEN` when the container is started",
            )


def _open_token(run: ContainerRun) -> JupyterSetting | None:
    """The setting with which everybody may use the Jupyter of `run`, if that is certain."""
    from dflint.build.jupyter_settings import settings_of_run, settings_of_stage

    text = run.stage.dockerfile.source.text
    if "token" not in text and run.service is None:
        return None
    given = list(settings_of_run(run))
    written = list(settings_of_stage(run.stage))
    token = _last(given, "token") or _last(written, "token")
    password = _last(given, "password") or _last(written, "password")
    if token is None or token.value != "" or (password is not None and password.value != ""):
        return None
    if any(word in text.lower() for word in _BEHIND_HUB) or not _may_be_reached(run):
        return None
    return token


def _last(settings: Sequence[JupyterSetting], name: str) -> JupyterSetting | None:
    """The setting of that name that counts."""
    return next((setting for setting in reversed(settings) if setting.name == name), None)


def _may_be_reached(run: ContainerRun) -> bool:
    """Whether Jupyter may be reached from other machines: it neither listens nor is published on 127.0.0.1 only."""
    from dflint.build.server_command import servers_of_run

    if any(server.host.is_loopback for server in servers_of_run(run) if "upyter" in server.title):
        return False
    if run.service is None:
        return True
    from dflint.compose.published_ports import may_be_reached

    return may_be_reached(run.service)
