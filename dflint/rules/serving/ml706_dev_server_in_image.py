"""ML706: ``uvicorn --reload``, ``flask run`` and ``fastapi dev`` in an image that is shipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import StageRule, safe, unsafe

if TYPE_CHECKING:
    from dflint.build.server_command import StartedServer
    from dflint.compose.service import Service
    from dflint.shell.words import ShellWord

_FOR_WORK = lazy_pattern(r"(?:^|[._-])(?:dev|devel|development|local|override|debug|test|tests|ci)(?:[._-]|$)")


class DevServerInImage(StageRule):
    """An image is served with what is made for developing.

    With `--reload` a process watches all files for changes that never come in an image, and one file written beside the
    code restarts the server and loads the model anew. Of the development server of Flask its makers say that it is
    neither safe nor fast enough to serve with. Start the server without it.
    """

    code = "ML706"
    name = "dev-server-in-image"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    sources = (
        "https://uvicorn.dev/settings/",
        "https://fastapi.tiangolo.com/fastapi-cli/",
        "https://flask.palletsprojects.com/en/stable/deploying/",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--reload"]
        """,
        "app.py": "app = None\n",
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
        "app.py": "app = None\n",
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a server that is started as developers start it."""
        from dflint.build.server_command import servers_by_place

        for servers in servers_by_place(stage, build):
            server = servers[0]
            if server.reload is None and not server.defaults.development and not _debugging(server):
                continue
            from dflint.build.roles import has_development_stage, is_for_work

            if is_for_work(stage, build) or any(_is_worked_on(one) or _is_meant(one) for one in servers):
                continue
            if server.call is None and has_development_stage(stage, build):
                continue
            yield self._finding(server)

    def _finding(self, server: StartedServer) -> Diagnostic:
        word, call = server.reload, server.call
        if call is not None:
            what, advice = _PROGRAMS[call.library]
            return self.found(
                server.source,
                server.span,
                f"this program starts {what}",
                help=advice,
                related=[Related(call.source, call.span, "it is started here")],
            )
        if server.defaults.development:
            return self.found(
                server.source,
                server.span,
                f"`{server.title}` is {server.defaults.development}, which is not meant to serve",
                help=_ADVICE.get(server.title, "start the application with a server such as gunicorn or uvicorn"),
                fix=_run_in_place_of_dev(server),
            )
        assert word is not None
        return self.found(
            server.source,
            word.span,
            f"`{word.text}` has `{server.title}` watch for changes of the code, which does not change in an image",
            help=f"start `{server.title}` without it",
            fix=_without(server, word),
        )


_PROGRAMS = {
    "uvicorn": (
        "`uvicorn` with `reload=True`, which watches for changes of the code that do not come in an image",
        "start it without `reload`, or with the command `uvicorn`",
    ),
    "flask": (
        "the server of Flask with `debug=True`, whose debugger runs code for those who reach the port",
        "start the application with a server such as gunicorn",
    ),
}
_SWITCHES = {"uvicorn": "reload", "flask": "debug"}
"""The argument with which a program says that it is being worked on."""
_ADVICE = {"fastapi dev": "use `fastapi run`"}


def _debugging(server: StartedServer) -> bool:
    """Whether a program says itself that it starts its server for developing."""
    call = server.call
    return call is not None and call.keywords.get(_SWITCHES.get(call.library, "")) is True


def _is_worked_on(server: StartedServer) -> bool:
    """Whether the container is one to develop in: its code is mounted or watched, or its compose file says so."""
    service = server.run.service
    if service is None:
        return False
    name = re.split(r"[/\\]", service.source.path)[-1].lower()
    return (
        service.get("develop") is not None
        or service.is_extended
        or _FOR_WORK.search(name) is not None
        or _FOR_WORK.search(service.name.lower()) is not None
        or _has_code_mounted(service)
    )


def _is_meant(server: StartedServer) -> bool:
    """Whether the files say by Flask's variables that its development server shall run as one."""
    if not server.title.startswith("flask"):
        return False
    debug, environment = server.run.variable("FLASK_DEBUG"), server.run.variable("FLASK_ENV")
    return environment == "development" or (isinstance(debug, str) and debug.lower() in ("1", "true", "on", "yes"))


def _has_code_mounted(service: Service) -> bool:
    """Whether a folder of the project is mounted into the container so that the program could see it change."""
    return any(volume.type in ("bind", None) and volume.is_read_only is not True for volume in service.volumes)


def _without(server: StartedServer, word: ShellWord) -> Fix | None:
    from dflint.build.server_edits import without_flag

    if word.value is None or word.value not in ("--reload", "--watch"):
        return None
    return safe("Start the server without it", without_flag(server, word))


def _run_in_place_of_dev(server: StartedServer) -> Fix | None:
    """``fastapi run`` in place of ``fastapi dev``."""
    word = server.program[-1]
    if server.title != "fastapi dev" or word.value != "dev":
        return None
    content = word.content
    if not content.is_verbatim(0, len(content.text)):
        return None
    return unsafe("Use `fastapi run`", content.source.edit(content.span(0, len(content.text)), "run"))
