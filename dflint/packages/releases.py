"""Comparing releases of Python packages, and what their specifiers allow.

This is as much of PEP 440 as releases on an index need, without the time that importing a library takes. Nothing here
knows which releases there are; what cannot be read is None, and says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from dflint.lazy_pattern import lazy_pattern

_VERSION = lazy_pattern(
    r"v?(?P<numbers>\d+(?:\.\d+)*)(?:[-_.]?(?P<before>a|b|c|rc|alpha|beta|pre|preview|dev)[-_.]?(?P<step>\d*))?"
    r"(?:[-_.]?(?:post|rev|r)[-_.]?(?P<after>\d*))?(?:\.dev\d*)?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?",
    re.IGNORECASE,
)
_CLAUSE = lazy_pattern(r"(===|==|~=|!=|<=|>=|<|>)\s*(\S+)")
_BEFORE = {"dev": 0, "a": 1, "alpha": 1, "b": 2, "beta": 2}
_FINAL = 9


class Release(NamedTuple):
    """A version, as it is compared: its numbers without zeros at the end, how far it is, and how often corrected."""

    numbers: tuple[int, ...]
    stage: int = _FINAL
    step: int = 0
    after: int = 0

    @property
    def is_prerelease(self) -> bool:
        """Whether it comes before the release of its numbers."""
        return self.stage != _FINAL

    @property
    def minor(self) -> tuple[int, int]:
        """Its first two numbers."""
        first, second, *_ = (*self.numbers, 0, 0)
        return first, second


class Bounds(NamedTuple):
    """Between which releases a specifier leaves a choice. None stands for no bound.

    `lower` is allowed unless `above_lower`, `upper` is not unless `with_upper`.
    """

    lower: Release | None
    above_lower: bool
    upper: Release | None
    with_upper: bool

    def are_before(self, release: Release) -> bool:
        """Whether all that is allowed is older than `release`."""
        if self.upper is None:
            return False
        return self.upper < release or (self.upper == release and not self.with_upper)

    def are_after(self, release: Release) -> bool:
        """Whether all that is allowed is newer than `release`."""
        if self.lower is None:
            return False
        return self.lower > release or (self.lower == release and self.above_lower)

    @property
    def only(self) -> Release | None:
        """The one release that is allowed, if it is one."""
        return self.lower if self.with_upper and not self.above_lower and self.lower == self.upper else None


def version_of(text: str | None) -> Release | None:
    """The version that `text` is, without its local part, ``+cu121``; None if it is none."""
    match = _VERSION.fullmatch(text.strip()) if text is not None else None
    if match is None:
        return None
    before = match["before"]
    stage = _FINAL if before is None else _BEFORE.get(before.lower(), 3)
    after = match["after"]
    return Release(
        _numbers(match["numbers"]), stage, int(match["step"] or 0), 0 if after is None else int(after or 0) + 1
    )


def release_of(text: str) -> Release:
    """The version that `text` is, which stands in a table and certainly is one."""
    found = version_of(text)
    if found is None:
        raise ValueError(f"no version: {text}")
    return found


def _numbers(text: str) -> tuple[int, ...]:
    numbers = [int(part) for part in text.split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def newest(versions: Iterable[str]) -> str | None:
    """The newest of `versions`; None if there are none."""
    return max(versions, key=release_of, default=None)


# Specifiers


def allows(specifier: str, version: str | Release) -> bool | None:
    """Whether `specifier` allows `version`; None if it cannot be read."""
    wanted = version_of(version) if isinstance(version, str) else version
    clauses = _clauses(specifier)
    if wanted is None or clauses is None:
        return None
    answers = [_clause_allows(operator, text, wanted) for operator, text in clauses]
    return None if None in answers else all(answers)


def bounds_of(specifier: str) -> Bounds | None:
    """The bounds of `specifier`; None if it cannot be read, or asks for what is no number."""
    clauses = _clauses(specifier)
    if clauses is None:
        return None
    bounds = Bounds(None, False, None, False)
    for operator, text in clauses:
        narrower = None if operator == "!=" else _of_clause(operator, text)
        if operator != "!=" and narrower is None:
            return None
        if narrower is not None:
            bounds = _both(bounds, narrower)
    return bounds


def _clauses(specifier: str) -> list[tuple[str, str]] | None:
    clauses = []
    for part in specifier.split(","):
        if not part.strip():
            continue
        match = _CLAUSE.fullmatch(part.strip())
        if match is None:
            return None
        clauses.append((match[1], match[2]))
    return clauses


def _clause_allows(operator: str, text: str, version: Release) -> bool | None:
    if operator == "!=":
        bounds = _of_clause("==", text)
        return None if bounds is None else bounds.are_before(version) or bounds.are_after(version)
    bounds = _of_clause(operator, text)
    return None if bounds is None else not (bounds.are_before(version) or bounds.are_after(version))


def _of_clause(operator: str, text: str) -> Bounds | None:
    """What one clause leaves a choice of."""
    if operator in ("==", "===") and text.endswith(".*"):
        first = version_of(text[:-2])
        return None if first is None else Bounds(first, False, _following(text[:-2]), False)
    version = version_of(text)
    if version is None:
        return None
    if operator in ("==", "==="):
        return Bounds(version, False, version, True)
    if operator == "~=":
        kept = text.lstrip("v").partition("+")[0].rpartition(".")[0]
        return Bounds(version, False, _following(kept), False) if re.fullmatch(r"\d+(\.\d+)*", kept) else None
    if operator in (">=", ">"):
        return Bounds(version, operator == ">", None, False)
    return Bounds(None, False, version, operator == "<=")


def _following(text: str) -> Release:
    """The first release that does not begin with the numbers in `text`."""
    numbers = [int(part) for part in text.split(".")]
    numbers[-1] += 1
    return Release(_numbers(".".join(map(str, numbers))))


def _both(one: Bounds, other: Bounds) -> Bounds:
    """What both leave a choice of."""
    lower, above = one.lower, one.above_lower
    if other.lower is not None and (lower is None or (other.lower, other.above_lower) > (lower, above)):
        lower, above = other.lower, other.above_lower
    upper, within = one.upper, one.with_upper
    if other.upper is not None and (upper is None or (other.upper, other.with_upper) < (upper, within)):
        upper, within = other.upper, other.with_upper
    return Bounds(lower, above, upper, within)
