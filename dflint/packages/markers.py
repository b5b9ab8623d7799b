"""Does an environment marker hold in the image?

Where the Python of the image is not known, a marker holds if it holds for every Python that it may be.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dflint.lazy_pattern import lazy_pattern

_PYTHONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
"""What the Python of an image may be."""

_EXTRA = lazy_pattern(r"""extra\s*(==|!=)\s*(["'])([^"']*)\2|(["'])([^"']*)\4\s*(==|!=)\s*extra\b""")
_MEMBER = lazy_pattern(r"""(["'])([^"']*)\1\s*(not\s+in|in)\s+(extras|dependency_groups)\b""")
_TRUE, _FALSE = "os_name == 'posix'", "os_name != 'posix'"
_PYTHON_NAMES = ("python_version", "python_full_version", "implementation_version")


class MarkerEnvironment:
    """The environment that markers are evaluated for: CPython on Linux."""

    def __init__(self, python: str | None, machine: str = "x86_64") -> None:
        """`python` is a version such as ``3.12`` or ``3.12.4``, None if it is not known; `machine` as uname says it."""
        self.python = python
        self.machine = machine
        self._known: dict[tuple[str, frozenset[str], frozenset[str]], bool | None] = {}

    def holds(
        self, marker: str, extras: frozenset[str] = frozenset(), groups: frozenset[str] = frozenset()
    ) -> bool | None:
        """Whether `marker` holds where `extras` and `groups` are chosen; None if it cannot be said. "" always holds."""
        if not marker:
            return True
        key = (marker, extras, groups)
        if key not in self._known:
            self._known[key] = self._evaluate(_decided(marker, extras, groups))
        return self._known[key]

    def any_holds(self, markers: Iterable[str], extras: frozenset[str] = frozenset()) -> bool | None:
        """Whether one of `markers` holds; True if there are none."""
        answers = [self.holds(marker, extras) for marker in markers]
        if not answers or True in answers:
            return True
        return None if None in answers else False

    def _evaluate(self, marker: str) -> bool | None:
        """Most markers are one comparison, which does without the library: importing that takes long."""
        simple = _SIMPLE.fullmatch(marker.strip())
        if simple is not None:
            answers = {_compare(simple, environment) for environment in self._environments("python" in simple["name"])}
            if None not in answers:
                return answers.pop() if len(answers) == 1 else None
        return self._evaluate_any(marker)

    def _evaluate_any(self, marker: str) -> bool | None:
        from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

        try:
            parsed = Marker(marker)
            is_about_python = any(name in marker for name in _PYTHON_NAMES)
            answers = {parsed.evaluate(environment) for environment in self._environments(is_about_python)}
        except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, ValueError, KeyError):
            return None
        return answers.pop() if len(answers) == 1 else None

    def _environments(self, is_about_python: bool) -> Iterable[Mapping[str, str]]:
        pythons = _PYTHONS if self.python is None else (self.python,)
        for python in pythons if is_about_python else pythons[-1:]:
            minor = ".".join(python.split(".")[:2])
            for full in (python,) if python.count(".") > 1 else (f"{minor}.0", f"{minor}.99"):
                yield self._environment(minor, full)

    def _environment(self, minor: str, full: str) -> dict[str, str]:
        return {
            "implementation_name": "cpython",
            "implementation_version": full,
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": full,
            "python_version": minor,
            "sys_platform": "linux",
            "extra": "",
        }


_SIMPLE = lazy_pattern(r"""(?P<name>\w+)\s*(?P<operator>[=!<>]=|[<>])\s*(["'])(?P<value>[^"']*)\3""")
_TEXT_NAMES = frozenset({"os_name", "sys_platform", "platform_system", "platform_machine", "implementation_name"})
_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compare(match: re.Match[str], environment: Mapping[str, str]) -> bool | None:
    """What one comparison says; None where the library has to be asked."""
    name, value = match["name"], match["value"]
    if name in _TEXT_NAMES and match["operator"] in ("==", "!="):
        return bool(_COMPARISONS[match["operator"]](environment[name], value))
    if name == "python_version" and re.fullmatch(r"\d+\.\d+", value):
        own, other = (tuple(int(part) for part in one.split(".")) for one in (environment[name], value))
        return bool(_COMPARISONS[match["operator"]](own, other))
    return None


def _decided(marker: str, extras: frozenset[str], groups: frozenset[str]) -> str:
    """`marker` with what it says of extras and groups replaced by what is true or false."""

    def of_extra(match: re.Match[str]) -> str:
        name = match[3] if match[3] is not None else match[5]
        return _TRUE if (name in extras) == ((match[1] or match[6]) == "==") else _FALSE

    def of_member(match: re.Match[str]) -> str:
        chosen = extras if match[4] == "extras" else groups
        return _TRUE if (match[2] in chosen) == (match[3] == "in") else _FALSE

    return _MEMBER.sub(of_member, _EXTRA.sub(of_extra, marker))
