"""ML308: ``pip install sklearn``."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.knowledge.stub_packages import STUB_PACKAGES
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import InstallRule, safe
from dflint.shell.installers import Requirement

_STUB_VERSION = lazy_pattern(r"==\s*0(\.0)*(\.\*|\.?post\d+)?")


class SklearnPackageName(InstallRule):
    """A package is installed by the name of its import, which is a stub on PyPI.

    `sklearn` on PyPI holds nothing: its newest release is a source archive that refuses to install, so the build fails.
    The old release 0.0 only pulled in `scikit-learn`, which is the package that `import sklearn` needs.
    """

    code = "ML308"
    name = "sklearn-package-name"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    sources = ("https://pypi.org/project/sklearn/",)

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir numpy sklearn pandas
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir numpy scikit-learn pandas
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a stub."""
        if install.install.ecosystem != "python" or install.install.action not in ("install", "sync"):
            return
        for requirement in install.install.packages:
            stub = STUB_PACKAGES.get(requirement.name) if requirement.kind == "package" else None
            if stub is None:
                continue
            span = requirement.name_span or requirement.span
            source = install.run.source
            new = _replacement(requirement, stub.real_name)
            fails = requirement.specifier == ""
            refusal = "that refuses to install" if fails else "without any code"
            yield self.found(
                source,
                span,
                f"`{requirement.written_name}` on PyPI is a stub {refusal}; the package is `{stub.real_name}`",
                severity=Severity.ERROR if fails else Severity.WARNING,
                help=f"install `{stub.real_name}`",
                fix=safe(f"Install `{stub.real_name}`", source.edit(requirement.span, new)) if new else None,
            )


def _replacement(requirement: Requirement, real_name: str) -> str | None:
    """The word to write, or None where a version is asked for that means nothing for the real package."""
    specifier = requirement.specifier
    if specifier is None or (specifier and not _STUB_VERSION.fullmatch(specifier)) or requirement.marker:
        return None
    if not requirement.word.is_verbatim and requirement.word.text[1:-1] != requirement.text:
        return None
    return real_name
