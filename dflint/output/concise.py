"""One line a finding: ``path:row:column: CODE message``."""

from __future__ import annotations

from dflint.output.report import Report
from dflint.output.summary import severity_style, statistics, summary
from dflint.output.terminal import Style, printable


def render(report: Report, style: Style) -> str:
    """The findings and the summary."""
    lines = []
    for diagnostic in report.diagnostics:
        place = report.place(diagnostic.source, diagnostic.span)
        code = severity_style(diagnostic.severity, style, diagnostic.code)
        path = style.bold(printable(place.filename))
        lines.append(f"{path}:{place.start.row}:{place.start.column}: {code} {printable(diagnostic.message)}")
    return "\n".join((*lines, *summary(report, style), ""))


render_statistics = statistics
