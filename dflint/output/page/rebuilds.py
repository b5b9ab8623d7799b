"""The rebuilds over the history: a lane for each layer, a column for each commit, before and after fixes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dflint.analysis.results import BuildReport, CommitRebuild, LayerRebuilds, LayerReport
from dflint.output.headline import Way, ways
from dflint.output.page.markup import Markup, element, join, text
from dflint.output.summary import plural
from dflint.sizes import size_text

MOST_LANES = 12
"""More lanes than this are not seen until they are asked for: those with most bytes are first."""

MOST_COLUMNS = 160
"""More commits than this share columns, which are the paler the fewer of theirs rebuild the layer."""

_SHADES = 4
_MOST_LABELS = 4
_TITLES = {
    "before": "As it was",
    "after `dflint fix`": "After dflint fix",
    "after `dflint fix --unsafe`": "After dflint fix --unsafe",
}
_CLASSES = ("before", "fixed", "unsafe")


class _Lane(NamedTuple):
    """A layer; `rows` is its row in each of the ways, None where it is not there."""

    layer: LayerReport
    rows: tuple[int | None, ...]
    is_new: bool


def rebuilds(report: BuildReport, key: str) -> Markup:
    """The section about the rebuilds. `key` begins the ids in it."""
    found = ways(report)
    if not found:
        return element("p", f"There is no replay of the git history: {report.no_history}.", class_="missing")
    lanes, quiet = _lanes(report, found)
    heads = (element("th", _title(way), scope="col", class_=_class(way)) for way in found)
    head = element("thead", element("tr", element("th", "Layer", scope="col"), heads))
    shown = sorted(lanes, key=lambda lane: _worth(lane, found), reverse=True)[:MOST_LANES]
    rest = [lane for lane in lanes if lane not in shown]
    body = element("tbody", _all_layers(found), (_lane(lane, found) for lane in lanes if lane in shown))
    classes = f"lanes ways{len(found)}"
    more = ""
    if rest:
        table = element("table", head, element("tbody", (_lane(lane, found) for lane in rest)), class_=classes)
        more = element("details", element("summary", plural(len(rest), "more layer")), table, class_="more")
    return join(
        element("p", _explanation(found), class_="note"),
        element("table", head, body, class_=classes),
        more,
        element("p", f"{plural(quiet, 'other layer')} never rebuilt.", class_="note") if quiet else "",
        _slider(found, key),
    )


def _worth(lane: _Lane, found: Sequence[Way]) -> tuple[int, int]:
    """How much there is to see of a lane: the bytes and the rebuilds in all ways."""
    counted = [way.history.by_row[row] for row, way in zip(lane.rows, found, strict=True) if row is not None]
    return sum(one.bytes for one in counted), sum(one.rebuilt for one in counted)


def _class(way: Way) -> str:
    return _CLASSES[list(_TITLES).index(way.name)]


def _title(way: Way) -> str:
    return _TITLES[way.name]


def _explanation(found: Sequence[Way]) -> str:
    history = found[0].history
    count = len(history.commits)
    per_column = -(-count // MOST_COLUMNS)
    commits = "one commit" if per_column == 1 else f"{per_column} commits"
    shallow = " The clone is shallow: it holds no more of the history." if history.is_shallow else ""
    failed = f" In {plural(len(history.failures), 'commit')} there was nothing to build." if history.failures else ""
    return (
        f"Each column is {commits} of {count:,}, the oldest on the left. "
        f"A mark says that the layer had to be built again.{shallow}{failed}"
    )


# The lanes


def _lanes(report: BuildReport, found: Sequence[Way]) -> tuple[list[_Lane], int]:
    """The lanes of the layers that are ever rebuilt, and how many there are besides."""
    counts = [way.history.by_row for way in found]
    later = [{old: one.row for old, one in way.by_original_row.items()} for way in found[1:]]
    lanes = [_Lane(layer, (layer.row, *(rows.get(layer.row) for rows in later)), False) for layer in report.layers]
    for number, way in enumerate(found[1:], start=1):
        new = {one.row for one in way.history.per_layer if one.original_row is None}
        for layer in way.layers:
            if layer.row in new and not any(
                lane.is_new and lane.layer.instruction == layer.instruction for lane in lanes
            ):
                rows = [_row_of(layer, one) if place >= number else None for place, one in enumerate(found)]
                lanes.append(_Lane(layer, tuple(rows), True))
    active = [lane for lane in lanes if any(_count(row, of) for row, of in zip(lane.rows, counts, strict=True))]
    return active, len(lanes) - len(active)


def _row_of(layer: LayerReport, way: Way) -> int | None:
    """The row of a new layer in a way that has it too."""
    return next((one.row for one in way.layers if one.instruction == layer.instruction), None)


def _count(row: int | None, counts: Mapping[int, LayerRebuilds]) -> int:
    """How often the layer at a row is rebuilt."""
    return counts[row].rebuilt if row is not None and row in counts else 0


def _all_layers(found: Sequence[Way]) -> Markup:
    most = max((one.bytes for way in found for one in way.history.rebuilds), default=0)
    cells = []
    for way in found:
        total = way.history.bytes
        chart = _chart(way.history.rebuilds, most)
        said = size_text(total) if total else plural(sum(map(_is_any, way.history.rebuilds)), "rebuild")
        cells.append(_cell(way, chart, said))
    return element("tr", element("th", "All layers", scope="row"), cells, class_="all")


def _is_any(one: CommitRebuild) -> bool:
    return bool(one.own_rows)


def _lane(lane: _Lane, found: Sequence[Way]) -> Markup:
    layer = lane.layer
    name = element(
        "th",
        element("span", "new" if lane.is_new else str(layer.row), class_="row"),
        element("code", _name(layer, found[0].layers), title=layer.instruction),
        scope="row",
    )
    cells = []
    for row, way in zip(lane.rows, found, strict=True):
        if row is None:
            cells.append(_cell(way, Markup(""), "–"))
            continue
        flags = [row in one.rows for one in way.history.rebuilds]
        cells.append(_cell(way, _strip(flags), _often(way.history.by_row[row].rebuilt)))
    return element("tr", name, cells)


def _name(layer: LayerReport, layers: Sequence[LayerReport]) -> str:
    """What a layer is called; where others are called so too, what it says."""
    if sum(one.label == layer.label for one in layers) <= 1:
        return layer.label
    return layer.instruction.partition("\n")[0].removeprefix("RUN ")


def _cell(way: Way, drawing: Markup, said: str) -> Markup:
    return element(
        "td",
        element("span", _title(way), class_="way", aria_hidden="true"),
        element(
            "div", element("div", drawing, class_="strip", aria_hidden="true"), element("b", said), class_="measured"
        ),
        class_=_class(way),
    )


def _often(count: int) -> str:
    return f"{count:,}×" if count else "never"


# Drawings


def _strip(flags: Sequence[bool]) -> Markup:
    """A mark for each commit that rebuilds the layer."""
    columns = _columns([float(flag) for flag in flags])
    paths = []
    for shade in range(1, _SHADES + 1):
        drawn = "".join(_runs([shade - 1 < share * _SHADES <= shade for share in columns]))
        if drawn:
            paths.append(element("path", d=drawn, class_=f"shade{shade}"))
    return _drawing(len(columns), 1, paths)


def _columns(values: Sequence[float]) -> list[float]:
    """The means of as many values as share a column."""
    width = -(-len(values) // MOST_COLUMNS) or 1
    parts = (values[start : start + width] for start in range(0, len(values), width))
    return [sum(part) / len(part) for part in parts]


def _runs(flags: Sequence[bool]) -> Iterator[str]:
    """The path of a rectangle for each run of columns."""
    start = None
    for position, flag in enumerate((*flags, False)):
        if flag and start is None:
            start = position
        elif not flag and start is not None:
            yield f"M{start} 0h{position - start}v1h-{position - start}z"
            start = None


def _chart(commits: Sequence[CommitRebuild], most: int) -> Markup:
    """A bar for each commit, as high as the bytes that it rebuilds."""
    columns = _columns([float(one.bytes) for one in commits] if most else [float(_is_any(one)) for one in commits])
    highest = max(most, 1) if len(commits) <= MOST_COLUMNS else max(*columns, 1.0)
    bars = "".join(
        f"M{place} 100v-{max(100 * value / highest, 2):.1f}h1V100z" for place, value in enumerate(columns) if value
    )
    return _drawing(len(columns), 100, [element("path", d=bars)] if bars else [])


def _drawing(width: int, height: int, paths: Sequence[Markup]) -> Markup:
    return element("svg", paths, viewBox=f"0 0 {width} {height}", preserveAspectRatio="none")


# One commit


def _slider(found: Sequence[Way], key: str) -> Markup:
    """A slider over the commits; a script tells what each of them rebuilds."""
    count = len(found[0].history.commits)
    data = {
        "commits": [commit[:12] for commit in found[0].history.commits],
        "ways": [
            {
                "title": _title(way),
                "rebuilds": [
                    [_labels(one, way), size_text(one.bytes) if one.bytes else ""] for one in way.history.rebuilds
                ],
            }
            for way in found
        ],
    }
    return element(
        "div",
        element("label", "Look at one commit ", for_=f"{key}-commit"),
        element(
            "input", type="range", id=f"{key}-commit", min=1, max=count, value=count, aria_describedby=f"{key}-said"
        ),
        element("p", id=f"{key}-said", class_="said", aria_live="polite"),
        element("script", _data(data), type="application/json"),
        class_="slider",
        hidden=True,
    )


def _labels(one: CommitRebuild, way: Way) -> str:
    if not one.own_rows:
        return ""
    labels = {layer.row: layer.label for layer in way.layers}
    known = [labels[row] for row in one.rows if row in labels]
    gone = len(one.own_rows) - len(one.rows)
    if gone > 0:
        known.append(plural(gone, "layer") + " of then")
    more = len(known) - _MOST_LABELS
    return text(", ".join(known[:_MOST_LABELS])) + (f" and {plural(more, 'more layer')}" if more > 0 else "")


def _data(value: object) -> Markup:
    """JSON that ends no script."""
    return Markup(json.dumps(value, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026"))
