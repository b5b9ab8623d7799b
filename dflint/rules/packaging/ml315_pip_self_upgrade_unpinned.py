"""ML315: ``pip install --upgrade pip setuptools``."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import InstallRule

_TOOLS = frozenset({"pip", "setuptools", "wheel"})
_OLDEST = (3, 9)


class PipSelfUpgradeUnpinned(InstallRule):
    """The build upgrades pip, setuptools or wheel to whatever is the newest release.

    These decide how everything else is built and installed: with setuptools 80 `setup.py install` no longer installs
    what a project needs, and each major release drops something that old source archives use. Two builds of the same
    file may then differ. The rule is off by default, because most builds do not notice; select it where images have
    to be the same again later.
    """

    code = "ML315"
    name = "pip-self-upgrade-unpinned"
    severity = Severity.INFO
    on = False
    mentions = ("pip", "setuptools", "wheel")
    sources = (
        "https://pip.pypa.io/en/stable/news/",
        "https://setuptools.pypa.io/en/latest/history.html",
        "https://pypi.org/project/pip/25.0.1/",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir --upgrade pip setuptools
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir --upgrade pip==25.1 setuptools==78.1.0
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a tool that is upgraded without a version."""
        what = install.install
        if what.tool not in ("pip", "uv pip") or what.action != "install":
            return
        if not what.has("--upgrade") or what.constraint_files or _has_last_release(install):
            return
        for package in what.packages:
            if package.kind == "package" and package.name in _TOOLS and package.specifier == "":
                yield self.found(
                    install.run.source,
                    package.name_span or package.span,
                    f"`{package.name}` is upgraded to its newest release, whatever that is",
                    help=f"name the version: `{package.name}==…`, or leave the upgrade out",
                )


def _has_last_release(install: InstallStep) -> bool:
    """Whether there are no newer releases for the Python that this is.

    pip 25.0 and setuptools 75.3 are the last ones for Python 3.8. The pip of a distribution may be older than 9, which
    does not know which Python a release is for: https://pip.pypa.io/en/stable/news/#v9-0-0.
    """
    from dflint.build.python_version import SYSTEM, python_of

    python = python_of(install)
    return python is not None and python.origin != SYSTEM and python.release < _OLDEST
