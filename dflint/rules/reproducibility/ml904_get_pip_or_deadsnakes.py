"""ML904: another Python, or another pip, by hand."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import StageRule

_GET_PIP = "bootstrap.pypa.io"
_ARCHIVES = ("ppa:deadsnakes/", "ppa.launchpad.net/deadsnakes", "ppa.launchpadcontent.net/deadsnakes")


class GetPipOrDeadsnakes(StageRule):
    """Python or pip is brought into the image by hand.

    `get-pip.py` installs whatever pip is newest on that day, and an archive of somebody else brings a Python that the
    distribution does not support. The official images `python:X.Y-slim` have both, and `uv python install` brings any
    version to any image.
    """

    code = "ML904"
    name = "get-pip-or-deadsnakes"
    severity = Severity.INFO
    on = False
    mentions = ("bootstrap.pypa.io", "deadsnakes")
    sources = (
        "https://pip.pypa.io/en/stable/installation/#get-pip-py",
        "https://docs.astral.sh/uv/guides/install-python/",
        "https://hub.docker.com/_/python",
    )

    bad = {
        "Dockerfile": """
            FROM ubuntu:22.04
            RUN add-apt-repository ppa:deadsnakes/ppa && apt-get install -y python3.12
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a word."""
        for run in stage.runs:
            for command in run.commands:
                for word in command.arguments:
                    value = run.value_of(command, word) or ""
                    message = None
                    if command.name in ("curl", "wget") and _GET_PIP in value:
                        message = "`get-pip.py` installs whatever pip is newest when the image is built"
                    elif command.name in ("add-apt-repository", "echo") and any(one in value for one in _ARCHIVES):
                        message = "this archive brings a Python that the distribution does not support"
                    if message is not None:
                        help = "start from `python:X.Y-slim`, or install Python with `uv python install`"
                        yield self.found(word.script.source, word.span, message, help=help)
