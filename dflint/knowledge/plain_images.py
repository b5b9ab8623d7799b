"""Images that certainly hold no Python package but the tools that install others.

The families are those of `dflint.knowledge.base_images`; what is in each is said by the sources of its rows.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"

PLAIN_FAMILIES = frozenset(
    {"alpine", "buildpack-deps", "conda", "cuda", "debian", "distroless", "micromamba", "miniforge", "node", "python"}
    | {"scratch", "ubuntu", "uv"}
)
"""Families without any framework of machine learning."""

OLD_RELEASES = frozenset(
    {
        "12.04",
        "14.04",
        "16.04",
        "17.10",
        "18.04",
        "18.10",
        "19.04",
        "19.10",
        "20.04",
        "20.10",
        "7",
        "8",
        "9",
        "10",
        "11",
    }
)
"""Releases of Ubuntu and Debian whose own Python is older than 3.10.

Source: https://packages.ubuntu.com/search?keywords=python3 and https://packages.debian.org/search?keywords=python3
(20.04 has 3.8, Debian 11 has 3.9).
"""
