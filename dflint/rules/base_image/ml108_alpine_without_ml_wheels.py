"""ML108: ``pip install torch`` on Alpine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Related, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep
    from dflint.build.wanted_packages import WantedPackage
    from dflint.diagnostics import Diagnostic, Fix

_ALPINE_TAG = lazy_pattern(r"(?P<version>3\.\d+(?:\.\d+)?)-alpine[\d.]*")
_OF_BUSYBOX = frozenset({"apk", "adduser", "addgroup", "deluser", "delgroup", "setup-timezone"})


class AlpineWithoutMlWheels(StageRule):
    """A package is installed on Alpine that has no wheel for it.

    Wheels are made for the GNU C library, and Alpine has musl. Many packages have wheels for musl too by now, such as
    numpy and pandas, but PyTorch, TensorFlow and ONNX Runtime have none, nor a source archive, so the build fails with
    "No matching distribution found". Others are compiled from source, which takes long and a compiler. Build on the
    slim variant, which is Debian.
    """

    code = "ML108"
    name = "alpine-without-ml-wheels"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    sources = (
        "https://peps.python.org/pep-0656/",
        "https://pypi.org/project/torch/#files",
        "https://pypi.org/project/tensorflow/#files",
        "https://pypi.org/project/onnxruntime/#files",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-alpine
            RUN pip install --no-cache-dir torch fastapi
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch fastapi
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding if `stage` starts from Alpine, and packages are installed that have no wheels for it."""
        known = stage.root.known
        if stage.parent is not None or known is None or known.system != "alpine":
            return
        from dflint.knowledge.alpine_packages import FROM_SOURCE, NEEDING, NOT_INSTALLABLE

        stages = stage.family
        impossible: dict[str, WantedPackage] = {}
        compiled: dict[str, WantedPackage] = {}
        for package in _from_index(stages):
            if package.name in NOT_INSTALLABLE or package.name in NEEDING:
                impossible.setdefault(package.name, package)
            elif package.name in FROM_SOURCE:
                compiled.setdefault(package.name, package)
        if not impossible and not compiled:
            return
        if impossible:
            names = [f"`{name}`" + (f" (needs `{NEEDING[name]}`)" if name in NEEDING else "") for name in impossible]
            message = (
                f"{_list(names)} cannot be installed on Alpine: there is neither a wheel for musl nor a source archive"
            )
        else:
            names = [f"`{name}`" for name in compiled]
            have = "has" if len(names) == 1 else "have"
            message = f"{_list(names)} {have} no wheel for Alpine (musl), so pip has to compile from a source archive"
        found = impossible or compiled
        yield self.found(
            stage.dockerfile.source,
            stage.from_.image.span,
            message,
            severity=Severity.ERROR if impossible else Severity.WARNING,
            help="build on the slim variant of the same Python, which is Debian",
            related=[Related(one.source, one.span, f"`{one.name}` is asked for here") for one in found.values()],
            fix=_fix(stage, stages),
        )


def _from_index(stages: Sequence[Stage]) -> Iterator[WantedPackage]:
    """The packages that the stages install by name from PyPI, or from where there are no wheels for musl either."""
    for step in (step for stage in stages for step in stage.runs):
        for install in step.installs:
            if not _is_plain(install):
                continue
            removed = _of_alpine(install)
            for package in install.wanted.packages:
                if package.name not in removed and _comes_from_index(package):
                    yield package


def _is_plain(install: InstallStep) -> bool:
    """Whether an installation is for this image, and certainly done."""
    what = install.install
    if what.ecosystem != "python" or what.action not in ("install", "sync") or install.command.conditional:
        return False
    return not what.has("--target", "--platform", "--python-platform", "--no-deps", "--find-links", "--prefix")


def _comes_from_index(package: WantedPackage) -> bool:
    from dflint.build.package_indexes import indexes_of
    from dflint.knowledge.torch_indexes import TORCH_PACKAGES
    from dflint.packages.requirement import RequirementKind

    if package.kind is not RequirementKind.PACKAGE or package.marker or package.specifier is None:
        return False
    version = package.specifier.removeprefix("==") if package.specifier.startswith("==") else ""
    is_default = indexes_of(package.install).is_default(package.name, version)
    # The indexes of PyTorch have no wheels for musl either.
    return is_default is not None if package.name in TORCH_PACKAGES else is_default is True


def _of_alpine(install: InstallStep) -> frozenset[str]:
    """The packages that Alpine's own package manager installs before, which pip then takes for installed."""
    names = set()
    for step in install.stage.chain_runs:
        for other in step.installs:
            if other.install.ecosystem == "system":
                names |= {package.name for package in other.install.packages}
    return frozenset(name.removeprefix("py3-") for name in names if name.startswith("py3-"))


def _list(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _fix(stage: Stage, stages: Sequence[Stage]) -> Fix | None:
    """The slim image, where nothing but Python of Alpine is made use of."""
    word, reference = stage.from_.image, stage.root.reference
    known = stage.root.known
    if reference is None or reference.tag is None or reference.digest is not None or known is None:
        return None
    match = _ALPINE_TAG.fullmatch(reference.tag)
    if match is None or known.family != "python" or not word.text.endswith(f":{reference.tag}"):
        return None
    for step in (step for one in stages for step in one.runs):
        if step.script.has_errors or any(command.name in _OF_BUSYBOX for command in step.commands):
            return None
    content = f"{word.text.removesuffix(reference.tag)}{match['version']}-slim"
    return unsafe("Use the slim image", stage.dockerfile.source.edit(word.span, content))
