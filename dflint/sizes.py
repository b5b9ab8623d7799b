"""How sizes are written for people, and read from what they write: in decimal units, as Docker prints image sizes.

Source: HumanSize and FromHumanSize of https://github.com/docker/go-units (verified 2026-11-23).
"""

from __future__ import annotations

import re

from dflint.lazy_pattern import lazy_pattern

KILOBYTE = 1000
MEGABYTE = 1000**2
GIGABYTE = 1000**3

_UNITS = ("kB", "MB", "GB", "TB")
_WRITTEN = lazy_pattern(r"(\d+(?:\.\d+)?) ?([kmgt]?)(i?)b?", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def size_text(byte_count: int) -> str:
    """`byte_count` with at most two digits behind the unit that fits: ``940 bytes``, ``1.2 GB``, ``34 MB``."""
    if byte_count < KILOBYTE:
        return "1 byte" if byte_count == 1 else f"{byte_count} bytes"
    power = 1
    # 999.6 would be rounded to 1000.
    while power < len(_UNITS) and byte_count >= (KILOBYTE - 0.5) * KILOBYTE**power:
        power += 1
    size = byte_count / KILOBYTE**power
    return f"{size:.1f} {_UNITS[power - 1]}" if size < 9.95 else f"{size:.0f} {_UNITS[power - 1]}"


def byte_count_of(text: str) -> int | None:
    """The bytes that ``200 MB``, ``1.5GB`` or ``64 MiB`` means; None if it is no size."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or (match[3] and not match[2]):
        return None
    return int(float(match[1]) * (1024 if match[3] else KILOBYTE) ** _POWERS[match[2].lower()])


def is_size(text: str) -> bool:
    """Whether `text` is a size that `byte_count_of` can read."""
    return byte_count_of(text) is not None
