"""ML218: packages in many RUN, of which pip never sees all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep
    from dflint.build.wanted_packages import WantedPackage

_MANY = 4


class ManyPipLayers(StageRule):
    """Packages are installed by many RUN, one after the other.

    Each call of pip looks only at what it is asked for, not at what earlier ones asked for: a later one may replace the
    version of a package that an earlier one chose, and what is left fits together by chance. Name all packages in one
    requirements file, and let one call choose versions that fit.
    """

    code = "ML218"
    name = "many-pip-layers"
    severity = Severity.INFO
    on = False
    mentions = ("pip",)
    sources = (
        "https://pip.pypa.io/en/stable/topics/dependency-resolution/",
        "https://pip.pypa.io/en/stable/user_guide/#requirements-files",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.8.0
            RUN pip install --no-cache-dir numpy==1.26.4
            RUN pip install --no-cache-dir transformers
            RUN pip install --no-cache-dir pandas numpy==2.1.0
        """,
    }
    good = {
        "requirements.txt": "torch==2.8.0\nnumpy==2.1.0\ntransformers\npandas\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for the last of many."""
        installs = [install for run in stage.runs if (install := _pip_install(run.installs)) is not None]
        if len(installs) < _MANY:
            return
        last = installs[-1]
        message = (
            f"{len(installs)} RUN of this stage install packages with pip, and none sees what the others asked for"
        )
        pair = _contradiction(installs)
        related: tuple[Related, ...] = ()
        if pair is not None:
            first, second = pair
            message += f": `{first.name}{first.specifier}` is followed by `{second.name}{second.specifier}`"
            related = tuple(Related(one.source, one.span, "asked for here") for one in pair)
        yield self.found(
            last.run.source,
            last.command.span,
            message,
            help="install from one requirements file",
            related=related,
        )


def _pip_install(installs: tuple[InstallStep, ...]) -> InstallStep | None:
    """The first of them that installs packages with pip, apart from pip itself."""
    from dflint.knowledge.wheel_closures import PURE_PACKAGES

    for install in installs:
        what = install.install
        if what.tool not in ("pip", "uv pip") or what.action != "install" or install.command.conditional:
            continue
        if what.requirement_files or any(package.name not in PURE_PACKAGES for package in what.packages):
            return install
    return None


def _contradiction(installs: list[InstallStep]) -> tuple[WantedPackage, WantedPackage] | None:
    """A package that two of them ask for in different versions."""
    seen: dict[str, WantedPackage] = {}
    for install in installs:
        for package in install.wanted.packages:
            if package.specifier is None or not package.specifier.startswith("=="):
                continue
            earlier = seen.setdefault(package.name, package)
            if earlier.specifier != package.specifier and earlier.install is not install and not package.marker:
                return earlier, package
    return None
