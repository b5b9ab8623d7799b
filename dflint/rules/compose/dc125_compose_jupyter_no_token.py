"""DC125: a service runs Jupyter with an empty token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.build.jupyter_settings import JupyterSetting
    from dflint.compose.service import Service
    from dflint.dockerfile.words import Unknown
    from dflint.project.project import Project
    from dflint.source import MappedText

_ARGUMENTS = ("NOTEBOOK_ARGS", "JUPYTERLAB_ARGS")
"""Variables that images of Jupyter add to its command line."""


class ComposeJupyterNoToken(ServiceRule):
    """A service that pulls its image runs Jupyter without a token and a password, open to other machines.

    Who reaches the port runs commands in the container, with its data, its credentials and its GPU. Left alone, Jupyter
    makes up a token at each start. Take the setting out, give the token with `JUPYTER_TOKEN`, or publish the port on
    `127.0.0.1` only. An image that is built is for ML713.
    """

    code = "DC125"
    name = "compose-jupyter-no-token"
    severity = Severity.ERROR
    sources = (
        "https://jupyter-server.readthedocs.io/en/latest/operators/security.html",
        "https://jupyter-docker-stacks.readthedocs.io/en/latest/using/common.html",
    )

    bad = {
        "compose.yaml": """
            services:
              notebook:
                image: quay.io/jupyter/scipy-notebook:2026-08-10
                command: start-notebook.py --IdentityProvider.token=''
                ports:
                  - "8888:8888"
        """,
    }
    good = {
        "compose.yaml": """
            services:
              notebook:
                image: quay.io/jupyter/scipy-notebook:2026-08-10
                command: start-notebook.py
                ports:
                  - "8888:8888"
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding an empty token that counts."""
        if service.build is not None or service.is_extended:
            return
        texts = list(_texts(service))
        if not any("token" in text.text for text in texts):
            return
        from dflint.compose.published_ports import may_be_reached

        settings = [setting for text in texts for setting in _settings(text, service)]
        token = next((setting for setting in reversed(settings) if setting.name == "token"), None)
        has_password = any(setting.name == "password" and setting.value != "" for setting in settings)
        if token is None or token.value != "" or has_password or not may_be_reached(service):
            return
        as_root = any(setting.name == "allow_root" for setting in settings)
        as_root = as_root or any("--allow-root" in text.text for text in texts)
        yield self.found(
            token.source,
            token.span,
            "Jupyter asks for no token and no password: who reaches its port runs any command"
            + (" as root" if as_root else ""),
            help="leave the token to Jupyter, set `JUPYTER_TOKEN`, or publish the port on 127.0.0.1 only",
        )


def _texts(service: Service) -> Iterator[MappedText]:
    """What may tell Jupyter something, as shell text; what counts more comes later."""
    for name in _ARGUMENTS:
        assignment = service.environment.get(name)
        if assignment is not None and assignment.node.is_scalar:
            mapped = assignment.node.mapped
            start = mapped.text.find("=") + 1 if assignment.node.key is None else 0
            yield _behind("jupyter ", mapped.sliced(start, len(mapped.text)))
    for text in (service.entrypoint_text, service.command_text):
        if text is not None:
            yield text


def _behind(command: str, arguments: MappedText) -> MappedText:
    """The arguments as those of a command, which stands in no file."""
    from dflint.source import MappedText, Segment

    length, start = len(command), arguments.offset(0)
    segments = [segment._replace(start=segment.start + length) for segment in arguments.segments]
    return MappedText(arguments.source, command + arguments.text, [Segment(0, length, start, start), *segments])


def _settings(text: MappedText, service: Service) -> Iterator[JupyterSetting]:
    from dflint.build.jupyter_settings import settings_of_command
    from dflint.dockerfile.words import UNKNOWN
    from dflint.shell.script import parse_shell

    def variable(name: str) -> str | Unknown | None:
        assignment = service.environment.get(name)
        if assignment is None:
            return UNKNOWN
        return UNKNOWN if assignment.value is None else assignment.value

    for command in parse_shell(text).commands:
        yield from settings_of_command(command, variable)
