"""A Code Quality report of GitLab: https://docs.gitlab.com/ci/testing/code_quality/ (verified 2026-11-27)."""

from __future__ import annotations

from typing import Any

from dflint.diagnostics import Diagnostic, Severity
from dflint.output.json_text import json_text
from dflint.output.report import Report
from dflint.output.terminal import Style

REPORT_FILE = "gl-code-quality-report.json"
"""The name that GitLab's documentation and its own job give to the report."""

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "minor"}


def render(report: Report, style: Style) -> str:
    """The report. `style` has no effect."""
    return json_text([_issue(diagnostic, report) for diagnostic in report.diagnostics])


def _issue(diagnostic: Diagnostic, report: Report) -> dict[str, Any]:
    place = report.place(diagnostic.source, diagnostic.span)
    return {
        "description": f"{diagnostic.code}: {diagnostic.message}",
        "check_name": diagnostic.code,
        "fingerprint": report.fingerprint(diagnostic),
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {
            "path": report.name_in_checkout(diagnostic.path),
            "lines": {"begin": place.start.row, "end": place.end.row},
        },
    }
