"""ML109: a release of a package that the Python of the image cannot get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import InstallRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.package_places import PackagePlace
    from dflint.build.python_version import PythonVersion
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.steps import InstallStep
    from dflint.diagnostics import Fix
    from dflint.packages.wheel_choice import MissingWheel

_CHOOSING = ("--no-binary", "--ignore-requires-python", "--pre", "--prerelease")
_PYTHON_TAG = lazy_pattern(r"(.*:)(3\.\d+)(?:\.\d+)?((?:-slim)?(?:-bookworm|-trixie)?)")


class NoWheelForPython(InstallRule):
    """A release is asked for that has no wheel for the Python of the image.

    The wheels of a release are made for the Python versions of its time. For another one pip finds nothing, and the
    build fails; where there is a source archive, it compiles the package, which takes a compiler and long, and mostly
    fails. It happens when a bot raises a pin but not the image, or the image moves on and the pins do not.

    What the package index holds comes from a table (`dflint data wheel_windows`); nothing is said of releases that are
    newer than it, of other indexes, or of other platforms than Linux with glibc on x86_64.
    """

    code = "ML109"
    name = "no-wheel-for-python"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("pip", "uv", "poetry", "pdm")
    sources = (
        "https://pypi.org/project/torch/#files",
        "https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.8-slim
            RUN pip install --no-cache-dir torch==2.13.0
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.13.0
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each place that asks for such releases."""
        if install.install.ecosystem != "python" or install.install.has(*_CHOOSING):
            return
        from dflint.build.python_version import python_of

        python = python_of(install)
        known = install.stage.root.known
        if python is None or known is None or known.system == "alpine":
            return
        from dflint.build.package_places import place_of

        by_place: dict[PackagePlace, list[tuple[ResolvedPackage, MissingWheel]]] = {}
        for package, missing in _missing(install, python):
            place = place_of(package)
            key = next((one for one in by_place if one.span == place.span), place)
            by_place.setdefault(key, []).append((package, missing))
        for place, found in by_place.items():
            yield self._found(install, python, place, found)

    def _found(
        self,
        install: InstallStep,
        python: PythonVersion,
        place: PackagePlace,
        found: Sequence[tuple[ResolvedPackage, MissingWheel]],
    ) -> Diagnostic:
        from dflint.build.package_places import place_of
        from dflint.packages.wheel_choice import Lack

        found = sorted(found, key=lambda one: one[1].lack is Lack.SOURCE_ONLY)
        is_built = all(missing.lack is Lack.SOURCE_ONLY for _, missing in found)
        message = "; ".join(_text(package, missing, python.version) for package, missing in found[:3])
        if len(found) > 3:
            message += f"; and {len(found) - 3} more"
        return self.found(
            place.source,
            place.span,
            message,
            severity=Severity.WARNING if is_built else Severity.ERROR,
            help=_help(install, found),
            related=[one for package, _ in found for one in place_of(package).related],
            fix=_fix(install, python, found),
        )


def _missing(install: InstallStep, python: PythonVersion) -> Iterator[tuple[ResolvedPackage, MissingWheel]]:
    from dflint.build.marker_environment import machine_of
    from dflint.build.package_indexes import indexes_of
    from dflint.build.resolved_packages import resolved_of_install
    from dflint.knowledge.windowed_packages import WINDOWED_PACKAGES
    from dflint.packages.requirement import RequirementKind

    known = [package for package in resolved_of_install(install).packages if package.name in WINDOWED_PACKAGES]
    if not known:
        return
    from dflint.packages.wheel_choice import Lack, missing_wheel

    is_x86_64 = machine_of(install.stage) == "x86_64"
    indexes = indexes_of(install)
    for package in known:
        wanted = package.wanted
        if wanted is not None and wanted.kind is not RequirementKind.PACKAGE:
            continue
        specifier = f"=={package.version}" if package.version else (wanted.specifier or "" if wanted else "")
        missing = missing_wheel(package.name, specifier, python.version)
        if missing is None or (missing.lack is not Lack.REFUSED and not is_x86_64):
            continue
        if indexes.is_default(package.name, package.version or "") is True:
            yield package, missing


def _text(package: ResolvedPackage, missing: MissingWheel, python: str) -> str:
    from dflint.knowledge.wheel_windows import PYTHONS
    from dflint.packages.wheel_choice import Lack

    wanted = package.wanted
    named = f"{package.name} {package.version or (wanted.specifier if wanted else '')}".strip()
    range_text = ""
    if missing.first is not None and missing.last is not None:
        range_text = f" ({missing.first} to {missing.last} have one)"
    if missing.lack is Lack.REFUSED:
        return f"{named} does not install on Python {python}{range_text.replace('have one', 'do')}"
    if missing.is_nowhere:
        range_text = range_text.replace("have one", f"have one for Python {python}")
        return f"no wheel of {named} is on the index for any Python from {PYTHONS[0]} on{range_text}"
    if missing.lack is Lack.NO_WHEEL:
        return f"{named} has no wheel for Python {python}{range_text}"
    return f"{named} has no wheel for Python {python} and is compiled from source{range_text}"


def _help(install: InstallStep, found: Sequence[tuple[ResolvedPackage, MissingWheel]]) -> str:
    package, missing = next((one for one in found if one[1].is_nowhere), found[0])
    other = f"a release of {package.name} for this Python" if missing.first is not None else "another package"
    if missing.is_nowhere:
        return f"ask for {_newer(package, missing)}"
    if not missing.pythons:
        return f"ask for {other}"
    pythons = _pythons_for_all(install, found)
    if not pythons:
        return f"ask for {other}: no other Python has wheels for all that is pinned"
    return f"take a base image with Python {_listed(pythons)}, or {other}"


def _newer(package: ResolvedPackage, missing: MissingWheel) -> str:
    """Which other release to take where the index has no wheel of this one."""
    from dflint.packages.releases import release_of, version_of

    if missing.first is None or missing.last is None:
        return "another release, or another package"
    here = version_of(package.version)
    is_older = here is not None and here < release_of(missing.last)
    return f"{'a newer' if is_older else 'another'} release of {package.name}, such as {missing.last}"


def _listed(pythons: Sequence[str]) -> str:
    """Versions of Python in words: `3.8 to 3.11` only where all between are meant."""
    from dflint.knowledge.wheel_windows import PYTHONS

    first, last = pythons[0], pythons[-1]
    if len(pythons) > 2 and PYTHONS.index(last) - PYTHONS.index(first) == len(pythons) - 1:
        return f"{first} to {last}"
    return " or ".join(pythons)


def _pythons_for_all(install: InstallStep, found: Sequence[tuple[ResolvedPackage, MissingWheel]]) -> tuple[str, ...]:
    """The versions of Python that what is missing has wheels for, and all else that is asked for in the image."""
    from dflint.build.resolved_packages import resolved_of_stage
    from dflint.packages.wheel_choice import missing_wheel

    pythons = tuple(one for one in found[0][1].pythons if all(one in missing.pythons for _, missing in found))
    for package in (*install.resolved.packages, *resolved_of_stage(install.stage).packages):
        wanted = package.wanted
        specifier = f"=={package.version}" if package.version else (wanted.specifier or "" if wanted else "")
        if package.install.install.ecosystem == "python" and not (wanted is not None and wanted.marker):
            pythons = tuple(one for one in pythons if missing_wheel(package.name, specifier, one) is None)
    return pythons


def _fix(
    install: InstallStep, python: PythonVersion, found: Sequence[tuple[ResolvedPackage, MissingWheel]]
) -> Fix | None:
    """Another tag of the Python image, if all that is missing has wheels there, and nothing else is built on one."""
    from dflint.build.python_version import OWN
    from dflint.packages.wheel_choice import best_python

    stage = install.stage.chain[-1]
    word = stage.from_.image
    match = _PYTHON_TAG.fullmatch(word.text)
    images = [one for one in stage.graph.stages if one.parent is None]
    if python.origin != OWN or match is None or word.has_variables or len(images) > 1 or match[2] != python.version:
        return None
    new = best_python(_pythons_for_all(install, found), python.version)
    if new is None:
        return None
    return unsafe(f"Use Python {new}", stage.dockerfile.source.edit(word.span, f"{match[1]}{new}{match[3]}"))
