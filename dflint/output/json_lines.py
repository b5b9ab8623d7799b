"""Findings for programs that read a line at a time: an object a line, with the fields of the format ``json``."""

from __future__ import annotations

from dflint.output.json_array import finding, rule_count
from dflint.output.json_text import json_line
from dflint.output.report import Report
from dflint.output.terminal import Style


def render(report: Report, style: Style) -> str:
    """A line for each finding. `style` has no effect."""
    return "".join(json_line(finding(diagnostic, report)) for diagnostic in report.diagnostics)


def render_statistics(report: Report, style: Style) -> str:
    """A line for each rule that found something."""
    return "".join(json_line(rule_count(row)) for row in report.by_rule)
