"""Findings for people: the message, the source lines with carets under the exact words, what to do, the rule's page."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.diagnostics import Applicability, Diagnostic
from dflint.output.report import Report
from dflint.output.snippet import gutter_width, snippet
from dflint.output.summary import severity_style, statistics, summary
from dflint.output.terminal import Style, printable

COMMANDS = {Applicability.SAFE: "dflint fix", Applicability.UNSAFE: "dflint fix --unsafe"}


def render(report: Report, style: Style) -> str:
    """The findings and the summary."""
    lines: list[str] = []
    for diagnostic in report.diagnostics:
        lines += _finding(diagnostic, report, style)
        lines.append("")
    return "\n".join((*lines, *summary(report, style), ""))


render_statistics = statistics


def _finding(diagnostic: Diagnostic, report: Report, style: Style) -> Iterator[str]:
    file, span = diagnostic.source.resolve(diagnostic.span)
    place = report.place(file, span)
    code = severity_style(diagnostic.severity, style, f"{diagnostic.code} [{diagnostic.severity.label}]")
    path = style.bold(printable(place.filename))
    yield f"{path}:{place.start.row}:{place.start.column}: {code} {style.bold(printable(diagnostic.message))}"
    yield from snippet(report.shown(file), span, style)
    indentation = " " * gutter_width(file, span)
    for label, text in _notes(diagnostic, report):
        yield f"{indentation} {style.blue('=')} {style.bold(label)}: {printable(text)}"


def _notes(diagnostic: Diagnostic, report: Report) -> Iterator[tuple[str, str]]:
    """Labels and texts of what is said below the source lines."""
    if diagnostic.help:
        yield "help", diagnostic.help
    for related in diagnostic.related:
        place = report.place(related.source, related.span)
        yield "note", f"{place.filename}:{place.start.row}:{place.start.column}: {related.message}"
    if diagnostic.fix is not None:
        applicability = diagnostic.fix.applicability
        yield f"{applicability.label} fix", f"{diagnostic.fix.message} (`{COMMANDS[applicability]}`)"
    rule = report.rules.get(diagnostic.code)
    if rule is not None:
        yield "rule", f"{rule.name}, {rule.url()}"
