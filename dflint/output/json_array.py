"""Findings for programs: a JSON array of objects. Fields are only ever added."""

from __future__ import annotations

from typing import Any

from dflint.diagnostics import Cost, Diagnostic, Fix
from dflint.output.json_text import json_text
from dflint.output.report import Place, Report, RuleCount
from dflint.output.terminal import Style
from dflint.source import CreateFile, Position


def render(report: Report, style: Style) -> str:
    """The array. `style` has no effect."""
    return json_text([finding(diagnostic, report) for diagnostic in report.diagnostics])


def render_statistics(report: Report, style: Style) -> str:
    """An array with an object for each rule that found something."""
    return json_text([rule_count(row) for row in report.by_rule])


def rule_count(row: RuleCount) -> dict[str, Any]:
    """How often a rule found something."""
    return {
        "code": row.code,
        "name": row.name,
        "count": row.findings,
        "fixable": {"safe": row.safe, "unsafe": row.unsafe},
    }


def finding(diagnostic: Diagnostic, report: Report) -> dict[str, Any]:
    """The object of one finding."""
    rule = report.rules.get(diagnostic.code)
    return {
        "code": diagnostic.code,
        "name": rule.name if rule else None,
        "aliases": list(rule.aliases) if rule else [],
        "severity": diagnostic.severity.label,
        "message": diagnostic.message,
        **_place(report.place(diagnostic.source, diagnostic.span)),
        "related": [
            {"message": related.message, **_place(report.place(related.source, related.span))}
            for related in diagnostic.related
        ],
        "fix": _fix(diagnostic.fix, report) if diagnostic.fix else None,
        "cost": _cost(diagnostic.cost) if diagnostic.cost else None,
        "url": rule.url() if rule else None,
        "fingerprint": report.fingerprint(diagnostic),
    }


def _cost(cost: Cost) -> dict[str, Any]:
    return {"bytes": cost.byte_count, "basis": cost.basis, "of": cost.of}


def _fix(fix: Fix, report: Report) -> dict[str, Any]:
    edits = []
    for edit in fix.edits:
        if isinstance(edit, CreateFile):
            start = Position(1, 1)
            place, content = Place(report.filename(edit.path), start, start), edit.text
        else:
            place, content = report.place_of_edit(edit.path, edit.span), edit.content
        edits.append({"content": content, **_place(place), "create": isinstance(edit, CreateFile)})
    return {"applicability": fix.applicability.label, "message": fix.message, "edits": edits}


def _place(place: Place) -> dict[str, Any]:
    return {
        "filename": place.filename,
        "location": place.start._asdict(),
        "end_location": place.end._asdict(),
    }
