"""A treemap: areas as large as what they stand for.

The layout is that of squarified treemaps: M. Bruls, K. Huizing, J. J. van Wijk, "Squarified Treemaps" (2000).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Area(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


def squarified(values: Sequence[float], area: Area) -> list[Area]:
    """Rectangles in `area` for positive `values`, which are in falling order; near to squares, in the same order."""
    total = sum(values)
    if not values or total <= 0:
        return []
    scale = area.width * area.height / total
    sizes = [value * scale for value in values]
    placed: list[Area] = []
    start = 0
    while start < len(sizes):
        side = min(area.width, area.height)
        end = start + 1
        while end < len(sizes) and _worst(sizes[start : end + 1], side) <= _worst(sizes[start:end], side):
            end += 1
        row, area = _cut(sizes[start:end], area)
        placed += row
        start = end
    return placed


def _worst(sizes: Sequence[float], side: float) -> float:
    """The largest proportion of the rectangles of a row along a side of that length."""
    total = sum(sizes)
    if side <= 0 or sizes[-1] <= 0:
        return float("inf")
    return max(side * side * sizes[0] / (total * total), total * total / (side * side * sizes[-1]))


def _cut(sizes: Sequence[float], area: Area) -> tuple[list[Area], Area]:
    """The rectangles of a row along the shorter side, and what is left."""
    x, y, width, height = area
    total = sum(sizes)
    row: list[Area] = []
    if width >= height:
        depth = min(total / height, width) if height else 0.0
        for size in sizes:
            length = size / depth if depth else 0.0
            row.append(Area(x, y, depth, length))
            y += length
        return row, Area(x + depth, area.y, width - depth, height)
    depth = min(total / width, height) if width else 0.0
    for size in sizes:
        length = size / depth if depth else 0.0
        row.append(Area(x, y, length, depth))
        x += length
    return row, Area(area.x, y + depth, width, height - depth)
