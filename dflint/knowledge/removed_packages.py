"""Packages of Debian and Ubuntu that newer releases no longer have.

What is given is what the package lists of the releases say (``apt-cache madison`` and ``showpkg``). A release that is
not named was not looked at. Packages whose name another one provides, such as libglib2.0-0, still install and are not
among them.
"""

from __future__ import annotations

from collections.abc import Mapping

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-23"
SOURCES = ("https://packages.debian.org/", "https://packages.ubuntu.com/")

_SINCE_TRIXIE = frozenset({("debian", "13"), ("debian", "14"), ("ubuntu", "24.04"), ("ubuntu", "26.04")})


class RemovedPackage:
    """`gone_from` are the releases, as `dflint.knowledge.base_images` names them, that do not have the package.

    `replacement` is the package that holds the same, "" if there is none; `is_same` is whether nothing but the name
    differs. `advice` is what to do. `fading_in` are releases where it is empty, and pulls in the replacement.
    """

    __slots__ = ("advice", "fading_in", "gone_from", "is_same", "replacement")

    def __init__(
        self,
        gone_from: frozenset[tuple[str, str]],
        advice: str,
        replacement: str = "",
        is_same: bool = False,
        fading_in: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        self.gone_from = gone_from
        self.advice = advice
        self.replacement = replacement
        self.is_same = is_same
        self.fading_in = fading_in


REMOVED_PACKAGES: Mapping[str, RemovedPackage] = {
    "libgl1-mesa-glx": RemovedPackage(
        _SINCE_TRIXIE,
        "install `libgl1`, which it stood for",
        "libgl1",
        is_same=True,
        fading_in=frozenset({("debian", "11"), ("debian", "12"), ("ubuntu", "22.04")}),
    ),
    "python3-distutils": RemovedPackage(
        _SINCE_TRIXIE,
        "Python 3.12 has no distutils any more: leave it out, or install `python3-setuptools`, which brings its own",
        "python3-setuptools",
    ),
    "libtinfo5": RemovedPackage(_SINCE_TRIXIE, "only `libtinfo6` is left; what needs version 5 needs an older release"),
    "libssl1.1": RemovedPackage(
        frozenset({("debian", "12"), ("ubuntu", "22.04"), *_SINCE_TRIXIE}),
        "OpenSSL 3 (`libssl3`) took its place; what needs version 1.1 has to be replaced by a newer build",
    ),
    "netcat": RemovedPackage(
        frozenset({("debian", "12"), *_SINCE_TRIXIE}),
        "name one of the two that provide it: `netcat-openbsd` or `netcat-traditional`",
        "netcat-openbsd",
    ),
    "software-properties-common": RemovedPackage(
        frozenset({("debian", "13")}),
        "there is no `add-apt-repository` in Debian 13: write the repository to a file in /etc/apt/sources.list.d",
    ),
}

_BOUND_TO_RELEASE = lazy_pattern(
    r"(?:lib)?python(?:2|2\.\d|3\.\d+)(?:-.+)?|python(?:-(?!is-python3|pip-whl|babel-localedata).+)?"
    r"|(?:gcc|g\+\+|cpp|gfortran|clang|llvm)-\d+(?:\.\d+)?(?:-.+)?|(?:lib)?postgresql-\d+(?:\.\d+)?"
    r"|libboost-?[a-z-]*1\.\d+.*|lib(?:icu|protobuf)\d+|libopencv-[a-z0-9]+\d\.\d+|libssl1\..*|libpng12.*"
)


def is_removed(name: str, system: str, release: str) -> bool:
    """Whether `release` of `system` does not have the package `name` any more; not if that is not known."""
    row = REMOVED_PACKAGES.get(name)
    return row is not None and (system, release) in row.gone_from


def is_bound_to_release(name: str) -> bool:
    """Whether `name` is one that changes from release to release: it holds a version, or is for Python 2."""
    return _BOUND_TO_RELEASE.fullmatch(name) is not None
