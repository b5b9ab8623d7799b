"""Which setuptools does a command of an official image of Python find?

Up to Python 3.11 these images hold one older than 80: https://github.com/docker-library/python/blob/master/versions.json.
Since 3.12 they hold none, but only those made after
https://github.com/docker-library/python/commit/a8ec33a6ee730f8dbe74bbdef28e81baf4cddd12 of August 2024, when 3.12.5 was
the newest: until then their get-pip.py was not told to leave it out. https://github.com/docker-library/python/commits
was read for when a variant was last built. An image that may be older counts as one of which nothing is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.install_locations import location_of
from dflint.build.wanted_packages import packages_of_stage
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep, RunStep
    from dflint.shell.commands import Command

_WITHOUT_SETUPTOOLS = (3, 12)
_FIRST_PATCH_WITHOUT = (3, 12, 6)
_BEFORE = lazy_pattern(r"alpine3\.1[0-8]$|-buster$|\d(?:a|b|rc)\d|^0\.[0-4]\.")
"""Tags of variants, pre-releases and releases of uv whose last image may be older than August 2024."""
_OF_SETUPTOOLS_80 = (3, 9)
"""The oldest Python for which there is a setuptools 80: https://pypi.org/project/setuptools/80.0.0/."""

_PREFIX = "/usr/local"
_TOOLS = frozenset({"pip", "setuptools", "wheel", "build"})


def has_no_setuptools(run: RunStep, command: Command) -> bool:
    """Whether nothing can have brought setuptools into the Python that `command` calls."""
    version = _own_python(run, command)
    if version is None or not _began_without(run, version):
        return False
    steps = [step for step in run.stage.chain_runs if step.stage is not run.stage or step.position <= run.position]
    installs = any(_may_bring_setuptools(install) for step in steps for install in step.installs)
    copied = any(not copy.is_from_context for stage in run.stage.chain for copy in stage.copies)
    return not installs and not copied


def has_newest_setuptools(run: RunStep, command: Command) -> bool:
    """Whether the newest setuptools, 80 or later, has certainly been installed, and no other package but build tools.

    That nothing else is installed holds for the whole of the stage, so what a project needs is not there by other ways.
    """
    version = _own_python(run, command)
    if version is None or version < _OF_SETUPTOOLS_80:
        return False
    if run.stage.has_children:
        return False
    wanted = packages_of_stage(run.stage)
    releases = wanted.named("setuptools")
    if not releases or not wanted.is_complete or wanted.constraints or not wanted.names <= _TOOLS:
        return False
    last = releases[-1]
    install = last.install
    return (
        last.specifier == ""
        and (_began_without(run, version) or install.install.has("--upgrade"))
        and not install.command.conditional
        and location_of(install) == _PREFIX
        and _is_before(install, run, command)
    )


def _began_without(run: RunStep, version: tuple[int, ...]) -> bool:
    """Whether the image with that version of Python certainly holds no setuptools."""
    reference = run.stage.root.reference
    if version < _WITHOUT_SETUPTOOLS or reference is None or _BEFORE.search(reference.tag or ""):
        return False
    if len(version) < 3:
        return reference.digest is None  # a digest may be one of an older image
    return version >= _FIRST_PATCH_WITHOUT


def _own_python(run: RunStep, command: Command) -> tuple[int, ...] | None:
    """The version of the Python of the image, if that is what `command` calls; else None."""
    known = run.stage.root.known
    if known is None or known.family not in ("python", "uv") or known.python_origin != "own" or not known.python:
        return None
    if command.environment is not None or command.program is None or "/" in command.program.text:
        return None
    parts = known.python.split(".")
    return tuple(int(part) for part in parts) if len(parts) > 1 else None


def _may_bring_setuptools(step: InstallStep) -> bool:
    """Whether an installation may bring setuptools: one of Python's packages, or one of the system's Python."""
    return step.install.ecosystem != "system" or any("python" in package.name for package in step.install.packages)


def _is_before(install: InstallStep, run: RunStep, command: Command) -> bool:
    if install.stage is not run.stage:
        return True
    if install.step is run:
        return install.command.start < command.start
    return install.step.position < run.position
