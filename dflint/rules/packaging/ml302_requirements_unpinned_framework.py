"""ML302: torch, transformers and their like are installed in whatever version is the newest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import InstallRule

if TYPE_CHECKING:
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.source import Source, Span

_MOST_NAMED = 4


class RequirementsUnpinnedFramework(InstallRule):
    """A framework is installed without a version.

    Each build takes the newest release that day, so the same Dockerfile gives another image next month: another CUDA in
    torch, another API in transformers, and an error that nobody's commit explains. Pin the frameworks that the code
    and the models were made with, or install from a lock file.

    A later command that installs one exact version decides which is in the image, and the rule leaves it at that.
    It is silent, too, where the newest is meant: the Dockerfile or its folder is called `nightly` or `latest`, or a
    workflow of GitHub builds and pushes it on a schedule.
    """

    code = "ML302"
    name = "requirements-unpinned-framework"
    severity = Severity.WARNING
    aliases = ("DL3013",)
    mentions = ("pip",)
    sources = (
        "https://pip.pypa.io/en/stable/topics/repeatable-installs/",
        "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    )

    bad = {
        "requirements.txt": "fastapi\ntorch\ntransformers\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
        """,
    }
    good = {
        "requirements.txt": "fastapi\ntorch==2.8.0\ntransformers==4.56.2\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a command that asks for frameworks without a version."""
        if install.install.tool not in ("pip", "uv pip") or install.install.action not in ("install", "sync"):
            return
        if not install.install.packages and not install.install.requirement_files:
            return
        from dflint.build.floating_frameworks import floating_frameworks, is_replaced_later

        stage = install.stage
        last = build.final if build.final is not None and stage in build.final.chain else stage
        cut = _ends_of_cut_requirements(install)
        packages = [
            package
            for package in floating_frameworks(install)
            if package.span.end not in cut and not is_replaced_later(package, last)
        ]
        if not packages:
            return
        from dflint.project.newest_builds import follows_newest

        if follows_newest(build):
            return
        source, span = _place(install, packages)
        names = [f"`{package.name}`" for package in packages]
        shown = ", ".join(names[:_MOST_NAMED]) + (f" and {len(names) - _MOST_NAMED} more" * (len(names) > _MOST_NAMED))
        verb = "is" if len(names) == 1 else "are"
        yield self.found(
            source,
            span,
            f"{shown} {verb} installed without a version: each build takes the newest",
            help="pin the version that the code was made with, such as the one that `pip freeze` shows now",
            related=[
                Related(package.source, package.span, f"{package.name} has no version")
                for package in packages[:_MOST_NAMED]
                if package.source is not source
            ],
        )


def _ends_of_cut_requirements(install: InstallStep) -> frozenset[int]:
    """Where a redirection cuts a requirement, as in ``torch>=2``: it has a version, which ML301 tells of."""
    script = install.command.script
    return frozenset(script.span(redirect.start, redirect.end).start for redirect in install.command.redirects)


def _place(install: InstallStep, packages: Sequence[ResolvedPackage]) -> tuple[Source, Span]:
    """The first one where the command names it, else the file that names it."""
    source = install.run.source
    for package in packages:
        if package.source is source:
            return source, package.span
    return source, install.install.requirement_files[0].span
