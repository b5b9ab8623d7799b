"""ML312: ``apt-get install libgl1-mesa-glx`` on Debian 13."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Severity
from dflint.rules.rule import InstallRule, safe, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.steps import InstallStep
    from dflint.diagnostics import Diagnostic, Fix
    from dflint.knowledge.removed_packages import RemovedPackage
    from dflint.shell.installers.requirements import Requirement


class Libgl1MesaGlxRemoved(InstallRule):
    """apt is asked for a package that this release of Debian or Ubuntu no longer has.

    apt then installs nothing at all of what the command names, and the build fails. `libgl1-mesa-glx`, which OpenCV's
    instructions name, is gone since Debian 13 and Ubuntu 24.04, together with `python3-distutils` and others. An image
    that is named without its distribution gets there by itself: `python:3.12-slim` is Debian 13 since August 2025, and
    `ubuntu:latest` is 26.04.
    """

    code = "ML312"
    name = "libgl1-mesa-glx-removed"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    mentions = (
        "libgl1-mesa-glx",
        "python3-distutils",
        "libtinfo5",
        "libssl1.1",
        "netcat",
        "software-properties-common",
    )
    sources = (
        "https://packages.debian.org/search?keywords=libgl1-mesa-glx&searchon=names&suite=all&section=all",
        "https://packages.ubuntu.com/search?keywords=libgl1-mesa-glx&searchon=names&suite=all&section=all",
        "https://github.com/docker-library/official-images/blob/master/library/python",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN apt-get update && apt-get install -y --no-install-recommends libgl1-mesa-glx libglib2.0-0
            RUN pip install --no-cache-dir opencv-python
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN apt-get update && apt-get install -y --no-install-recommends libgl1 libglib2.0-0
            RUN pip install --no-cache-dir opencv-python
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a package that apt does not find any more, or soon will not."""
        if install.install.manager != "apt" or install.install.action != "install":
            return
        from dflint.build.tolerated import may_be_skipped
        from dflint.knowledge.removed_packages import REMOVED_PACKAGES

        if may_be_skipped(install.command, install.step):
            return

        for package in install.install.packages:
            removed = REMOVED_PACKAGES.get(package.name)
            if removed is not None and package.kind == "package":
                yield from self._package(install, package, removed)

    def _package(self, install: InstallStep, package: Requirement, removed: RemovedPackage) -> Iterator[Diagnostic]:
        from dflint.build.apt_sources import release_of_packages
        from dflint.build.release_names import name_of_release

        release = release_of_packages(install.step)
        if release is None or release not in removed.gone_from | removed.fading_in:
            return
        name = name_of_release(install.stage)
        is_gone = release in removed.gone_from
        if is_gone:
            message = f"{name} has no package `{package.name}`, so apt installs nothing here"
        else:
            message = f"`{package.name}` is empty in {name}, pulling in `{removed.replacement}`, and gone after it"
        yield self.found(
            install.run.source,
            package.span,
            message,
            severity=Severity.ERROR if is_gone else Severity.INFO,
            help=removed.advice,
            fix=_fix(install, package, removed),
        )


def _fix(install: InstallStep, package: Requirement, removed: RemovedPackage) -> Fix | None:
    span = package.name_span
    if span is None or not removed.replacement or package.specifier:
        return None
    make = safe if removed.is_same else unsafe
    edit = install.run.source.edit(span, removed.replacement)
    return make(f"Install `{removed.replacement}`", edit)
