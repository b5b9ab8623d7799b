"""ML905: a download for x86-64 in an image that is also built for arm64."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import StageRule


class PlatformFixedArchDownload(StageRule):
    """A program for x86-64 is downloaded, whatever the image is built for.

    Docker builds for the processor of the machine, and the base image is there for arm64 too: on a Mac with Apple
    silicon, or on ARM servers, the image is one for arm64, and a program for x86-64 in it does not run. Choose the
    download by `TARGETARCH`, or write `FROM --platform=linux/amd64` where there is no other.
    """

    code = "ML905"
    name = "platform-fixed-arch-download"
    severity = Severity.INFO
    mentions = ("x86_64", "x86-64", "amd64", "linux64", "linux-x64")
    sources = (
        "https://docs.docker.com/build/building/multi-platform/",
        "https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope",
        "https://github.com/docker-library/official-images/tree/master/library",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12
            RUN curl -fsSL -o /tmp/conda.sh https://repo.anaconda.com/miniconda/Miniconda3-py312_25.5.1-0-Linux-x86_64.sh
            RUN bash /tmp/conda.sh -b -p /opt/conda
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12
            RUN curl -fsSL -o /tmp/conda.sh \\
                "https://repo.anaconda.com/miniconda/Miniconda3-py312_25.5.1-0-Linux-$(uname -m).sh"
            RUN bash /tmp/conda.sh -b -p /opt/conda
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a URL."""
        from dflint.build.fixed_platforms import downloads_for_amd64

        for word in downloads_for_amd64(stage, build):
            yield self.found(
                word.script.source,
                word.span,
                f"this is for x86-64 only, and `{stage.root.text}` is there for arm64 too",
                help="choose it by `TARGETARCH`, or write `FROM --platform=linux/amd64`",
            )
