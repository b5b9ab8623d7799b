"""ML307: the package tensorflow-gpu."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import InstallRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.steps import InstallStep
    from dflint.build.wanted_packages import WantedPackage
    from dflint.diagnostics import Fix


class TensorflowGpuPackage(InstallRule):
    """tensorflow-gpu is installed in a release that is a stub, or is no more than tensorflow.

    Since 2.12 the package holds nothing: its source archive fails on purpose, and pip takes it wherever nothing bounds
    the version. From 2.1 to 2.11 tensorflow-gpu and tensorflow were the same; only of older releases is it the one
    with GPU support. Newer ones bring CUDA with `tensorflow[and-cuda]`.
    """

    code = "ML307"
    name = "tensorflow-gpu-package"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("pip", "uv", "poetry", "pdm")
    sources = (
        "https://pypi.org/project/tensorflow-gpu/",
        "https://www.tensorflow.org/install/pip",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir tensorflow-gpu
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir "tensorflow[and-cuda]"
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each time that it is asked for."""
        if install.install.ecosystem != "python" or install.install.action not in ("install", "sync"):
            return
        from dflint.build.marker_environment import environment_of
        from dflint.packages.requirement import RequirementKind

        for package in install.wanted.named("tensorflow-gpu"):
            if package.kind is not RequirementKind.PACKAGE or package.specifier is None or package.is_locked:
                continue
            if environment_of(install).holds(package.marker) is True:
                yield from self._package(install, package)

    def _package(self, install: InstallStep, package: WantedPackage) -> Iterator[Diagnostic]:
        from packaging.version import Version

        from dflint.build.package_indexes import indexes_of
        from dflint.build.package_places import place_of
        from dflint.packages.releases import bounds_of

        bounds = bounds_of(package.specifier or "")
        if bounds is None or any(one.name == package.name for one in install.wanted.constraints):
            return
        is_bounded = bounds.are_before(Version("2.12"))
        if is_bounded and (bounds.upper != bounds.lower or bounds.are_before(Version("2.1"))):
            return
        if indexes_of(install).is_default(package.name) is not True:
            return
        place = place_of(package)
        if is_bounded:
            message = f"`{package.name}` {package.specifier} is the same as `tensorflow` {package.specifier}"
            advice = "install `tensorflow`: newer releases have no other name"
        else:
            chosen = package.specifier if bounds.lower is not None else "without a bound"
            message = f"`{package.name}` {chosen} is a stub that fails to install: nothing after 2.11.0 has a wheel"
            advice = "install `tensorflow[and-cuda]`, or `tensorflow` where the image holds CUDA and cuDNN"
        yield self.found(
            place.source,
            place.span,
            message,
            severity=Severity.INFO if is_bounded else Severity.ERROR,
            help=advice,
            related=place.related,
            fix=_fix(install, package, is_bounded),
        )


def _fix(install: InstallStep, package: WantedPackage, is_bounded: bool) -> Fix | None:
    source = install.run.source
    if package.source is not source:
        return None
    for one in install.install.packages:
        if one.span != package.span or one.name_span is None:
            continue
        if is_bounded:
            return unsafe("Install `tensorflow`", source.edit(one.name_span, "tensorflow"))
        if one.specifier == "" and not one.extras and not one.marker:
            return unsafe("Install `tensorflow[and-cuda]`", source.edit(one.span, '"tensorflow[and-cuda]"'))
    return None
