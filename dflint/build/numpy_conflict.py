"""Does an installation bring NumPy 2 together with a package that was built for NumPy 1?

The metadata of many such packages allow NumPy 2, so nothing stops pip from taking it; importing them fails then, or
warns and fails later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dflint.build.floating_frameworks import is_bounded
from dflint.build.python_version import python_of
from dflint.build.resolved_packages import resolved_before, resolved_of_stage
from dflint.knowledge.numpy_neutral import BRINGS_NUMPY, BUILT_WITH_NUMPY, NUMPY_NEUTRAL
from dflint.knowledge.plain_images import PLAIN_FAMILIES
from dflint.packages.requirement import RequirementKind

if TYPE_CHECKING:
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.steps import InstallStep
    from dflint.knowledge.numpy_floors import NumpyFloor

_FIRST_2 = "2.0.0"


class NumpyConflict(NamedTuple):
    """`package` was built for NumPy 1; its release `floor` is the first that works with NumPy 2.

    `numpy` is what asks for NumPy, None where only what is installed needs it; `version` is the one that is taken.
    """

    package: ResolvedPackage
    floor: str
    numpy: ResolvedPackage | None
    version: str


def numpy_conflict_of(install: InstallStep) -> NumpyConflict | None:
    """The first package of `install` that gets a NumPy that it was not built for; None if none is known to."""
    if install.install.ecosystem != "python" or install.install.action not in ("install", "sync"):
        return None
    if not install.install.reads_project and install.wanted.names.isdisjoint(BUILT_WITH_NUMPY):
        return None
    old = [one for one in install.resolved.packages if _is_old(one)]
    if not old or _is_mended(install):
        return None
    numpy = install.resolved.last("numpy")
    if numpy is not None and numpy.version is not None:
        from dflint.packages.versions import is_older

        is_new = is_older(numpy.version, _FIRST_2) is False
        return NumpyConflict(old[0], _floor(old[0]), numpy, numpy.version) if is_new else None
    version = _newest_numpy(install, numpy)
    brings = numpy is not None or any(one.name != "torch" for one in old) or _has_any(install, BRINGS_NUMPY)
    if version is None or not brings or not _is_free(install):
        return None
    return NumpyConflict(old[0], _floor(old[0]), numpy, version)


def _is_old(package: ResolvedPackage) -> bool:
    """Whether the package was built for NumPy 1 and does not say so, in a version that the image can have."""
    if package.name not in BUILT_WITH_NUMPY or package.version is None:
        return False
    row = _row(package.name)
    version = package.version.partition("+")[0]
    return version in row.unbounded and _has_wheel(package, version)


def _has_wheel(package: ResolvedPackage, version: str) -> bool:
    """Whether the version is there for the Python of the image, as far as that is known."""
    from dflint.knowledge.wheel_windows import WHEEL_WINDOWS
    from dflint.packages.versions import is_older

    python = python_of(package.install)
    wheels = WHEEL_WINDOWS.get(package.name)
    if python is None or wheels is None:
        return python is not None and python.release >= (3, 9)
    window = wheels.windows.get(python.version)
    if window is None or python.release < (3, 9):
        return False
    return is_older(version, window[0]) is False and is_older(window[1], version) is False


def _floor(package: ResolvedPackage) -> str:
    return _row(package.name).floor


def _row(name: str) -> NumpyFloor:
    from dflint.knowledge.numpy_floors import NUMPY_FLOORS

    return NUMPY_FLOORS[name]


def _is_mended(install: InstallStep) -> bool:
    """Whether another command of the stage sees to it that NumPy is an old one, or may do so."""
    from dflint.packages.versions import is_older, satisfies

    for package in resolved_of_stage(install.stage).named("numpy"):
        if package.install is install:
            continue
        if package.version is not None:
            if is_older(package.version, _FIRST_2) is not False:
                return True
            continue
        specifier = None if package.wanted is None else package.wanted.specifier
        if package.wanted is None or specifier is None or satisfies("2.4.0", specifier) is not True:
            return True
    return False


def _newest_numpy(install: InstallStep, numpy: ResolvedPackage | None) -> str | None:
    """The NumPy that is taken where nothing but its own requirement bounds it; None if that is none of 2."""
    from dflint.knowledge.wheel_windows import WHEEL_WINDOWS
    from dflint.packages.versions import satisfies

    python = python_of(install)
    window = None if python is None else WHEEL_WINDOWS["numpy"].windows.get(python.version)
    if window is None or not window[1].startswith("2."):
        return None
    if numpy is None:
        return window[1]
    if numpy.wanted is None or numpy.wanted.kind is not RequirementKind.PACKAGE or numpy.wanted.specifier is None:
        return None
    return window[1] if satisfies(window[1], numpy.wanted.specifier) else None


def _has_any(install: InstallStep, names: frozenset[str]) -> bool:
    return any(package.name in names for package in install.resolved.packages)


def _is_free(install: InstallStep) -> bool:
    """Whether certainly nothing else decides on NumPy: no other package, no constraint, no image."""
    known = install.stage.root.known
    if known is None or known.family not in PLAIN_FAMILIES or is_bounded(install):
        return False
    resolved = install.resolved
    if resolved.is_locked or not resolved.is_complete or install.wanted.constraints or install.wanted.local_paths:
        return False
    earlier = resolved_before(install)
    if not earlier.is_complete or earlier.named("numpy"):
        return False
    return all(_leaves_numpy_alone(package) for package in (*earlier.packages, *resolved.packages))


def _leaves_numpy_alone(package: ResolvedPackage) -> bool:
    if package.name in NUMPY_NEUTRAL or package.name == "numpy":
        return True
    if (
        package.name not in BUILT_WITH_NUMPY
        or package.wanted is None
        or package.wanted.kind is not RequirementKind.PACKAGE
    ):
        return False
    if package.version is None:
        return package.wanted.specifier == ""
    from dflint.packages.versions import is_older

    version, row = package.version.partition("+")[0], _row(package.name)
    return version in row.unbounded or is_older(version, row.floor) is False
