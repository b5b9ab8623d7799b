"""Comparing releases of Python packages, and what their specifiers allow.

Nothing here knows which releases there are; what cannot be read is None, and says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version


class Bounds(NamedTuple):
    """Between which releases a specifier leaves a choice. None stands for no bound.

    `lower` is allowed unless `above_lower`, `upper` is not unless `with_upper`.
    """

    lower: Version | None
    above_lower: bool
    upper: Version | None
    with_upper: bool

    def are_before(self, release: Version) -> bool:
        """Whether all that is allowed is older than `release`."""
        if self.upper is None:
            return False
        return self.upper < release or (self.upper == release and not self.with_upper)

    def are_after(self, release: Version) -> bool:
        """Whether all that is allowed is newer than `release`."""
        if self.lower is None:
            return False
        return self.lower > release or (self.lower == release and self.above_lower)


def version_of(text: str | None) -> Version | None:
    """The version without its local part, ``+cu121``; None if it is none."""
    if text is None:
        return None
    try:
        return Version(Version(text).public)
    except InvalidVersion:
        return None


def allows(specifier: str, version: str | Version) -> bool | None:
    """Whether `specifier` allows `version`; None if it cannot be read."""
    try:
        return SpecifierSet(specifier).contains(version, prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return None


def minor_of(version: Version) -> str:
    """Its first two numbers: ``2.8``."""
    return f"{version.major}.{version.minor}"


def bounds_of(specifier: str) -> Bounds | None:
    """The bounds of `specifier`; None if it cannot be read, or asks for what is no number."""
    try:
        clauses = list(SpecifierSet(specifier))
        bounds = Bounds(None, False, None, False)
        for clause in clauses:
            if clause.operator == "!=":
                continue
            bounds = _narrowed(bounds, clause.operator, clause.version)
    except (InvalidSpecifier, InvalidVersion, ValueError):
        return None
    return bounds


def _narrowed(bounds: Bounds, operator: str, text: str) -> Bounds:
    if operator == "==" and text.endswith(".*"):
        numbers = Version(text[:-2])
        return _above(_below(bounds, _following(numbers), False), numbers, False)
    number = Version(Version(text).public)
    if operator in ("==", "==="):
        return _above(_below(bounds, number, True), number, False)
    if operator == "~=":
        kept = Version(".".join(str(part) for part in number.release[:-1]))
        return _above(_below(bounds, _following(kept), False), number, False)
    if operator in (">=", ">"):
        return _above(bounds, number, operator == ">")
    return _below(bounds, number, operator == "<=")


def _above(bounds: Bounds, number: Version, is_open: bool) -> Bounds:
    if bounds.lower is not None and (bounds.lower, bounds.above_lower) >= (number, is_open):
        return bounds
    return bounds._replace(lower=number, above_lower=is_open)


def _below(bounds: Bounds, number: Version, is_closed: bool) -> Bounds:
    if bounds.upper is not None and (bounds.upper, bounds.with_upper) <= (number, is_closed):
        return bounds
    return bounds._replace(upper=number, with_upper=is_closed)


def _following(version: Version) -> Version:
    """The first release that does not begin with the numbers of `version`."""
    numbers = [*version.release[:-1], version.release[-1] + 1]
    return Version(".".join(map(str, numbers)))


def newest(versions: Iterable[str]) -> str | None:
    """The newest of `versions`; None if there are none."""
    return max(versions, key=Version, default=None)
