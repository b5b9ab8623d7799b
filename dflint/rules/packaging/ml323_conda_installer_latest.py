"""ML323: ``Miniconda3-latest-Linux-x86_64.sh``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Diagnostic, Severity
from dflint.dockerfile.instructions import Add
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.knowledge.conda_installers import CondaInstaller
    from dflint.source import Source, Span

_FETCHING = frozenset({"curl", "wget", "aria2c"})


class CondaInstallerLatest(StageRule):
    """The installer of conda is whatever is the newest one.

    Behind `latest` lies another conda, with another Python, a few weeks later: an environment that builds today may not
    be solved then. With the Miniconda of July 2025 builds began to fail because conda wants the terms of service of its
    channels accepted. Name the version of the installer. Mambaforge has been retired in January 2025: there is none in
    the newest release, and Miniforge is the same. An older release of it that is named is still there.
    """

    code = "ML323"
    name = "conda-installer-latest"
    severity = Severity.ERROR
    mentions = ("conda", "forge")
    sources = (
        "https://repo.anaconda.com/miniconda/",
        "https://www.anaconda.com/docs/getting-started/tos-plugin",
        "https://conda-forge.org/news/2024/07/29/sunsetting-mambaforge/",
        "https://github.com/conda-forge/miniforge/pull/615",
    )

    bad = {
        "Dockerfile": """
            FROM buildpack-deps:bookworm-curl
            RUN curl -fsSLo /c.sh https://repo.anaconda.com/miniconda/Miniconda3-latest-Linux-x86_64.sh \\
                && bash /c.sh -b -p /opt/conda && rm /c.sh
        """,
    }
    good = {
        "Dockerfile": """
            FROM buildpack-deps:bookworm-curl
            RUN curl -fsSLo /c.sh https://repo.anaconda.com/miniconda/Miniconda3-py312_24.9.2-0-Linux-x86_64.sh \\
                && bash /c.sh -b -p /opt/conda && rm /c.sh
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding an installer that is fetched."""
        from dflint.knowledge.conda_installers import conda_installer

        for source, span, url in _fetched(stage):
            installer = conda_installer(url)
            if installer is None or not installer.is_latest:
                continue
            severity = None if installer.is_retired else Severity.WARNING
            yield self.found(source, span, _message(installer), severity=severity, help=_help(installer))


def _fetched(stage: Stage) -> Iterator[tuple[Source, Span, str]]:
    """What curl, wget and ADD are given, with the variables that are known replaced."""
    for run in stage.runs:
        for command in run.commands:
            if command.name in _FETCHING and not run.is_trigger:
                for word in command.arguments:
                    yield run.run.source, word.span, run.value_of(command, word) or word.text
    for copy in stage.copies:
        if isinstance(copy.instruction, Add) and not copy.is_trigger:
            for written, source in zip(copy.instruction.sources, copy.sources, strict=True):
                yield copy.instruction.source, written.span, source or written.text


def _message(installer: CondaInstaller) -> str:
    if installer.is_retired:
        return "the newest release has no Mambaforge any more, so there is nothing to be fetched here"
    return f"`{installer.name}` is fetched in its latest version, which is another one with each release"


def _help(installer: CondaInstaller) -> str:
    if installer.is_retired:
        return "fetch Miniforge, which has brought mamba too since version 23"
    advice = "name a version in the address"
    if installer.asks_for_terms:
        return (
            f"{advice}; since July 2025 conda refuses the channels of Anaconda until `conda tos accept` is called, "
            "or use Miniforge, which takes its packages from conda-forge"
        )
    return advice
