"""The one sentence about a build: how often its dearest layer was rebuilt, and how often it would be after the fix."""

from __future__ import annotations

from typing import NamedTuple

from dflint.analysis.results import BuildReport, HistoryReport, LayerRebuilds, LayerReport
from dflint.sizes import MEGABYTE, size_text

BEFORE = "before"
FIXED = "after `dflint fix`"
UNSAFELY_FIXED = "after `dflint fix --unsafe`"

LESS = 0.95
"""A smaller share of the bytes than this is worth a word."""


class Way(NamedTuple):
    """One way in which the history could have gone: its name, its history, and the layers that its rows are of."""

    name: str
    history: HistoryReport
    layers: tuple[LayerReport, ...]

    @property
    def by_original_row(self) -> dict[int, LayerRebuilds]:
        """The counts by the row that a layer has in the file as it is."""
        return {one.original_row: one for one in self.history.per_layer if one.original_row is not None}


def ways(report: BuildReport) -> tuple[Way, ...]:
    """As it was, and after fixes, as far as that is something else. None where there is no history."""
    if report.history is None:
        return ()
    found = [Way(BEFORE, report.history, report.layers)]
    for name, history, layers in (
        (FIXED, report.after_fix, report.layers_after_fix),
        (UNSAFELY_FIXED, report.after_unsafe_fix, report.layers_after_unsafe_fix),
    ):
        if history is not None and not _is_same(history, found[-1].history):
            found.append(Way(name, history, layers))
    return tuple(found)


def _is_same(one: HistoryReport, other: HistoryReport) -> bool:
    """Whether two histories rebuild as much, commit by commit."""
    return [(len(it.own_rows), it.bytes) for it in one.rebuilds] == [
        (len(it.own_rows), it.bytes) for it in other.rebuilds
    ]


class Dearest(NamedTuple):
    """The layer of which most is rebuilt, or most can be saved, and how often that is in each of `ways`."""

    layer: LayerReport
    before: LayerRebuilds
    after: tuple[tuple[str, LayerRebuilds], ...]


def dearest(report: BuildReport) -> Dearest | None:
    """The layer that the headline is about: of which fixes save most; None where nothing is rebuilt."""
    all_ways = ways(report)
    if not all_ways:
        return None
    counts = all_ways[0].history.by_row
    later = [(way.name, way.by_original_row) for way in all_ways[1:]]
    found: list[tuple[tuple[bool, int, int, int, int], Dearest]] = []
    for layer in report.layers:
        before = counts.get(layer.row)
        if before is None or not before.rebuilt:
            continue
        after = tuple((name, rows[layer.row]) for name, rows in later if layer.row in rows)
        saved = max((before.bytes - one.bytes for _, one in after), default=0)
        fewer = max((before.rebuilt - one.rebuilt for _, one in after), default=0)
        found.append(((fewer > 0, saved, fewer, before.bytes, before.rebuilt), Dearest(layer, before, after)))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def headline(report: BuildReport) -> str | None:
    """The sentence; None where there is no history."""
    history = report.history
    if history is None:
        return None
    count = len(history.commits)
    start = "In the last commit" if count == 1 else f"In the last {count:,} commits"
    found = dearest(report)
    if found is None:
        return f"{start} nothing of this build was rebuilt."
    size = f" (about {size_text(found.before.bytes)})" if found.before.bytes >= MEGABYTE else ""
    name = _name(found.layer, report)
    return f"{start} {name} was rebuilt {times(found.before.rebuilt)}{size}{_after(found, len(ways(report)))}."


def _name(layer: LayerReport, report: BuildReport) -> str:
    is_only = sum(1 for one in report.layers if one.label == layer.label) == 1
    return f"the {layer.label} layer" if is_only else f"the {layer.label} layer of row {layer.row}"


def _after(found: Dearest, way_count: int) -> str:
    fewer = [(name, one) for name, one in found.after if one.rebuilt < found.before.rebuilt]
    if not fewer:
        smaller = min(found.after, key=lambda pair: pair[1].bytes, default=None)
        if smaller is not None and smaller[1].bytes < LESS * found.before.bytes:
            return f"; {_fixes(smaller[0])} as often, with about {size_text(smaller[1].bytes)}"
        return "; the fixes change nothing about it" if way_count == 1 or found.after else ""
    said: list[tuple[str, LayerRebuilds]] = []
    for name, one in fewer:
        if not said or one.rebuilt < said[-1][1].rebuilt:
            said.append((name, one))
    return f"; {', '.join(f'{_fixes(name)} {times(one.rebuilt)}' for name, one in said)}"


def _fixes(name: str) -> str:
    return "after the fix" if name == FIXED else "after the unsafe fixes"


def times(count: int) -> str:
    """How often: ``never``, ``once``, ``87 times``."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count:,} times")
