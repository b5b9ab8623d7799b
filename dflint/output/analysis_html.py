"""An analysis as one page that needs nothing else: no network, no library.

Only the page's own script may run: its hash is in the page's policy (https://www.w3.org/TR/CSP3/). All that comes from
the project is escaped (`dflint.output.page.markup`).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files

from dflint import __version__
from dflint.analysis.results import Analysis, BuildAnalysis, BuildReport, HistoryReport, Size
from dflint.output.figures import about, bounds, file_count
from dflint.output.headline import headline, ways
from dflint.output.page.context import context
from dflint.output.page.findings import findings
from dflint.output.page.layers import layers
from dflint.output.page.markup import Markup, element, join
from dflint.output.page.rebuilds import rebuilds
from dflint.output.summary import plural
from dflint.sizes import size_text


def render(analysis: Analysis) -> str:
    """The page."""
    style, script = _own("page.css"), _own("page.js")
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_hash_of(script)}'; base-uri 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=f"{policy}; form-action 'none'"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"dflint: {analysis.name}"),
        element("style", Markup(style)),
    )
    body = element(
        "body",
        element("a", "To the content", href="#content", class_="skip"),
        element("header", _header(analysis)),
        element("main", _main(analysis), id="content"),
        element("footer", element("p", f"Made by dflint {__version__}. Sizes are in decimal units, 1 GB is 1,000 MB.")),
        element("script", Markup(script)),
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _own(name: str) -> str:
    return (files("dflint.output") / "page" / name).read_text(encoding="utf-8")


def _hash_of(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _header(analysis: Analysis) -> Iterator[Markup]:
    yield element("p", "dflint analyze", class_="tool")
    yield element("h1", analysis.name)
    if len(analysis.builds) > 1:
        yield element("nav", element("ul", map(_link, enumerate(analysis.builds))), aria_label="Builds")


def _link(numbered: tuple[int, BuildAnalysis]) -> Markup:
    number, one = numbered
    return element(
        "li",
        element("a", _title(one.report), href=f"#{_key(number)}"),
        element("span", f" {headline(one.report) or _without_history(one.report)}"),
    )


def _key(number: int) -> str:
    return f"build-{number + 1}"


def _title(report: BuildReport) -> str:
    target = f", target {report.target}" if report.target else ""
    return f"{report.dockerfile}{target}"


def _without_history(report: BuildReport) -> str:
    return f"No replay of the git history: {report.no_history}."


def _main(analysis: Analysis) -> Iterator[Markup]:
    for problem in analysis.problems:
        yield element("p", problem, class_="missing")
    if not analysis.builds:
        yield element("p", "There is no Dockerfile to build.", class_="missing")
    for number, one in enumerate(analysis.builds):
        yield element("section", _build(one, _key(number)), id=_key(number), class_="build")


def _build(one: BuildAnalysis, key: str) -> Iterator[Markup]:
    report = one.report
    context_name = report.context if report.context is not None else "not known"
    yield element("h2", _title(report), element("small", f" context {context_name}"))
    yield element("p", headline(report) or _without_history(report), class_="headline")
    yield element("dl", _figures(one), class_="figures")
    sections = (
        ("Rebuilds over the git history", rebuilds(report, key)),
        ("What to do", findings(one)),
        ("Stages and layers", layers(report, key)),
        ("What is sent to the builder", context(one)),
    )
    if one.changed is not None:
        yield _part("If these files change", _changed(one))
    for title, content in sections:
        yield _part(title, content)


def _part(title: str, content: Markup) -> Markup:
    return element("section", element("h3", title), content, class_="part")


# Figures


def _figures(one: BuildAnalysis) -> Iterator[Markup]:
    yield from _image(one)
    if one.context is not None:
        tree = one.context.tree
        yield _figure("Sent to the builder", size_text(tree.bytes), file_count(tree.files))
    found = ways(one.report)
    if found:
        count = len(found[0].history.commits)
        commits = plural(count, "commit").replace(str(count), f"{count:,}")
        before, best = found[0].history, found[-1].history
        is_known = bool(before.bytes)
        yield _figure(f"Rebuilt in {commits}", _rebuilt(before, is_known), "as it was", "before")
        if len(found) > 1:
            name = found[-1].name.replace("`", "").capitalize()
            note = _less(before, best)
            if len(found) > 2:
                note = f"{note}; {_rebuilt(found[1].history, is_known)} with the safe fixes alone"
            yield _figure(name, _rebuilt(best, is_known), note, "fixed")
    if one.findings:
        fixable = sum(1 for finding in one.findings if finding.fix == "safe")
        yield _figure("To do", plural(len(one.findings), "finding"), f"{fixable} with a safe fix")


def _rebuilt(history: HistoryReport, is_known: bool) -> str:
    """What was rebuilt: in bytes, or in layers where no size is known."""
    if is_known:
        return size_text(history.bytes)
    return plural(sum(one.rebuilt for one in history.per_layer), "layer")


def _less(before: HistoryReport, after: HistoryReport) -> str:
    """How much less that is, in bytes, or in rebuilds of layers where there are none."""
    first, second = before.bytes, after.bytes
    if not first:
        first, second = (sum(one.rebuilt for one in of.per_layer) for of in (before, after))
    share = 100 * (first - second) / first if first else 0
    return f"{share:.0f} % less" if share >= 1 else f"{-share:.0f} % more" if share <= -1 else "no less"


def _image(one: BuildAnalysis) -> Iterator[Markup]:
    image = one.image
    if image is None:
        return
    whole = image.layers
    note = "without its base, whose size is not known"
    if image.base is not None:
        whole = _sum(image.base, image.layers)
        note = f"{about(image.base)} of it the base"
    limits = bounds(whole)
    unknown = ""
    if image.unknown_layers:
        unknown = f"; of {image.unknown_layers} of {plural(image.layer_count, 'layer')} something is not known"
    yield _figure("The image", about(whole), f"{limits + '; ' if limits else ''}{note}{unknown}")


def _sum(one: Size, other: Size) -> Size:
    return Size(
        one.low + other.low,
        one.likely + other.likely,
        one.high + other.high,
        "",
        one.is_complete and other.is_complete,
    )


def _figure(name: str, value: str, note: str, kind: str = "") -> Markup:
    return element(
        "div", element("dt", name), element("dd", element("b", value), element("small", note)), class_=kind or None
    )


def _changed(one: BuildAnalysis) -> Markup:
    changed = one.changed
    assert changed is not None
    layers_by_row = {layer.row: layer for layer in one.report.layers}
    rebuilt = [layers_by_row[row] for row in changed.rows if row in layers_by_row]
    outside = ""
    if changed.outside:
        outside = element("p", f"Not sent to the builder: {', '.join(changed.outside)}.", class_="note")
    said = f"{', '.join(changed.paths)}: {plural(len(rebuilt), 'layer')} of {len(one.report.layers)} built again."
    items = (element("li", f"row {layer.row}: ", element("code", layer.label)) for layer in rebuilt)
    return join(element("p", said), element("ul", items) if rebuilt else "", outside)
