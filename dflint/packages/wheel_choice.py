"""Can an installer find a wheel of a package for a Python version?

The answers are those of the table of wheels. What is newer than it, and what it does not hold, is not known.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from dflint.knowledge.wheel_windows import PYTHONS, WHEEL_WINDOWS, PackageWheels
from dflint.packages.releases import Bounds, Release, allows, bounds_of, release_of


class Lack(Enum):
    """Why there is no wheel."""

    REFUSED = "refused"
    """The release does not allow this Python at all."""
    NO_WHEEL = "no wheel"
    """There is no wheel, and no source archive either."""
    SOURCE_ONLY = "source only"
    """There is no wheel, and an installer builds the package from source."""


class MissingWheel(NamedTuple):
    """That there is none. `first` and `last` are the releases with a wheel for the Python, None if there are none.

    `pythons` are those that the release has a wheel for, where it is a certain one: then none are left for
    `is_nowhere`.
    """

    lack: Lack
    first: str | None
    last: str | None
    pythons: tuple[str, ...]
    is_nowhere: bool = False


def missing_wheel(package: str, specifier: str, python: str) -> MissingWheel | None:
    """What an installer lacks of `package` for CPython `python`; None if there is a wheel, or that is not known."""
    row = WHEEL_WINDOWS.get(package)
    bounds = bounds_of(specifier)
    if row is None or bounds is None or not specifier or python not in PYTHONS:
        return None
    if bounds.are_after(release_of(row.newest)):
        return None
    window = row.windows.get(python)
    pinned = bounds.only
    if pinned is not None and pinned.is_prerelease:
        return None
    if window is None:
        if not _is_older_than_newest(bounds, row):
            return None
    elif not _is_outside(bounds, pinned, window, row.gaps.get(python, ())) and not _is_deleted(row, pinned):
        return None
    lack = _lack(row, pinned, python)
    if lack is None:
        return None
    first, last = window if window is not None else (None, None)
    pythons = tuple(one for one in row.windows if pinned is None or _has_wheel(row, pinned, one))
    if lack is Lack.SOURCE_ONLY and not pythons:
        # There are only source archives of it, for every Python.
        return None
    if pinned is None:
        return MissingWheel(lack, first, last, ())
    return MissingWheel(lack, first, last, pythons, is_nowhere=not pythons)


def _is_older_than_newest(bounds: Bounds, row: PackageWheels) -> bool:
    """Whether no release that is still to come can be chosen."""
    return (
        bounds.upper is not None
        and not bounds.are_after(release_of(row.newest))
        and bounds.upper <= release_of(row.newest)
    )


def _is_outside(bounds: Bounds, pinned: Release | None, window: tuple[str, str], gaps: tuple[str, ...]) -> bool:
    if bounds.are_before(release_of(window[0])):
        return True
    if bounds.are_after(release_of(window[1])):
        # What comes after the last release with a wheel is in the table up to the newest only.
        return pinned is not None or bounds.upper is not None
    return pinned is not None and any(pinned == release_of(gap) for gap in gaps)


def _is_deleted(row: PackageWheels, pinned: Release | None) -> bool:
    """Whether a release is not on the index, though older ones are."""
    return pinned is not None and bool(row.kept) and all(release_of(one) != pinned for one in row.kept)


def _lack(row: PackageWheels, pinned: Release | None, python: str) -> Lack | None:
    if pinned is not None and _is_refused(row, pinned, python):
        return Lack.REFUSED
    if not row.sdists:
        return Lack.NO_WHEEL
    return Lack.SOURCE_ONLY if pinned is not None else None


def _is_refused(row: PackageWheels, pinned: Release, python: str) -> bool:
    allowed = ""
    for since, specifier in row.requires_python:
        if release_of(since) <= pinned:
            allowed = specifier
    return allows(allowed, f"{python}.99") is False and allows(allowed, f"{python}.0") is False


def _has_wheel(row: PackageWheels, pinned: Release, python: str) -> bool:
    first, last = row.windows[python]
    if _is_deleted(row, pinned):
        return False
    if not release_of(first) <= pinned <= release_of(last):
        return False
    return all(release_of(gap) != pinned for gap in row.gaps.get(python, ()))


def best_python(pythons: tuple[str, ...], present: str) -> str | None:
    """The Python to move to: 3.12 if it is among `pythons`, else the nearest to `present`."""
    if "3.12" in pythons:
        return "3.12"
    here = release_of(present).minor[1]
    return min(pythons, key=lambda one: abs(release_of(one).minor[1] - here), default=None)
