"""Does a specifier allow a release, and does it allow any other?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dflint.lazy_pattern import lazy_pattern

Release = tuple[int, ...]

_CLAUSE = lazy_pattern(r"(===|==|>=|<=|~=|!=|\^|~|>|<|=)?v?(\d+(?:\.\d+)*)([.*].*|[a-z+-].*)?", re.IGNORECASE)
_LENGTH = 6


def is_at_least(specifiers: Iterable[str | None], release: Release) -> bool | None:
    """Whether every version that `specifiers` together allow is `release` or newer.

    False if none of them is; None if some are and some are not, or if a specifier cannot be read.
    """
    wanted = _padded(release)
    lowest: Release = _padded((0,))
    highest: Release | None = None  # not allowed itself any more
    for specifier in specifiers:
        if specifier is None or "|" in specifier:
            return None
        for low, high in _ranges(specifier):
            lowest = max(lowest, low)
            if high is not None:
                highest = high if highest is None else min(highest, high)
    if lowest >= wanted:
        return True
    if highest is not None and highest <= wanted:
        return False
    return None


def _ranges(specifier: str) -> Iterator[tuple[Release, Release | None]]:
    """The lowest version that each clause allows, and the first one above that it does not."""
    for clause in specifier.replace(" ", "").split(","):
        match = _CLAUSE.fullmatch(clause)
        if match is None:
            continue
        operator = match[1] or "=="
        release = tuple(int(part) for part in match[2].split("."))
        if operator in ("==", "===", "="):
            is_prefix = (match[3] or "").startswith(".*")
            yield _padded(release), _after(release) if is_prefix else _just_above(release)
        elif operator in (">=", ">"):
            yield _padded(release), None
        elif operator == "<":
            yield _padded((0,)), _padded(release)
        elif operator == "<=":
            yield _padded((0,)), _just_above(release)
        elif operator == "~=" and len(release) > 1:
            yield _padded(release), _after(release[:-1])
        elif operator == "^":
            first = next((index for index, part in enumerate(release) if part), len(release) - 1)
            yield _padded(release), _after(release[: first + 1])
        elif operator == "~":
            yield _padded(release), _after(release[:2])


def _padded(release: Release) -> Release:
    return release + (0,) * (_LENGTH - len(release))


def _just_above(release: Release) -> Release:
    return (*_padded(release)[:-1], 1)


def _after(release: Release) -> Release:
    return _padded((*release[:-1], release[-1] + 1))
