"""Can a package be installed without a compiler, in the version that is asked for?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dflint.knowledge.wheel_closures import CLOSURE_EXTRAS, CLOSURE_FLOORS, PURE_PACKAGES
from dflint.knowledge.wheels import WHEEL_FLOORS
from dflint.lazy_pattern import lazy_pattern

_CLAUSE = lazy_pattern(r"(===|==|>=|<=|~=|!=|\^|~|>|<|=)?\s*v?(\d+(?:\.\d+)*)(.*)")
_LIMITING = frozenset({"==", "===", "=", "~=", "^", "~", "<", "<="})
_RAISING = frozenset({"==", "===", "=", "~=", "^", "~", ">=", ">"})

_OLDEST_PYTHON = (3, 9)
"""For older ones pip takes old releases of everything: of those it is not known whether all have wheels."""

Release = tuple[int, ...]


def installs_from_wheels(name: str, specifiers: Iterable[str], python: str, is_locked: bool = False) -> bool:
    """Whether the package `name` certainly has a wheel for Linux on x86_64 (glibc), with all that it needs.

    `specifiers` together bound its version; `python` is a version such as ``3.12``. Where nothing bounds it from above
    the newest release is installed, and the packages of the table have wheels of that; unless it `is_locked`. A version
    that cannot be read, and a package that is in no table, may need a compiler.
    """
    if name in PURE_PACKAGES:
        return True
    is_listed = python in WHEEL_FLOORS.get(name, ()) or name in CLOSURE_FLOORS.get(python, ())
    if not is_listed or _release(python) < _OLDEST_PYTHON:
        return False
    clauses = list(_clauses(specifiers))
    if None in clauses:
        return False
    known = [clause for clause in clauses if clause is not None]
    if not is_locked and not any(operator in _LIMITING for operator, _ in known):
        return True
    lowest = max((release for operator, release in known if operator in _RAISING), default=None)
    floor = _floor(name, python)
    return lowest is not None and floor is not None and _padded(lowest) >= _padded(floor)


def knows_extra(name: str, extra: str) -> bool:
    """Whether what an extra of the package asks for comes in wheels as well."""
    return (name, extra) in CLOSURE_EXTRAS


def may_be_older(specifier: str, first: str) -> bool:
    """Whether a release before `first` may be installed for `specifier`: the newest is where nothing bounds it."""
    for clause in _clauses([specifier]):
        if clause is None:
            return True
        operator, release = clause
        if operator in _LIMITING and _padded(release) < _padded(_release(first)):
            return True
    return False


def _floor(name: str, python: str) -> Release | None:
    """From which release on nothing has to be compiled; None if that is not known."""
    if any(name in floors for floors in CLOSURE_FLOORS.values()):
        text = CLOSURE_FLOORS.get(python, {}).get(name)
    else:
        text = WHEEL_FLOORS[name].get(python)
    return None if text is None else _release(text)


def _clauses(specifiers: Iterable[str]) -> Iterator[tuple[str, Release] | None]:
    """Operator and version of each clause; None for one that cannot be read."""
    for specifier in specifiers:
        for clause in specifier.replace(" ", "").split(","):
            if not clause or clause == "*":
                continue
            match = _CLAUSE.fullmatch(clause)
            yield None if match is None or "|" in clause else (match[1] or "==", _release(match[2]))


def _release(text: str) -> Release:
    """The numbers at the start of a version."""
    match = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(int(part) for part in match[0].split(".")) if match else ()


def _padded(release: Release) -> Release:
    return release + (0,) * (6 - len(release))
