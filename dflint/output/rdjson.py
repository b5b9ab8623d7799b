"""The diagnostic format of reviewdog, as https://github.com/reviewdog/reviewdog/tree/master/proto/rdf describes it.

reviewdog refuses a report with a field that it does not know, so only those are written that its first version had
(verified 2026-11-27).
"""

from __future__ import annotations

from typing import Any

from dflint.diagnostics import Diagnostic, Fix
from dflint.output.json_text import json_text
from dflint.output.report import Report
from dflint.output.terminal import Style
from dflint.source import CreateFile, Edit, Source, Span, apply_edits, encode

_PAGE = "https://github.com/dflint/dflint"


def render(report: Report, style: Style) -> str:
    """The report. `style` has no effect."""
    return json_text(
        {
            "source": {"name": "dflint", "url": _PAGE},
            "diagnostics": [_diagnostic(diagnostic, report) for diagnostic in report.diagnostics],
        }
    )


def _diagnostic(diagnostic: Diagnostic, report: Report) -> dict[str, Any]:
    file, span = diagnostic.source.resolve(diagnostic.span)
    rule = report.rules.get(diagnostic.code)
    suggestion = _suggestion(diagnostic.fix, file, report) if diagnostic.fix else None
    return {
        "message": f"{diagnostic.message}\n\nhelp: {diagnostic.help}" if diagnostic.help else diagnostic.message,
        "location": {"path": report.filename(file.path), "range": _range(file, span)},
        "severity": diagnostic.severity.name,
        "code": {"value": diagnostic.code, "url": rule.url()} if rule else {"value": diagnostic.code},
        "suggestions": [suggestion] if suggestion else [],
    }


def _suggestion(fix: Fix, file: Source, report: Report) -> dict[str, Any] | None:
    """What a fix would put in place of a part of `file`; None if it writes other files too.

    The edits of a fix belong together and suggestions are taken one by one, so they become one from the first edit to
    the last.
    """
    edits: list[Edit] = []
    for edit in fix.edits:
        if isinstance(edit, CreateFile) or edit.path != file.path:
            return None
        edits.append(edit)
    if not edits:
        return None
    span = Span(min(edit.span.start for edit in edits), max(edit.span.end for edit in edits))
    before = file.slice(span)
    if report.shown(file).slice(span) != before:
        return None  # a secret would be told, or lost
    moved = (edit._replace(span=Span(edit.span.start - span.start, edit.span.end - span.start)) for edit in edits)
    return {"range": _range(file, span), "text": apply_edits(before, moved)}


def _range(file: Source, span: Span) -> dict[str, Any]:
    """Where `span` is: lines from 1, columns from 1 in bytes of UTF-8, the end exclusive."""
    return {"start": _position(file, span.start), "end": _position(file, span.end)}


def _position(file: Source, offset: int) -> dict[str, int]:
    row = file.row(offset)
    return {"line": row, "column": len(encode(file.text[file.line_starts[row - 1] : offset])) + 1}
