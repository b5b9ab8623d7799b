"""The graph of the stages: images and stages as boxes in levels, what they are made from above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from dflint.analysis.results import BuildReport, Size, StageReport
from dflint.output.figures import about
from dflint.output.page.markup import Markup, element, join
from dflint.output.summary import plural

LEVEL_HEIGHT = 92
BOX_HEIGHT = 56
_BOX_WEIGHT = 4
_PASSAGE_WEIGHT = 1
_MOST_IN_LEVEL = 4
"""More boxes in one level are too narrow to be read on a telephone."""


class _Edge(NamedTuple):
    start: str
    end: str
    kind: str


class _Place(NamedTuple):
    """Where a box or a passage of an edge is: its level, and its centre as a share of the width."""

    level: int
    centre: float


def stage_graph(report: BuildReport, key: str) -> Markup:
    """The graph. Boxes of stages lead to their layers, whose ids begin with `key`."""
    stages = {stage.name: stage for stage in report.stages}
    edges = _edges(report.stages)
    levels = _levels(report.stages, edges)
    rows, chains = _rows(levels, edges)
    places = _places(rows)
    drawn = [_drawn(edge, [places[name] for name in chain]) for edge, chain in zip(edges, chains, strict=True)]
    height = LEVEL_HEIGHT * (len(rows) - 1) + BOX_HEIGHT
    lines = element(
        "svg", drawn, viewBox=f"0 0 100 {height}", height=height, preserveAspectRatio="none", aria_hidden="true"
    )
    boxes = [element("ul", (_item(name, stages, report, key) for name in row)) for row in rows]
    takes = (element("span", class_="line takes"), " copies or mounts files from what is above")
    has_takes = any(edge.kind == "takes" for edge in edges)
    legend = element(
        "p", element("span", class_="line"), " starts from what is above ", takes if has_takes else "", class_="note"
    )
    return join(element("div", lines, boxes, class_="graph"), legend)


def _image(name: str) -> str:
    """The key of a box that is no stage."""
    return f"image {name}"


def _edges(stages: Sequence[StageReport]) -> list[_Edge]:
    names = {stage.name for stage in stages}
    edges: list[_Edge] = []
    for stage in stages:
        edges.append(_Edge(stage.starts_from or _image(stage.base or "not known"), stage.name, "from"))
        edges += [
            _Edge(one if one in names else _image(one), stage.name, "takes")
            for one in stage.takes_from
            if one != stage.starts_from
        ]
    return list(dict.fromkeys(edges))


def _levels(stages: Sequence[StageReport], edges: Sequence[_Edge]) -> dict[str, int]:
    """The level of each box: below all that it is made from; an image is just above what needs it first."""
    levels: dict[str, int] = {}
    for stage in stages:
        above = [levels.get(edge.start, 0) for edge in edges if edge.end == stage.name]
        levels[stage.name] = 1 + max(above, default=0)
    for edge in edges:
        if edge.start not in levels or edge.start.startswith("image "):
            levels[edge.start] = min(levels.get(edge.start, levels[edge.end]), levels[edge.end] - 1)
    return _spread(levels)


def _spread(levels: Mapping[str, int]) -> dict[str, int]:
    """The same levels from 0 on, with those that hold too many boxes in several."""
    spread: dict[str, int] = {}
    next_level = 0
    for level in sorted(set(levels.values())):
        names = [name for name, of_name in levels.items() if of_name == level]
        rows = -(-len(names) // _MOST_IN_LEVEL)
        in_row = -(-len(names) // rows)
        spread.update((name, next_level + number // in_row) for number, name in enumerate(names))
        next_level += rows
    return spread


def _rows(levels: Mapping[str, int], edges: Sequence[_Edge]) -> tuple[list[list[str]], list[list[str]]]:
    """What is in each level, and what each edge leads through. An edge over several levels has passages in between."""
    rows: list[list[str]] = [[] for _ in range(max(levels.values(), default=0) + 1)]
    for name, level in levels.items():
        rows[level].append(name)
    chains: list[list[str]] = []
    above: dict[str, list[str]] = {}
    for number, edge in enumerate(edges):
        chain = [edge.start]
        for level in range(levels[edge.start] + 1, levels[edge.end]):
            passage = f"passage {number} {level}"
            rows[level].append(passage)
            chain.append(passage)
        chain.append(edge.end)
        chains.append(chain)
        for upper, lower in pairwise(chain):
            above.setdefault(lower, []).append(upper)
    position: dict[str, float] = {}
    for row in rows:
        row.sort(key=lambda name: _mean([position[one] for one in above.get(name, ()) if one in position]))
        position.update({name: (index + 0.5) / len(row) for index, name in enumerate(row)})
    return rows, chains


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.5


def _places(rows: Sequence[Sequence[str]]) -> dict[str, _Place]:
    places: dict[str, _Place] = {}
    for level, row in enumerate(rows):
        weights = [_weight(name) for name in row]
        start = 0
        for name, weight in zip(row, weights, strict=True):
            places[name] = _Place(level, (start + weight / 2) / sum(weights))
            start += weight
    return places


def _weight(name: str) -> int:
    return _PASSAGE_WEIGHT if name.startswith("passage ") else _BOX_WEIGHT


def _drawn(edge: _Edge, places: Sequence[_Place]) -> Markup:
    """The line of an edge: curves from box to box, straight through the levels in between."""
    path = ""
    for upper, lower in pairwise(places):
        x, y = 100 * upper.centre, LEVEL_HEIGHT * upper.level + BOX_HEIGHT
        to_x, to_y = 100 * lower.centre, LEVEL_HEIGHT * lower.level
        middle = (y + to_y) / 2
        path += f"{'L' if path else 'M'}{x:.2f} {y}C{x:.2f} {middle} {to_x:.2f} {middle} {to_x:.2f} {to_y}"
    return element("path", d=path, class_=edge.kind)


def _item(name: str, stages: Mapping[str, StageReport], report: BuildReport, key: str) -> Markup:
    if name.startswith("passage "):
        return element("li", class_="passage", aria_hidden="true")
    stage = stages.get(name)
    if stage is None:
        shown = name.removeprefix("image ")
        size = _base_size(shown, report)
        said = about(size) if size is not None else "size not known"
        box = element("span", element("b", shown, title=shown), element("small", said), class_="box image")
        return element("li", box)
    layers = [layer for layer in report.layers if layer.stage == name]
    small = plural(len(layers), "layer") + (", the image" if stage.is_target else "")
    box = element(
        "a",
        element("b", stage_title(stage), title=stage_title(stage)),
        element("small", small),
        href=f"#{stage_id(stage, report, key)}",
        class_=f"box stage{' target' if stage.is_target else ''}",
    )
    return element("li", box)


def _base_size(image: str, report: BuildReport) -> Size | None:
    return next((stage.base_size for stage in report.stages if stage.base == image), None)


def stage_title(stage: StageReport) -> str:
    """How a stage is called: by its name, or ``stage 0``."""
    return f"stage {stage.name}" if stage.name.isdecimal() else stage.name


def stage_id(stage: StageReport, report: BuildReport, key: str) -> str:
    """The id of the place where the layers of a stage are told."""
    return f"{key}-stage-{report.stages.index(stage)}"
