"""On which Python and system can a wheel be installed? What the name of its file says.

https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dflint.lazy_pattern import lazy_pattern

_WHEEL = lazy_pattern(
    r"(?P<name>[A-Za-z0-9_.]+)-(?P<version>[^-/]+)(?:-\d[^-/]*)?-(?P<python>[a-z]+\d+[a-z0-9_.]*)-(?P<abi>[a-z0-9_.]+)"
    r"-(?P<platform>[A-Za-z0-9_.]+)\.whl"
)
_CPYTHON = lazy_pattern(r"cp(\d)(\d+)")


class WheelTags(NamedTuple):
    """The tags of a wheel: each is one of several that it is good for."""

    file_name: str
    pythons: tuple[str, ...]
    abis: tuple[str, ...]
    platforms: tuple[str, ...]

    def fits_python(self, release: tuple[int, int]) -> bool:
        """Whether the wheel may be installed on CPython of that release."""
        return any(self._fits(tag, release) for tag in self.pythons)

    def _fits(self, tag: str, release: tuple[int, int]) -> bool:
        match = _CPYTHON.fullmatch(tag)
        if match is None:
            return tag.startswith("py") and (tag in ("py3", f"py{release[0]}{release[1]}") or _is_older(tag, release))
        own = (int(match[1]), int(match[2]))
        return own == release or ("abi3" in self.abis and own[0] == release[0] and own <= release)

    @property
    def is_for_linux(self) -> bool:
        """Whether the wheel may be installed on some Linux."""
        return any(tag == "any" or "linux" in tag for tag in self.platforms)

    def fits_machine(self, machine: str) -> bool:
        """Whether the wheel may be installed on ``x86_64`` or ``aarch64``."""
        return any(tag == "any" or tag.endswith(machine) for tag in self.platforms)

    def fits_library(self, is_musl: bool) -> bool:
        """Whether the wheel may be installed beside musl, or beside glibc."""
        wanted, other = ("musllinux", "manylinux") if is_musl else ("manylinux", "musllinux")
        return any(wanted in tag or other not in tag for tag in self.platforms)


def _is_older(tag: str, release: tuple[int, int]) -> bool:
    match = re.fullmatch(r"py(\d)(\d+)", tag)
    return match is not None and int(match[1]) == release[0] and int(match[2]) <= release[1]


def wheel_tags(location: str) -> WheelTags | None:
    """The tags of the wheel at a path or URL; None if it is none, or its name is not known."""
    name = re.split(r"[?#]", location)[0].rstrip("/").rpartition("/")[2].replace("%2B", "+")
    match = _WHEEL.fullmatch(name)
    if match is None or "$" in name:
        return None
    return WheelTags(
        name, tuple(match["python"].split(".")), tuple(match["abi"].split(".")), tuple(match["platform"].split("."))
    )
