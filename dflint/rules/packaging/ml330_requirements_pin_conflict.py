"""ML330: NumPy 2 is installed beside a package that was built for NumPy 1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import InstallRule, unsafe

if TYPE_CHECKING:
    from dflint.build.numpy_conflict import NumpyConflict
    from dflint.source import Span


class RequirementsPinConflict(InstallRule):
    """NumPy 2 is installed with a package that was built for NumPy 1.

    Wheels that were built before NumPy 2 cannot be used with it: importing them ends with "A module that was compiled
    using NumPy 1.x cannot be run in NumPy 2", or torch says that NumPy is not available. Their metadata mostly do not
    say so, and pip takes the newest NumPy. Ask for `numpy<2` as well, or take a release that works with NumPy 2.
    """

    code = "ML330"
    name = "requirements-pin-conflict"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("pip", "uv", "poetry", "pdm")
    sources = (
        "https://numpy.org/doc/stable/numpy_2_0_migration_guide.html",
        "https://github.com/numpy/numpy/issues/26191",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.11-slim
            RUN pip install --no-cache-dir torch==2.1.2 torchvision==0.16.2
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.11-slim
            RUN pip install --no-cache-dir torch==2.1.2 torchvision==0.16.2 "numpy<2"
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a command that brings both."""
        if install.install.ecosystem != "python" or install.install.action not in ("install", "sync"):
            return
        from dflint.build.numpy_conflict import numpy_conflict_of

        conflict = numpy_conflict_of(install)
        if conflict is None:
            return
        package, numpy = conflict.package, conflict.numpy
        source = install.run.source
        related = [
            Related(one.source, one.span, f"{one.name} {one.version or ''}".strip())
            for one in (package, numpy)
            if one is not None and one.source is not source
        ]
        yield self.found(
            source,
            _span(install, conflict),
            f"{package.name} {package.version} was built for NumPy 1, but NumPy {conflict.version} is installed",
            help=f"ask for `numpy<2`, or for {package.name} {conflict.floor} or later",
            related=related,
            fix=_fix(install, conflict),
        )


def _span(install: InstallStep, conflict: NumpyConflict) -> Span:
    if conflict.package.source is install.run.source:
        return conflict.package.span
    files = install.install.requirement_files
    return files[0].span if files else install.command.span


def _fix(install: InstallStep, conflict: NumpyConflict) -> Fix | None:
    """``numpy<2`` behind the last package, where the command itself names them and says nothing of NumPy."""
    packages = install.install.packages
    if conflict.numpy is not None or not packages or install.install.requirement_files or install.run.is_exec:
        return None
    if install.command.enclosing is not None:
        return None
    from dflint.shell.command_edits import add_after

    return unsafe("Ask for an older NumPy", add_after(packages[-1].word, '"numpy<2"'))
