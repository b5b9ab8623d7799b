"""ML326: ``pip install … || true``."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import InstallRule

_INSTALLING = frozenset({"install", "sync", "create", "update", "upgrade"})


class IgnoredInstallFailure(InstallRule):
    """An installation may fail without the build failing.

    Behind `|| true` the build goes on and yields an image without the package, which shows only when the program runs:
    a release that is gone, or an index that does not answer for a moment, ends up in the image and in the cache of the
    builder. Let the build fail, or say which package may be missing and install it alone.

    Off by default: many such fallbacks are meant, and the commands do not tell which.
    """

    code = "ML326"
    name = "ignored-install-failure"
    severity = Severity.WARNING
    on = False
    mentions = ("true", "exit", "||")
    sources = (
        "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_03",
        "https://docs.docker.com/reference/dockerfile/#run",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt || true
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding an installation whose failure is hidden."""
        what = install.install
        if what.action not in _INSTALLING or what.ecosystem == "node":
            return
        if not (what.packages or what.requirement_files or what.reads_project):
            return
        from dflint.shell.command_edits import word_of, words_through
        from dflint.shell.failure import ignored_failure

        ignored = ignored_failure(install.command, install.step.script)
        if ignored is None or install.step.is_trigger or _is_repaired(install):
            return
        source, command = install.run.source, install.command
        word = word_of(command, what.subcommand.rpartition(" ")[2])
        how = f"`|| {ignored.by.name}`" if ignored.by.connector == "||" else "`; exit 0`"
        yield self.found(
            source,
            command.span if word is None else words_through(command, word),
            f"with {how} the build succeeds although this installation fails",
            severity=Severity.INFO if ignored.is_told else None,
            help="let the build fail; what may be missing can be installed by a command of its own",
            related=(Related(source, ignored.by.span, "this hides the failure"),),
        )


def _is_repaired(install: InstallStep) -> bool:
    """Whether a later installation takes it up again, as where a package is known to fail at first."""
    names = {package.name for package in install.install.packages}
    for run in install.stage.runs:
        for other in run.installs:
            is_later = run.position > install.step.position or (
                run is install.step and other.command.start > install.command.start
            )
            if not is_later or other.install.manager != install.install.manager:
                continue
            if other.install.has("--fix-broken") or names & {package.name for package in other.install.packages}:
                return True
    return False
