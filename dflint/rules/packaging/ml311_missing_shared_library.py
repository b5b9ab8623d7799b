"""ML311: ``pip install opencv-python`` on an image without libGL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.shipping import ships
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.rules.rule import StageRule, safe, unsafe

if TYPE_CHECKING:
    from dflint.build.native_libraries import MissingLibraries
    from dflint.build.steps import InstallStep
    from dflint.shell.words import ShellWord


class MissingSharedLibrary(StageRule):
    """A Python package needs a shared library or a program that the image does not have.

    Wheels bring most of what they need, but not all: `opencv-python` links against libGL and GLib, `lightgbm` against
    libgomp, `pyodbc` against unixODBC. On a slim image the package installs and fails when it is imported. Install the
    package of the system, or take a build that needs none of it, such as `opencv-python-headless`.

    The rule speaks where the base image is known to lack the library, and nothing in the file may bring it. Of a GUI
    build of OpenCV nothing more is said where the libraries are there.
    """

    code = "ML311"
    name = "missing-shared-library"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    mentions = ("pip", "uv", "poetry", "pdm")
    sources = (
        "https://pypi.org/project/opencv-python/",
        "https://github.com/opencv/opencv-python/issues/370",
        "https://lightgbm.readthedocs.io/en/latest/FAQ.html",
        "https://packages.debian.org/trixie/libgl1",
        "https://packages.debian.org/trixie/libglib2.0-0t64",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN apt-get update && apt-get install -y --no-install-recommends curl
            RUN pip install --no-cache-dir opencv-python
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN apt-get update && apt-get install -y --no-install-recommends curl libgl1 libglib2.0-0
            RUN pip install --no-cache-dir opencv-python
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a package that lacks something, where it is asked for in the Dockerfile."""
        if not ships(stage, build) or stage.has_children:
            # What starts from the stage may install what is lacking, and is looked at itself.
            return
        from dflint.build.native_libraries import missing_libraries

        for missing in missing_libraries(stage):
            yield self._finding(missing, stage)

    def _finding(self, missing: MissingLibraries, stage: Stage) -> Diagnostic:
        from dflint.build.package_places import place_of

        place = place_of(missing.package)
        packages = _system_packages(missing)
        return self.found(
            place.source,
            place.span,
            _message(missing, stage),
            severity=Severity.WARNING if missing.need.moment == "call" else None,
            help=_help(missing, packages),
            related=place.related,
            fix=_fix(stage, missing.package.install, packages),
        )


def _system_packages(missing: MissingLibraries) -> tuple[str, ...]:
    from dflint.knowledge.library_packages import LIBRARIES

    return tuple(package for library in missing.libraries for package in LIBRARIES[library].packages)


def _message(missing: MissingLibraries, stage: Stage) -> str:
    lacking = " and ".join(f"`{library}`" if library != "FFmpeg" else library for library in missing.libraries)
    name = f"`{missing.name}`"
    if missing.name != missing.package.name:
        name += f", which `{missing.package.name}` brings,"
    verb = "calls" if missing.need.moment == "call" else "needs"
    return f"{name} {verb} {lacking}, which `{stage.root.text}` lacks and nothing installs"


def _help(missing: MissingLibraries, packages: tuple[str, ...]) -> str:
    advice = f"install {' and '.join(f'`{package}`' for package in packages)} with apt-get"
    alternative = missing.need.alternative
    if alternative and missing.name == missing.package.name:
        return f"{advice}; where no window is opened, `{alternative}` holds the same module and needs nothing"
    return advice


def _fix(stage: Stage, install: InstallStep, packages: tuple[str, ...]) -> Fix | None:
    """One more package in an installation that is there, else a RUN of its own."""
    from dflint.dockerfile.placement import line_before
    from dflint.shell.command_edits import add_after

    named = " ".join(packages)
    for run in stage.runs:
        for step in run.installs:
            word = _last_package(step)
            if word is not None and not run.is_trigger:
                return safe(f"Install {named}", add_after(word, named))
    if install.stage is not stage or install.step.is_trigger or not install.state.is_root:
        return None
    line = f"RUN apt-get update && apt-get install -y --no-install-recommends {named} && rm -rf /var/lib/apt/lists/*"
    return unsafe(f"Install {named}", line_before(stage.dockerfile, install.run, line))


def _last_package(step: InstallStep) -> ShellWord | None:
    """The last package that a call of apt-get names, if another one can be written behind it."""
    install, command = step.install, step.command
    packages = [package.word for package in install.packages]
    if install.manager != "apt" or install.action != "install" or command.conditional or step.run.is_exec:
        return None
    if not packages or packages[-1] is not command.arguments[-1] or not packages[-1].is_verbatim or install.is_dynamic:
        return None
    return packages[-1] if command.enclosing is None else None
