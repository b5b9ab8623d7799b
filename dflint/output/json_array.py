"""Findings for programs: a JSON array of objects. Fields are only ever added.

The text is ASCII, so that it is the same in every locale and holds nothing that steers a terminal. A byte of a file
that is not UTF-8 is written as the replacement character.
"""

from __future__ import annotations

import json
from typing import Any

from dflint.diagnostics import Cost, Diagnostic, Fix
from dflint.output.report import Place, Report
from dflint.output.terminal import Style
from dflint.source import CreateFile, Position


def render(report: Report, style: Style) -> str:
    """The array. `style` has no effect."""
    return as_text([_finding(diagnostic, report) for diagnostic in report.diagnostics])


def render_statistics(report: Report, style: Style) -> str:
    """An array with an object for each rule that found something."""
    return as_text(
        [
            {
                "code": row.code,
                "name": row.name,
                "count": row.findings,
                "fixable": {"safe": row.safe, "unsafe": row.unsafe},
            }
            for row in report.by_rule
        ]
    )


def as_text(items: list[dict[str, Any]]) -> str:
    """The JSON text of an array."""
    return json.dumps(_without_surrogates(items), indent=2) + "\n"


def _finding(diagnostic: Diagnostic, report: Report) -> dict[str, Any]:
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


def _without_surrogates(value: Any) -> Any:
    """`value` with lone surrogates replaced, such as stand for undecodable bytes: they are no valid JSON text."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, dict):
        return {key: _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    return value
