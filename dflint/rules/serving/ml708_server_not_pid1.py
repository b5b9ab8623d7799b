"""ML708: a shell is process 1, and the server its child."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.rules.rule import StageRule, safe, unsafe

if TYPE_CHECKING:
    from dflint.build.server_command import StartedServer

_SH = frozenset({"sh", "/bin/sh", "dash", "/bin/dash"})
_REPLACED = frozenset({"env", "nice", "ionice", "stdbuf", "setpriv", "eatmydata", "gosu", "su-exec", "poetry run"})
"""Prefixes that the program takes the place of, so that `exec` before them is enough."""


class ServerNotPid1(StageRule):
    """A shell stands between `docker stop` and the server.

    The shell form runs `/bin/sh -c`, and the `sh` of Debian and Ubuntu stays there as process 1 with the server as its
    child. It passes no signal on: `docker stop` waits ten seconds and kills everything. Requests that are being
    answered are lost, and memory of the GPU is freed late. Use the exec form, or `exec` before the server.
    """

    code = "ML708"
    name = "server-not-pid1"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    aliases = ("DL3025", "JSONArgsRecommended")
    sources = (
        "https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example",
        "https://docs.docker.com/reference/cli/docker/container/stop/",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY app.py .
            CMD uvicorn app:app --host 0.0.0.0 --port 8000
        """,
        "app.py": "app = None\n",
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8000"]
        """,
        "app.py": "app = None\n",
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a server whose parent is a shell that stays."""
        from dflint.knowledge.shells import STAYING_SH

        known = stage.root.known
        if known is None or (known.system, known.release or "") not in STAYING_SH:
            return
        from dflint.build.server_command import servers_by_place

        for servers in servers_by_place(stage, build):
            server = servers[0]
            if not all(_is_under_shell(one) for one in servers):
                continue
            yield self.found(
                server.source,
                server.span,
                f"`{server.title}` runs under `/bin/sh`, which passes no signal on: `docker stop` kills it after 10 s",
                help="use the exec form, or put `exec` before the server",
                fix=_fix(server),
            )


def _is_under_shell(server: StartedServer) -> bool:
    """Whether process 1 is certainly an `sh` that waits for the server."""
    from dflint.knowledge.server_defaults import STOP_ON_SIGTERM

    if server.title not in STOP_ON_SIGTERM and "--ip" not in server.defaults.host_options:
        return False
    command, run = server.command, server.run
    if not server.is_certain or command.in_pipeline or command.in_substitution or set(command.prefixes) - _REPLACED:
        return False
    if any(other.name == "source" for other in run.script.commands):
        return False  # dash has no such command and ends there
    service = run.service
    if service is not None and (service.get("init") is not None or service.get("stop_signal") is not None):
        return False
    if command.enclosing is not None:
        shell = command.enclosing
        return (
            shell.enclosing is None
            and not shell.prefixes
            and shell.program is not None
            and shell.program.value in _SH
            and (run.entrypoint is None or run.instruction_of(shell) is run.entrypoint)
        )
    instruction = server.instruction
    if instruction is None or instruction.is_exec or run.stage.final_state.shell != ("/bin/sh", "-c"):
        return False
    # An entry point in the exec form gets the shell as its arguments.
    return run.entrypoint is None or run.entrypoint is instruction


def _fix(server: StartedServer) -> Fix | None:
    import json

    command = server.command
    first = command.words[0]
    instruction = server.instruction
    if instruction is None or not first.script.is_verbatim(first.start, first.end):
        return None
    if command.enclosing is not None and not instruction.is_exec:
        return None  # another shell stands around this one
    span = instruction.body.span(0, len(instruction.body.text))
    if _is_plain(server) and not any(span.overlaps(comment.span) for comment in instruction.comments):
        words = [word.value for word in command.words]
        return safe("Use the exec form", instruction.source.edit(span, json.dumps(words, ensure_ascii=False)))
    start = first.span.start
    return unsafe(
        "Let the server take the place of the shell", first.script.source.edit(first.span._replace(end=start), "exec ")
    )


def _is_plain(server: StartedServer) -> bool:
    """Whether the instruction is this one command, with nothing in it that only a shell understands."""
    command = server.command
    if (
        command.enclosing is not None
        or len(server.run.script.commands) != 1
        or command.assignments
        or command.redirects
    ):
        return False
    if server.run.script.comments or server.run.script.has_errors:
        return False
    return all(word.value is not None and not word.has_glob for word in command.words)
