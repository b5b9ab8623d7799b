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
        if install.install.manager != "apt" or install.install.action != "install" or _may_fail(install):
            return
        from dflint.knowledge.removed_packages import REMOVED_PACKAGES

        for package in install.install.packages:
            removed = REMOVED_PACKAGES.get(package.name)
            if removed is not None and package.kind == "package":
                yield from self._package(install, package, removed)

    def _package(self, install: InstallStep, package: Requirement, removed: RemovedPackage) -> Iterator[Diagnostic]:
        from dflint.build.apt_sources import release_of_packages

        release = release_of_packages(install.step)
        if release is None or release not in removed.gone_from | removed.fading_in:
            return
        name = f"{release[0].capitalize()} {release[1]}"
        is_gone = release in removed.gone_from
        if is_gone:
            message = (
                f"{name}{_image_in_question(install)} has no package `{package.name}`, so apt installs nothing here"
            )
        else:
            message = (
                f"`{package.name}` is empty in {name}, where it pulls in `{removed.replacement}`, and gone after it"
            )
        yield self.found(
            install.run.source,
            package.span,
            message,
            severity=Severity.ERROR if is_gone else Severity.INFO,
            help=removed.advice,
            fix=_fix(install, package, removed),
        )


def _may_fail(install: InstallStep) -> bool:
    """Whether the command is not always carried out, or something else is done where it fails."""
    command = install.command
    if command.conditional:
        return True
    commands = install.step.commands
    index = next((index for index, one in enumerate(commands) if one is command), len(commands))
    following = next((one for one in commands[index + 1 :] if one.enclosing is command.enclosing), None)
    return following is not None and following.connector == "||"


def _image_in_question(install: InstallStep) -> str:
    """Where the release does not stand in the name of the image: which image is meant."""
    root = install.stage.root
    known = root.known
    text = root.text or ""
    if known is None or known.release is None or known.release in text:
        return ""
    from dflint.knowledge.image_rows import RELEASES

    names = [name for name, (_, release) in RELEASES.items() if release == known.release]
    return "" if any(name in text for name in names) else f" (which `{text}` is now)"


def _fix(install: InstallStep, package: Requirement, removed: RemovedPackage) -> Fix | None:
    span = package.name_span
    if span is None or not removed.replacement or package.specifier:
        return None
    make = safe if removed.is_same else unsafe
    edit = install.run.source.edit(span, removed.replacement)
    return make(f"Install `{removed.replacement}`", edit)
