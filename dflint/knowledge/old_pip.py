"""Which distributions come with a pip that keeps no cache unless it is told to?

pip has kept one by default, and known ``--no-cache-dir``, since version 6.0 (https://pip.pypa.io/en/stable/news/#v6-0).
The distributions' own: 1.5.4 in Ubuntu 14.04, 1.5.6 in 15.10 and Debian 8; 8.1.1 in Ubuntu 16.04, 9.0.1 in Debian 9
(https://launchpad.net/ubuntu/+source/python-pip, https://tracker.debian.org/pkg/python-pip).
"""

from __future__ import annotations

VERIFIED = "2026-11-23"

FIRST_RELEASES = {"ubuntu": (16, 4), "debian": (9,)}
"""The first release of each distribution whose pip keeps a cache."""

OLDER_NAMES = frozenset(
    {"lucid", "maverick", "natty", "oneiric", "precise", "quantal", "raring", "saucy", "trusty", "utopic", "vivid"}
    | {"wily", "lenny", "squeeze", "wheezy", "jessie"}
)
"""Names of older releases."""


def keeps_cache(system: str | None, release: str | None, tag: str | None) -> bool:
    """Whether the pip of a release keeps a cache; true where nothing is known that speaks against it.

    `release` is its version, if that is known, `tag` that of the image.
    """
    first = FIRST_RELEASES.get(system or "")
    if first is None:
        return True
    if release is None:
        return (tag or "").partition("-")[0] not in OLDER_NAMES
    numbers = tuple(int(part) for part in release.split(".") if part.isdecimal())
    return not numbers or numbers >= first
