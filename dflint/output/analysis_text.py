"""An analysis for a terminal: the headline, the layers with small bars, the context, and what to do.

Where there are several builds each is told in short; that of one Dockerfile is told whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from dflint.analysis.results import (
    Analysis,
    BuildAnalysis,
    BuildReport,
    ContextReport,
    FindingReport,
    LayerRebuilds,
    LayerReport,
)
from dflint.output.figures import about, bounds, file_count, savings_text
from dflint.output.headline import Way, headline, times, ways
from dflint.output.summary import plural
from dflint.output.terminal import Style, printable
from dflint.sizes import size_text

if TYPE_CHECKING:
    from rich.table import Table

_BAR = 10
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_MOST_LAYERS = 24
_MOST_FOLDERS = 6
_MOST_FINDINGS = 10
_MOST_IN_SHORT = 3
_COMMANDS = {"safe": "dflint fix", "unsafe": "dflint fix --unsafe"}


def render(analysis: Analysis, style: Style, width: int = 100) -> str:
    """The text; no line is wider than `width` columns unless a name is."""
    if not analysis.builds:
        return "There is no Dockerfile to build.\n"
    writer = _Writer(style, width)
    is_short = len(analysis.builds) > 1
    for number, one in enumerate(analysis.builds):
        if number:
            writer.line("")
        (_short if is_short else _whole)(one, writer)
    if is_short:
        writer.line("")
        writer.line("`dflint analyze DOCKERFILE` tells more of one of them, `--html FILE` of all.")
    return writer.text()


class _Writer:
    """Collects lines and tables."""

    def __init__(self, style: Style, width: int) -> None:
        from rich.console import Console

        self.style = style
        self._file = StringIO()
        self._console = Console(
            file=self._file,
            width=width,
            force_terminal=style.is_coloured,
            color_system="standard" if style.is_coloured else None,
            no_color=not style.is_coloured,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def line(self, text: str) -> None:
        """Write a text, which is wrapped between words. Colours of `style` may be in it."""
        from rich.text import Text

        self._console.print(Text.from_ansi(text), soft_wrap=False)

    def title(self, text: str) -> None:
        """Write a title after an empty line."""
        self.line("")
        self.line(self.style.bold(text))

    def table(self, table: Table) -> None:
        """Write a table."""
        self._console.print(table)

    def text(self) -> str:
        """All that was written, without spaces at the ends of lines."""
        return "".join(line.rstrip() + "\n" for line in self._file.getvalue().splitlines())


def _table(*columns: tuple[str, bool]) -> Table:
    """A table; of each column the title and whether it is of numbers, which stand on the right."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim", show_edge=False)
    for title, is_number in columns:
        is_text = title in ("instruction", "folder", "layer")
        table.add_column(
            title,
            justify="right" if is_number else "left",
            no_wrap=True,
            overflow="ellipsis",
            ratio=1 if is_text else None,
        )
    table.expand = any(column.ratio for column in table.columns)
    return table


def _bar(value: int, largest: int) -> str:
    """A bar of eighths of a column."""
    eighths = round(8 * _BAR * value / largest) if largest else 0
    if value and not eighths:
        eighths = 1
    full, rest = divmod(min(eighths, 8 * _BAR), 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")


def _name(report: BuildReport, style: Style) -> str:
    target = f", target {report.target}" if report.target else ""
    context = f" (context {report.context})" if report.context is not None else ""
    return f"{style.bold(printable(report.dockerfile + target))}{printable(context)}"


def _said(report: BuildReport) -> str:
    return printable(headline(report) or f"No replay of the git history: {report.no_history}.")


# In short


def _short(one: BuildAnalysis, writer: _Writer) -> None:
    writer.line(_name(one.report, writer.style))
    writer.line(_said(one.report))
    writer.line(". ".join(_figures(one)) + ".")
    saving = [found for found in one.findings if savings_text(found)][:_MOST_IN_SHORT]
    for found in saving:
        writer.line(f"  {_finding_line(found, writer.style)}")
    _changed(one, writer)


def _figures(one: BuildAnalysis) -> Iterator[str]:
    report = one.report
    if one.image is not None:
        base = one.image.base
        yield f"Base image {about(base)}" if base is not None else "The size of the base image is not known"
        limits = bounds(one.image.layers)
        yield f"Layers above it {about(one.image.layers)}{f' ({limits})' if limits else ''}"
        if one.image.unknown_layers:
            yield f"Of {one.image.unknown_layers} of {plural(one.image.layer_count, 'layer')} something is not known"
    if one.context is not None:
        yield f"Sent to the builder {size_text(one.context.tree.bytes)} in {file_count(one.context.tree.files)}"
    found = ways(report)
    if found and found[0].history.bytes:
        parts = ", ".join(f"{size_text(way.history.bytes)} {_way(way, number)}" for number, way in enumerate(found))
        yield f"Rebuilt in {plural(len(found[0].history.commits), 'commit')} {parts}"


def _way(way: Way, number: int) -> str:
    return way.name.replace("`", "") if number else "as it was"


# Whole


def _whole(one: BuildAnalysis, writer: _Writer) -> None:
    writer.line(_name(one.report, writer.style))
    writer.line("")
    writer.line(writer.style.bold(_said(one.report)))
    for figure in _figures(one):
        writer.line(f"{figure}.")
    if one.report.history is not None and one.report.history.is_shallow:
        writer.line("The clone is shallow: it holds no more of the history than this.")
    _changed(one, writer)
    writer.title("Layers")
    shown = _shown(one.report)
    writer.table(_layers(one.report, shown))
    left = len(one.report.layers) - len(shown)
    if left:
        writer.line(f"And {plural(left, 'layer')} of less weight: `--output-format json` and `--html FILE` have all.")
    if one.context is not None:
        _context(one.context, writer)
    _findings(one.findings, writer)


def _shown(report: BuildReport) -> Sequence[LayerReport]:
    """The layers that are told: those that weigh most, by what was rebuilt of them, then by their size."""
    counted = report.history.by_row if report.history is not None else {}

    def weight(layer: LayerReport) -> tuple[int, int, int]:
        one = counted.get(layer.row)
        return (one.bytes, layer.size.likely, one.rebuilt) if one is not None else (0, layer.size.likely, 0)

    heaviest = sorted(report.layers, key=weight, reverse=True)[:_MOST_LAYERS]
    return [layer for layer in report.layers if layer in heaviest]


def _layers(report: BuildReport, shown: Sequence[LayerReport]) -> Table:
    from rich.text import Text

    found = ways(report)
    table = _table(
        ("row", True),
        ("instruction", False),
        ("size", True),
        ("", False),
        *((_heading(way), True) for way in found),
    )
    largest = max((layer.size.likely for layer in report.layers), default=0)
    counts = [{row: one.rebuilt for row, one in _by_row(way, number).items()} for number, way in enumerate(found)]
    for layer in shown:
        table.add_row(
            str(layer.row),
            Text(printable(layer.instruction.partition("\n")[0])),
            about(layer.size).removeprefix("about "),
            Text(_bar(layer.size.likely, largest), style="blue"),
            *(_often(one.get(layer.row)) for one in counts),
        )
    return table


def _heading(way: Way) -> str:
    return {"before": "rebuilt", "after `dflint fix`": "fixed"}.get(way.name, "--unsafe")


def _by_row(way: Way, number: int) -> Mapping[int, LayerRebuilds]:
    return way.by_original_row if number else way.history.by_row


def _often(count: int | None) -> str:
    return "–" if count is None else times(count)


def _context(report: ContextReport, writer: _Writer) -> None:
    from rich.text import Text

    if not report.tree.files:
        return
    writer.title("Sent to the builder")
    table = _table(("folder", False), ("size", True), ("", False), ("files", True))
    for part in report.tree.parts[:_MOST_FOLDERS]:
        name = part.name + "/" * bool(part.parts) if part.name else "other files"
        bar = Text(_bar(part.bytes, report.tree.bytes), style="blue")
        table.add_row(Text(printable(name)), size_text(part.bytes), bar, f"{part.files:,}")
    writer.table(table)
    for title, shares in (("leaves out", report.left_out), ("should leave out", report.should_leave_out)):
        if shares:
            names = ", ".join(f"{share.name} ({size_text(share.bytes)})" for share in shares[:_MOST_FOLDERS])
            writer.line(printable(f".dockerignore {title} {names}."))


def _findings(findings: Sequence[FindingReport], writer: _Writer) -> None:
    if not findings:
        return
    writer.title("What to do")
    for found in findings[:_MOST_FINDINGS]:
        writer.line(_finding_line(found, writer.style))
    more = len(findings) - _MOST_FINDINGS
    if more > 0:
        writer.line(f"And {plural(more, 'finding')} more: `dflint check`.")


def _finding_line(found: FindingReport, style: Style) -> str:
    saves = savings_text(found)
    place = printable(f"{found.filename}:{found.row}: ")
    fix = f" (`{_COMMANDS[found.fix]}`)" if found.fix else ""
    saved = f"saves {saves}: " if saves else ""
    return f"{place}{found.code} {style.green(saved)}{printable(found.message)}{fix}"


def _changed(one: BuildAnalysis, writer: _Writer) -> None:
    changed = one.changed
    if changed is None:
        return
    layers = {layer.row: layer for layer in one.report.layers}
    rebuilt = [layers[row] for row in changed.rows if row in layers]
    inside = [path for path in changed.paths if path not in changed.outside]
    if inside:
        names = printable(", ".join(inside))
        said = ", ".join(map(_of_row, rebuilt)) or "nothing"
        verbs = "change" if len(inside) > 1 else "changes", "are" if len(rebuilt) > 1 else "is"
        writer.line(f"If {names} {verbs[0]}, {writer.style.bold(printable(said))} {verbs[1]} built again.")
    if changed.outside:
        writer.line(printable(f"Not sent to the builder, so nothing is built again: {', '.join(changed.outside)}."))


def _of_row(layer: LayerReport) -> str:
    return f"{layer.label} (row {layer.row})"
