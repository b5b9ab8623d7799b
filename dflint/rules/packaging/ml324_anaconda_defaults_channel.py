"""ML324: packages from the channels of Anaconda."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import InstallRule

_CHANNELS = frozenset({"defaults", "anaconda", "main", "r"})
_FAMILIES = frozenset({"conda"})
_INSTALLING = frozenset({"install", "create", "update"})


class AnacondaDefaultsChannel(InstallRule):
    """conda takes packages from the channels of Anaconda, whose terms ask larger organisations for a licence.

    The images of Miniconda and Anaconda use the channel `defaults` where no other is named; what is in it, and in
    `anaconda`, is under the terms of service of Anaconda. conda-forge has none of that kind. The rule is off by
    default; select it where this matters.
    """

    code = "ML324"
    name = "anaconda-defaults-channel"
    severity = Severity.INFO
    on = False
    mentions = ("conda", "mamba")
    sources = (
        "https://www.anaconda.com/legal/terms/terms-of-service",
        "https://www.anaconda.com/docs/getting-started/working-with-conda/reference/default-channels",
        "https://conda-forge.org/docs/user/introduction/",
    )

    bad = {
        "Dockerfile": """
            FROM continuumio/miniconda3:24.9.2-0
            RUN conda install -y numpy && conda clean -afy
        """,
    }
    good = {
        "Dockerfile": """
            FROM condaforge/miniforge3:24.11.3-0
            RUN conda install -y numpy && conda clean -afy
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding an installation that takes packages from these channels."""
        what = install.install
        if what.ecosystem != "conda" or what.action not in _INSTALLING or what.subcommand.startswith("env "):
            return
        if what.has("--offline") or _is_from_archives(install):
            return
        channels = what.given("--channel")
        for option in channels:
            if option.value is not None and option.value.value in _CHANNELS:
                yield self.found(
                    install.run.source,
                    option.value.span,
                    f"packages of the channel `{option.value.value}` are under the terms of Anaconda",
                    help="take them from conda-forge",
                )
        known = install.stage.root.known
        if channels or known is None or known.family not in _FAMILIES or _configures_channels(install):
            return
        from dflint.shell.command_edits import word_of, words_through

        word = word_of(install.command, what.subcommand)
        yield self.found(
            install.run.source,
            install.command.span if word is None else words_through(install.command, word),
            f"`{install.stage.root.text}` takes packages from the channel `defaults`, under the terms of Anaconda",
            help="name the channel conda-forge with `--override-channels`, or build on `condaforge/miniforge3`",
        )


def _is_from_archives(install: InstallStep) -> bool:
    """Whether all packages are archives that are given by their path or address."""
    packages = install.install.packages
    return bool(packages) and all(package.word.text.endswith((".tar.bz2", ".conda")) for package in packages)


def _configures_channels(install: InstallStep) -> bool:
    """Whether something may have changed the channels: a file, a command, or a variable."""
    if install.step.lookup("CONDA_CHANNELS") is not None or install.install.has("--override-channels"):
        return True
    for stage in install.stage.chain:
        if any("condarc" in copy.instruction.body_text for copy in stage.copies):
            return True
        for run in stage.runs:
            if "condarc" in run.run.body_text or "conda config" in run.run.body_text:
                return True
    return False
