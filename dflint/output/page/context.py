"""What is sent to the builder: a treemap, the same as lists, and what instructions take of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dflint.analysis.results import BuildAnalysis, ContextNode, ContextReport, Share
from dflint.output.figures import file_count
from dflint.output.page.markup import Markup, element, join, percent
from dflint.output.page.treemap import Area, squarified
from dflint.sizes import size_text

_WIDTH, _HEIGHT = 100.0, 42.0
"""The sides of the treemap; on a wide screen it has these proportions."""

_HEAD = 2.4
"""The height of the name of a folder over what is in it."""

_LEAST_SIDE = 8.0
"""A folder that is narrower or lower than this is drawn as one area."""

_MOST_AREAS = 120
_MOST_LINES = 12
_TONES = 6


def context(analysis: BuildAnalysis) -> Markup:
    """The section about the context."""
    report = analysis.context
    if report is None:
        return element("p", f"Nothing is known of the context: {analysis.no_context}.", class_="missing")
    tree = report.tree
    if not tree.files:
        return element("p", "No file is sent to the builder.", class_="missing")
    cut = " There are more files than were looked at." if report.is_cut else ""
    hint = " Dashed: what .dockerignore should leave out." if report.should_leave_out else ""
    return join(
        element("p", f"{size_text(tree.bytes)} in {file_count(tree.files)} are sent.{hint}{cut}", class_="note"),
        _treemap(report),
        element("div", _lists(report, {layer.row: layer.label for layer in analysis.report.layers}), class_="lists"),
    )


# The treemap


def _treemap(report: ContextReport) -> Markup:
    tree = report.tree
    unwanted = frozenset(share.name.strip("/") for share in report.should_leave_out)
    areas = _areas(_simplified(tree), Area(0, 0, _WIDTH, _HEIGHT), "", unwanted, None)
    said = ", ".join(f"{part.name or 'the rest'} {size_text(part.bytes)}" for part in tree.parts[:5])
    return element("div", areas, class_="treemap", role="img", aria_label=f"Treemap of what is sent: {said}.")


def _simplified(tree: ContextNode) -> ContextNode:
    """The tree with as many areas as can be told from each other: of the largest folders what is in them."""
    opened: set[int] = {id(tree)}
    count = len(tree.parts)
    waiting = sorted((part for part in tree.parts if part.parts), key=lambda part: part.bytes)
    while waiting:
        largest = waiting.pop()
        if count + len(largest.parts) > _MOST_AREAS:
            break
        count += len(largest.parts)
        opened.add(id(largest))
        waiting = sorted((*waiting, *(part for part in largest.parts if part.parts)), key=lambda part: part.bytes)
    return _closed(tree, opened)


def _closed(node: ContextNode, opened: set[int]) -> ContextNode:
    parts = tuple(_closed(part, opened) for part in node.parts) if id(node) in opened else ()
    return node._replace(parts=parts)


def _areas(node: ContextNode, area: Area, folder: str, unwanted: frozenset[str], tone: int | None) -> Iterator[Markup]:
    """The areas of the parts of a folder, a folder before what is in it."""
    parts = [part for part in node.parts if part.bytes]
    for number, (part, place) in enumerate(zip(parts, squarified([one.bytes for one in parts], area), strict=True)):
        path = f"{folder}{part.name}"
        of_part = number % _TONES if tone is None else tone
        is_unwanted = bool(part.name) and path in unwanted
        has_parts = len(part.parts) > 0 and min(place.width, place.height - _HEAD) >= _LEAST_SIDE
        yield _area(part, place, path, f"tone{of_part}{' unwanted' if is_unwanted else ''}{' folder' * has_parts}")
        if has_parts:
            inner = Area(place.x + 0.3, place.y + _HEAD, place.width - 0.6, place.height - _HEAD - 0.6)
            yield from _areas(part, inner, f"{path}/", unwanted, of_part)


def _area(node: ContextNode, place: Area, path: str, classes: str) -> Markup:
    name = node.name or file_count(node.files)
    style = (
        f"left:{percent(place.x / _WIDTH)};top:{percent(place.y / _HEIGHT)};"
        f"width:{percent(place.width / _WIDTH)};height:{percent(place.height / _HEIGHT)}"
    )
    title = f"{path or name}: {size_text(node.bytes)} in {file_count(node.files)}"
    label = element("span", element("b", name), " ", element("small", size_text(node.bytes)))
    return element("div", label, class_=classes, style=style, title=title)


# Lists


def _lists(report: ContextReport, labels: Mapping[int, str]) -> Iterator[Markup]:
    yield _box("By folder", _tree(report.tree, report.tree.bytes, 0))
    yield _box("What instructions take", _copies(report, labels))
    if report.kinds:
        yield _box("By kind", _shares(report.kinds))
    if report.should_leave_out:
        yield _box("What .dockerignore should leave out", _shares(report.should_leave_out))
    if report.left_out:
        yield _box("What .dockerignore leaves out", _shares(report.left_out))


def _box(title: str, content: Markup) -> Markup:
    return element("div", element("h4", title), content)


def _tree(node: ContextNode, total: int, depth: int) -> Markup:
    """Folders that can be opened."""
    return element("ul", (element("li", _branch(part, total, depth)) for part in node.parts), class_="shares")


def _branch(part: ContextNode, total: int, depth: int) -> Markup:
    line = _line(part.name + "/" * bool(part.parts) or "other files", part.bytes, part.files, total)
    if not part.parts:
        return line
    return element("details", element("summary", line), _tree(part, total, depth + 1))


def _copies(report: ContextReport, labels: Mapping[int, str]) -> Markup:
    if not report.copies:
        return element("p", "No instruction takes anything from it.", class_="missing")
    total = max(1, *(one.bytes for one in report.copies))
    items = []
    for one in report.copies[:_MOST_LINES]:
        line = _line(f"row {one.row}: {labels.get(one.row, one.instruction)}", one.bytes, one.files, total)
        largest = [element("li", _line(share.name, share.bytes, share.files, total)) for share in one.largest]
        is_one = len(one.largest) == 1 and one.largest[0].files == 1
        inner = element("details", element("summary", line), element("ul", largest, class_="shares"))
        items.append(element("li", line if is_one or not largest else inner))
    return element("ul", items, _more(len(report.copies)), class_="shares")


def _more(count: int) -> Markup:
    """What is not listed."""
    left = count - _MOST_LINES
    return element("li", f"and {left:,} more", class_="reason") if left > 0 else Markup("")


def _shares(shares: Sequence[Share]) -> Markup:
    total = max([share.bytes for share in shares] + [1])
    lines = (
        element(
            "li",
            _line(share.name, share.bytes, share.files, total),
            element("small", share.reason, class_="reason") if share.reason else "",
        )
        for share in shares[:_MOST_LINES]
    )
    return element("ul", lines, _more(len(shares)), class_="shares")


def _line(name: str, byte_count: int, files: int, total: int) -> Markup:
    share = min(1.0, byte_count / total) if total else 0.0
    return element(
        "span",
        element("span", name, class_="name"),
        element("span", f"{size_text(byte_count)}, {file_count(files)}", class_="figure"),
        element("i", element("i", style=f"width:{percent(share)}"), class_="bar", aria_hidden="true"),
        class_="share",
    )
