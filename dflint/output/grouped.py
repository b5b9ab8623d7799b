"""Findings by file: the name of the file, and below it a line a finding, in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dflint.diagnostics import Diagnostic
from dflint.output.report import Report
from dflint.output.summary import severity_style, statistics, summary
from dflint.output.terminal import Style, printable


def render(report: Report, style: Style) -> str:
    """The findings of each file and the summary."""
    lines: list[str] = []
    for filename, found in report.by_file.items():
        lines += (f"{style.bold(printable(filename))}:", *_lines(found, report, style), "")
    return "\n".join((*lines, *summary(report, style), ""))


render_statistics = statistics


def _lines(found: Sequence[Diagnostic], report: Report, style: Style) -> Iterator[str]:
    places = [report.place(diagnostic.source, diagnostic.span).start for diagnostic in found]
    row_width = max(len(str(place.row)) for place in places)
    column_width = max(len(str(place.column)) for place in places)
    for diagnostic, place in zip(found, places, strict=True):
        code = severity_style(diagnostic.severity, style, diagnostic.code)
        position = f"{place.row:>{row_width}}:{place.column:<{column_width}}"
        yield f"  {position}  {code} {printable(diagnostic.message)}"
