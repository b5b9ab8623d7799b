"""What a layer is made of, and how large that is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dflint.analysis.results import Size

_MOST_BYTES = 10**15
"""What is more than that is no size of an image any more."""


class Part(NamedTuple):
    """Something that an instruction puts into its layer: what it is in words, and from how many to how many bytes.

    `place` is the absolute folder that it lies in, None where that is not known. Where it is not `is_known`, that may
    be any number of bytes more.
    """

    text: str
    low: int = 0
    likely: int = 0
    high: int = 0
    place: str | None = None
    is_known: bool = True

    @classmethod
    def measured(cls, text: str, byte_count: int, place: str | None) -> Part:
        """A part whose bytes were counted."""
        return cls(text, byte_count, byte_count, byte_count, place)

    @classmethod
    def unknown(cls, text: str, place: str | None = None) -> Part:
        """A part of which no size is known."""
        return cls(text, place=place, is_known=False)

    def scaled(self, low: float, likely: float, high: float) -> Part:
        """The part with its bounds multiplied."""
        return self._replace(low=int(self.low * low), likely=int(self.likely * likely), high=int(self.high * high))


def merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """`parts` with those of the same text and place put together, so that copies of copies do not become ever more."""
    found: dict[tuple[str, str | None, bool], Part] = {}
    for part in parts:
        key = (part.text, part.place, part.is_known)
        other = found.get(key)
        if other is not None:
            sums = (part.low + other.low, part.likely + other.likely, part.high + other.high)
            low, likely, high = (min(one, _MOST_BYTES) for one in sums)
            part = part._replace(low=low, likely=likely, high=high)
        found[key] = part
    return tuple(found.values())


def size_of_parts(parts: Iterable[Part]) -> Size:
    """The size of `parts` together; the source names them, the largest first."""
    found = list(parts)
    known = sorted((part for part in found if part.high), key=lambda part: -part.likely)
    names = [part.text for part in known]
    missing = [part.text for part in found if not part.is_known]
    if missing:
        names.append(f"not known: {', '.join(dict.fromkeys(missing))}")
    return Size(
        sum(part.low for part in found),
        sum(part.likely for part in found),
        sum(part.high for part in found),
        "; ".join(dict.fromkeys(names)) or "nothing to speak of",
        not missing,
    )
