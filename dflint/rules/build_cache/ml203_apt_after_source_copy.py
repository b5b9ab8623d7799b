"""ML203: ``apt-get install`` below ``COPY . .``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import StageRule, safe, unsafe

if TYPE_CHECKING:
    from dflint.build.source_copies import SourceCopy
    from dflint.build.steps import InstallStep, RunStep


class AptAfterSourceCopy(StageRule):
    """System packages are installed below a copy of the source.

    A layer is built again when a file that an earlier instruction copies has changed. Below `COPY . .` every edit of
    the source fetches and installs the packages of the system again, and everything below them. They need nothing of
    the source: install them first.
    """

    code = "ML203"
    name = "apt-after-source-copy"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    mentions = ("apt", "apk", "dnf", "yum")
    sources = (
        "https://docs.docker.com/build/cache/optimize/#order-your-layers",
        "https://docs.docker.com/build/cache/invalidation/",
    )

    bad = {
        "app.py": "import cv2\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY . /app
            RUN apt-get update && apt-get install -y --no-install-recommends libgl1 && rm -rf /var/lib/apt/lists/*
            CMD ["python", "/app/app.py"]
        """,
    }
    good = {
        "app.py": "import cv2\n",
        "Dockerfile": """
            FROM python:3.12-slim
            RUN apt-get update && apt-get install -y --no-install-recommends libgl1 && rm -rf /var/lib/apt/lists/*
            COPY . /app
            CMD ["python", "/app/app.py"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for the first installation of system packages below the source."""
        if not any(copy.is_from_context for copy in stage.copies):
            return
        from dflint.build.absent_packages import brings_something
        from dflint.build.python_use import uses_python

        if not uses_python(stage):
            return
        for run in stage.runs:
            install = _system_install(run)
            if install is not None and brings_something(install):
                source = _source_above(run)
                if source is not None:
                    yield self._finding(install, source)
                    return

    def _finding(self, install: InstallStep, source: SourceCopy) -> Diagnostic:
        from dflint.shell.command_edits import word_of, words_through

        word = word_of(install.command, install.install.subcommand.rpartition(" ")[2])
        span = install.command.span if word is None else words_through(install.command, word)
        copy = source.step.instruction
        update = _update_between(source, install)
        related = [Related(copy.source, source.word.span, "the source is copied here")]
        if update is not None:
            related.append(Related(update.run.source, update.command.span, "the package lists are fetched here"))
        return self.found(
            install.run.source,
            span,
            f"`{install.command.name}` installs system packages below the copy of the source in line "
            f"{copy.start_row}, so every change to it installs them again",
            help=_help(update),
            related=related,
            fix=_fix(source, install.step),
        )


def _system_install(run: RunStep) -> InstallStep | None:
    """The first installation of system packages in a RUN that installs nothing else."""
    if run.is_trigger or any(one.install.ecosystem != "system" for one in run.installs):
        return None
    return next((one for one in run.installs if one.install.action == "install" and one.install.packages), None)


def _source_above(run: RunStep) -> SourceCopy | None:
    """The last folder of source above `run` that it needs nothing of, as little as of those above that one."""
    from dflint.build.deferred_copies import needs_nothing_of
    from dflint.build.source_copies import source_copy

    found: SourceCopy | None = None
    for copy in run.stage.copies:
        if copy.position > run.position or copy.is_trigger or not copy.is_from_context:
            continue
        source = source_copy(copy)
        if source is None or not _is_folder(source):
            continue
        if not needs_nothing_of(copy, run) or not _leaves_system(copy.position, run):
            return None
        found = source
    return found


def _is_folder(source: SourceCopy) -> bool:
    """Whether a folder is copied, or a pattern of files, and not one file by its name."""
    context = source.step.stage.graph.context
    value = source.word.expand(source.step.state.lookup)
    return value is not None and context is not None and not context.is_file(value)


def _leaves_system(position: int, run: RunStep) -> bool:
    """Whether no RUN between changes what the package manager finds, such as its sources or keys."""
    from dflint.build.install_purity import leaves_system_packages

    return all(leaves_system_packages(step) for step in run.stage.runs if position < step.position < run.position)


def _update_between(source: SourceCopy, install: InstallStep) -> InstallStep | None:
    """The command of another RUN below the COPY that fetches the package lists which `install` needs."""
    found: InstallStep | None = None
    for run in install.stage.runs:
        if source.step.position < run.position <= install.step.position:
            for one in run.installs:
                if one is install:
                    break
                if one.install.action == "update" and one.install.manager == install.install.manager:
                    found = one
    return None if found is None or found.step is install.step else found


def _help(update: InstallStep | None) -> str:
    if update is None:
        return "move this above the COPY"
    return f"move the `{update.command.text}` of line {update.run.start_row} and this above the COPY, into one RUN"


def _fix(source: SourceCopy, run: RunStep) -> Fix | None:
    """Move the COPY below the RUN."""
    from dflint.build.deferred_copies import deferral
    from dflint.dockerfile.reordering import moved_below

    copy = source.step
    how = deferral(copy, run)
    if how is None:
        return None
    moved, target = copy.instruction, run.run
    edits = moved_below(copy.stage.dockerfile, moved, target, how.lines, moved if how.in_place else target)
    make = safe if how.is_safe else unsafe
    return make("Copy the source after the system packages", *edits)
