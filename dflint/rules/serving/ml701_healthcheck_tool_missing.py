"""ML701: the health check calls curl, and the image has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.knowledge.command_effects import PROGRAM_DIRECTORIES
from dflint.rules.rule import HealthCheckRule, safe, unsafe
from dflint.source import MappedText, Segment, Span

if TYPE_CHECKING:
    from dflint.compose.nodes import Node
    from dflint.project.health_checks import HealthCheck
    from dflint.shell.commands import Command, Script
    from dflint.shell.http_requests import HttpRequest
    from dflint.shell.words import ShellWord
    from dflint.source import Edit

_BUILTINS = frozenset(
    ". : [ [[ alias bg break cd command continue declare echo eval exec exit export false fg getopts hash jobs kill "
    "let local printf pwd read readonly return set shift source test times trap true type typeset ulimit umask unalias "
    "unset wait".split()
)
"""Commands that a shell has of its own: sh and bash, in POSIX (XCU 2.15, 1.7) and bash(1)."""

_GIVING_UP = frozenset({"exit", "false", "true", ":", "kill", "echo", "printf", "return", "sleep"})
"""Commands behind ``||`` that are no other way to check."""

_CHECKERS = ("python", "python3", "curl", "wget", "pg_isready", "redis-cli", "ollama", "node", "bash")
"""What a check may be made with, the best first."""

_PACKAGES = {"curl": "curl", "wget": "wget", "jq": "jq"}
"""Commands whose package has the same name on Debian, Ubuntu, Alpine and Fedora."""


class HealthcheckToolMissing(HealthCheckRule):
    """A health check runs a program that is not in the image.

    The slim images of Python, CUDA and Debian have neither `curl` nor `wget`, and many images of servers have none
    either. A check that calls it fails each time, so the container is unhealthy for as long as it lives, and what waits
    for it never starts. Let a program make the request that is there, such as Python itself, or install the tool.
    """

    code = "ML701"
    name = "healthcheck-tool-missing"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    sources = (
        "https://docs.docker.com/reference/dockerfile/#healthcheck",
        "https://github.com/docker-library/python/blob/master/3.12/slim-trixie/Dockerfile",
        "https://docs.python.org/3/library/urllib.request.html#urllib.request.urlopen",
        "https://curl.se/docs/manpage.html#-f",
    )

    bad = {
        "app.py": "print()\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY app.py .
            HEALTHCHECK --interval=30s --start-period=60s \\
                CMD curl -f http://localhost:8000/health || exit 1
            CMD ["python", "app.py"]
        """,
    }
    good = {
        "app.py": "print()\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY app.py .
            HEALTHCHECK --interval=30s --start-period=60s \\
                CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8000/health', timeout=30)"]
            CMD ["python", "app.py"]
        """,  # noqa: E501
    }

    def check(self, health_check: HealthCheck) -> Iterator[Diagnostic]:
        """Yield a finding a command that is certainly not there."""
        script = health_check.script
        shell = health_check.shell[0].rpartition("/")[2] if health_check.shell else ""
        if not health_check.is_exec and health_check.has_command(shell) is False:
            span = script.text.span(0, len(script.text.text)) if script.text is not None else health_check.span
            yield self._finding(health_check, shell, span, f"the health check needs the shell `{shell}`", None)
            return
        if script.has_errors:
            return
        for number, command in enumerate(script.commands):
            name = command.name
            if name is None or command.program is None or not _is_judged(command, health_check):
                continue
            if health_check.has_command(name) is False and not _has_alternative(script.commands[number:], health_check):
                message = f"the health check runs `{name}`"
                fix = _request_by_python(health_check) or _install(health_check, name)
                yield self._finding(health_check, name, command.program.span, message, fix)

    def _finding(self, check: HealthCheck, tool: str, span: Span, message: str, fix: Fix | None) -> Diagnostic:
        image = check.root.text
        made = "" if image is None else f" `{image}`" if check.stage is None else f" (made from `{image}`)"
        related = []
        if check.test is not None and check.stage is not None:
            from_ = check.stage.from_
            related.append(Related(check.stage.dockerfile.source, from_.image.span, "the image is built here"))
        there = [name for name in _CHECKERS if check.has_command(name)]
        use = f"use `{there[0]}`, which is in the image" if there else "use a program of the image"
        return self.found(
            check.source,
            span,
            f"{message}, which is not in the image{made}",
            help=use if check.stage is None else f"{use}, or install `{tool}`",
            related=related,
            fix=fix,
        )


# What is judged


def _is_judged(command: Command, check: HealthCheck) -> bool:
    """Whether it can be told if the program of `command` is there when it is called."""
    assert command.program is not None
    path = command.program.value or ""
    name = command.name or ""
    if command.conditional or command.in_function or command.environment is not None:
        return False
    if any(prefix.endswith(" run") for prefix in command.prefixes):
        return False  # an environment may hold it
    if "/" in path and path.rpartition("/")[0] not in PROGRAM_DIRECTORIES:
        return False
    is_in_shell = not check.is_exec or command.enclosing is not None
    return not (is_in_shell and name in _BUILTINS) and not _comes_later(name, check)


def _has_alternative(commands: Sequence[Command], check: HealthCheck) -> bool:
    """Whether another way to check follows the first of `commands`: ``curl … || wget …``."""
    for command in commands[1:]:
        if command.enclosing is not commands[0].enclosing:
            continue
        if command.connector in (";", "&"):
            return False
        if command.connector == "||" and command.name not in _GIVING_UP:
            return command.name is None or check.has_command(command.name) is not False
    return False


def _comes_later(tool: str, check: HealthCheck) -> bool:
    """Whether the service may bring the program when it starts: its command names it, or a mount covers its place."""
    service = check.service
    if service is None:
        return False
    hooks = service.get("post_start")
    texts = [text.text for text in (service.command_text, service.entrypoint_text) if text is not None]
    if hooks is not None:
        texts.append(hooks.source.slice(hooks.span))
    if any(tool in text for text in texts):
        return True
    targets = [(volume.target or "").rstrip("/") for volume in service.volumes]
    return any(target in PROGRAM_DIRECTORIES or target.endswith(f"/{tool}") for target in targets)


# Let Python make the request


def _request_by_python(check: HealthCheck) -> Fix | None:
    """Make the request of curl or wget with Python, which is in the image."""
    python = next((name for name in ("python", "python3") if check.has_command(name)), None)
    timeout = check.timeout
    if python is None or timeout is None:
        return None
    edit = _rewrite_test(check, python, timeout) if check.test is not None else _rewrite(check, python, timeout)
    return safe("Make the request with Python", edit)


def _only_request(script: Script) -> tuple[Command, HttpRequest] | None:
    """The request of a script that does nothing else: ``curl -f URL``, also with ``|| exit 1`` behind it."""
    from dflint.shell.http_requests import http_request

    commands = script.commands
    if not commands or len(commands) > 2 or script.has_errors:
        return None
    if len(commands) == 2 and not _fails(commands[1]):
        return None
    if any(not _is_silencing(redirect.target) for command in commands for redirect in command.redirects):
        return None
    request = http_request(commands[0])
    return None if request is None else (commands[0], request)


def _fails(command: Command) -> bool:
    """Whether the command is ``|| exit 1`` or ``|| false``."""
    if command.connector != "||" or command.enclosing is not None:
        return False
    arguments = [word.value for word in command.arguments]
    return (command.name == "false" and not arguments) or (
        command.name == "exit" and len(arguments) == 1 and (arguments[0] or "").strip("0").isdecimal()
    )


def _is_silencing(target: ShellWord | None) -> bool:
    return target is not None and (target.value == "/dev/null" or (target.value or "").isdecimal())


def _rewrite(check: HealthCheck, python: str, timeout: float) -> Edit | None:
    """The edit of the instruction: the exec form, or the shell form where variables are to be replaced."""
    instruction = check.instruction
    found = _only_request(check.script)
    if instruction is None or found is None:
        return None
    command, request = found
    code = request.python_code(timeout)
    if request.has_variables:
        span = _words_span(command)
        content = f'{python} -c "{code}"'
    else:
        span = instruction.body.span(0, len(instruction.body.text))
        import json

        content = json.dumps([python, "-c", code])
    if span is None or any(span.overlaps(comment.span) for comment in instruction.comments):
        return None
    return instruction.source.edit(span, content)


def _words_span(command: Command) -> Span | None:
    """From the program to the last argument; None where a redirection stands between them."""
    last = command.words[-1]
    if any(redirect.start < last.end for redirect in command.redirects) or command.program is None:
        return None
    return command.script.span(command.program.start, last.end)


def _rewrite_test(check: HealthCheck, python: str, timeout: float) -> Edit | None:
    """The edit of the compose file, in the form that its ``test`` has. Variables of Compose stay variables."""
    from dflint.compose.edits import replace_value
    from dflint.compose.rendering import Quoted
    from dflint.shell.script import parse_shell

    test = check.test
    if test is None or test.shared or "$$" in test.source.slice(test.span):
        return None
    arguments = test.elements[1:]
    if check.is_exec:
        found = _only_request(parse_shell(_as_script(test, arguments)))
        if found is None:
            return None
        is_quoted = test.elements[0].style in ("single", "double")
        values = ["CMD", python, "-c", found[1].python_code(timeout)]
        return replace_value(test, [Quoted(value) if is_quoted else value for value in values])
    text = test if test.is_scalar else arguments[0]
    found = _only_request(parse_shell(text.mapped))
    if found is None:
        return None
    command, request = found
    span = None if command.program is None else _words_span(command)
    if span is None or command.program is None:
        return None
    before, behind = text.text[: command.program.start], text.text[command.words[-1].end :]
    return replace_value(text, f'{before}{python} -c "{request.python_code(timeout)}"{behind}')


def _as_script(test: Node, arguments: Sequence[Node]) -> MappedText:
    """The arguments as shell text in which Compose's variables are the shell's."""
    text = " ".join(
        '"' + node.text.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`") + '"' for node in arguments
    )
    return MappedText(test.source, text, [Segment(0, len(text), *test.span)] if text else [])


# Install the tool


def _install(check: HealthCheck, tool: str) -> Fix | None:
    """Add the tool's package to the last installation of system packages in the stage that becomes the image."""
    package = _PACKAGES.get(tool)
    stage = check.stage
    if package is None or stage is None:
        return None
    installs = [
        install for run in stage.chain_runs for install in run.installs if install.install.ecosystem == "system"
    ]
    if any(requirement.name == package for install in installs for requirement in install.install.packages):
        return None  # it is removed again
    for install in reversed(installs):
        command = install.command
        is_own = install.stage is stage and not install.step.is_trigger and not install.run.is_exec
        if is_own and install.install.action in ("install", "add") and not command.conditional:
            edit = _add_package([one.word for one in install.install.packages if one.word is not None], package)
            return unsafe(f"Install `{package}`", edit)
    return None


def _add_package(packages: Sequence[ShellWord], package: str) -> Edit | None:
    """Put `package` behind the last of `packages`, on a line of its own if they are."""
    if not packages:
        return None
    last = packages[-1]
    if not last.script.is_verbatim(last.start, last.end):
        return None
    source = last.script.source
    between = " "
    if len(packages) > 1:
        written = source.text[packages[-2].span.end : last.span.start]
        if not written.strip(" \t\r\n\\"):
            between = written
    return source.edit(Span(last.span.end, last.span.end), between + package)
