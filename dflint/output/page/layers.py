"""The layers of a build with their sizes, stage by stage; of a build with many only those of the image are open."""

from __future__ import annotations

from collections.abc import Sequence

from dflint.analysis.results import BuildReport, LayerReport, Size, StageReport
from dflint.output.figures import about, bounds, file_count
from dflint.output.page.markup import Markup, element, join, percent
from dflint.output.page.stage_graph import stage_graph, stage_id, stage_title
from dflint.output.summary import plural
from dflint.sizes import size_text

MOST_OPEN = 12
"""The stages of a build with more layers than this are closed, except for what is in the image."""


def layers(report: BuildReport, key: str) -> Markup:
    """The section about the layers."""
    if not report.stages:
        return element("p", "There is no stage to build.", class_="missing")
    largest = max([layer.size.likely for layer in report.layers] + [_base_bytes(stage) for stage in report.stages])
    is_short = len(report.layers) <= MOST_OPEN
    groups = (_stage(stage, report, key, max(largest, 1), is_short) for stage in report.stages)
    return join(stage_graph(report, key), groups)


def _base_bytes(stage: StageReport) -> int:
    return stage.base_size.likely if stage.base_size is not None else 0


def _stage(stage: StageReport, report: BuildReport, key: str, largest: int, is_short: bool) -> Markup:
    own = [layer for layer in report.layers if layer.stage == stage.name]
    note = (
        "becomes the image" if stage.is_target else "part of the image" if stage.is_in_image else "only for the build"
    )
    rows = [_layer(layer, largest) for layer in own]
    if stage.starts_from is None:
        rows.insert(0, _base(stage, largest))
    titles = {"Row": "row", "Instruction": None, "Size": "size", "From the context": "taken"}
    head = element("tr", (element("th", title, scope="col", class_=name) for title, name in titles.items()))
    said = f" {note}, {plural(len(own), 'layer')}, {_total(own)}" if own else f" {note}"
    return element(
        "details",
        element("summary", element("h4", element("code", stage_title(stage)), element("small", said))),
        element("table", element("thead", head), element("tbody", rows), class_="layers"),
        id=stage_id(stage, report, key),
        class_="stage-layers",
        open=is_short or stage.is_in_image,
    )


def _total(own: Sequence[LayerReport]) -> str:
    sizes = [layer.size for layer in own]
    low, likely, high = (sum(getattr(one, name) for one in sizes) for name in ("low", "likely", "high"))
    if all(one.is_complete for one in sizes):
        return about(Size(low, likely, high, ""))
    return f"{size_text(low)} or more" if high else "of no known size"


def _base(stage: StageReport, largest: int) -> Markup:
    size = stage.base_size
    return element(
        "tr",
        element("td", str(stage.row), class_="row"),
        element("td", element("code", f"FROM {stage.base or '(not known)'}")),
        element(
            "td",
            _bar(_base_bytes(stage), largest),
            element("span", about(size) if size is not None else "not known"),
            element("small", bounds(size), title=size.source) if size is not None else "",
            class_="size base",
        ),
        element("td"),
    )


def _layer(layer: LayerReport, largest: int) -> Markup:
    taken = f"{file_count(layer.files)}, {size_text(layer.bytes)}" if layer.files else ""
    return element(
        "tr",
        element("td", str(layer.row), class_="row"),
        element("td", _instruction(layer)),
        element(
            "td",
            _bar(layer.size.likely, largest),
            element("span", about(layer.size)),
            element("small", bounds(layer.size)),
            class_="size",
            title=layer.size.source,
        ),
        element("td", taken, class_="taken"),
    )


def _instruction(layer: LayerReport) -> Markup:
    """The instruction; a long one is cut until it is opened."""
    text = layer.instruction
    first = text.partition("\n")[0]
    if len(text) <= 110 and first == text:
        return element("code", text)
    shown = first if len(first) <= 110 else f"{first[:109]}…"
    return element("details", element("summary", element("code", shown)), element("pre", text))


def _bar(value: int, largest: int) -> Markup:
    if not value:
        return Markup("")
    share = value / largest
    return element("i", element("i", style=f"width:{percent(share)}"), class_="bar", aria_hidden="true")
