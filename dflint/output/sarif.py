"""SARIF 2.1.0, the format in which code hosts and editors take the findings of a static analysis.

Sources: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, and of what GitHub shows:
https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
(verified 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dflint import __version__
from dflint.diagnostics import Diagnostic, Fix, Related, Severity
from dflint.fingerprints import NAME as FINGERPRINT
from dflint.output.json_text import json_text
from dflint.output.report import Place, Report, RuleLike
from dflint.output.rule_page import description, page, precision
from dflint.output.terminal import Style
from dflint.sizes import size_text
from dflint.source import CreateFile, Position

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
"""What the names of files are relative to; GitHub puts the root of the repository in its place."""

_PAGE = "https://github.com/dflint/dflint"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEM_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}

_SECURITY_SEVERITIES = {Severity.ERROR: "8.0", Severity.WARNING: "5.0", Severity.INFO: "2.0"}
"""In the middle of what GitHub calls high, medium and low, of rules about secrets."""

_PRECISIONS = ((0.95, "very-high"), (0.8, "high"), (0.5, "medium"), (0.0, "low"))
"""From which share of right findings on which of GitHub's words stands for the precision of a rule."""

_FEW = 10
"""Of fewer findings than this no share is told."""

_MOST_CHARACTERS = 1024
"""Of a description GitHub shows no more."""


def render(report: Report, style: Style) -> str:
    """The log, of one run. Rules that have found nothing are not listed. `style` has no effect."""
    codes = sorted({diagnostic.code for diagnostic in report.diagnostics})
    indices = {code: index for index, code in enumerate(codes)}
    driver = {
        "name": "dflint",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": _PAGE,
        "rules": [_rule(code, report.rules.get(code)) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "results": [_result(diagnostic, indices[diagnostic.code], report) for diagnostic in report.diagnostics],
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _invocation(report: Report) -> dict[str, Any]:
    """Whether the run is whole: where a rule has failed, what it found before is not mended."""
    notifications = [
        {
            "level": "error",
            "message": {"text": f"{code} failed with {type(error).__name__}. This is a bug of dflint."},
            "locations": [{"physicalLocation": {"artifactLocation": _artifact(path, report)}}],
        }
        for code, path, error in report.errors
    ]
    return {"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}


def _rule(code: str, known: RuleLike | None) -> dict[str, Any]:
    if known is None:
        return {"id": code}
    rule = known.rule
    why = description(rule) or rule.summary()
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary()},
        "fullDescription": {"text": _shortened(why)},
        "help": {"text": f"{rule.summary()}\n\n{why}\n\n{rule.url()}", "markdown": page(rule)},
        "helpUri": rule.url(),
        "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": rule.on},
        "properties": _rule_properties(known),
    }


def _shortened(text: str) -> str:
    """`text` in one paragraph, or its first sentences that GitHub has room for."""
    text = " ".join(text.split())
    if len(text) <= _MOST_CHARACTERS:
        return text
    start = text[: _MOST_CHARACTERS - 1]
    end = start.rfind(". ")
    return start[: end + 1] if end > 0 else f"{start}…"


def _rule_properties(known: RuleLike) -> dict[str, Any]:
    rule = known.rule
    theme = rule.__module__.rpartition(".")[0].rpartition(".")[2]
    properties: dict[str, Any] = {
        "tags": [theme.replace("_", "-")],
        "problem.severity": _PROBLEM_SEVERITIES[rule.severity],
    }
    figures = precision(rule.code)
    if figures is not None and figures[0] >= _FEW:
        share = figures[1] / figures[0]
        properties["precision"] = next(word for least, word in _PRECISIONS if share >= least)
    if theme == "secrets":
        properties["tags"].append("security")
        properties["security-severity"] = _SECURITY_SEVERITIES[rule.severity]
    if rule.aliases:
        properties["aliases"] = list(rule.aliases)
    return properties


def _result(diagnostic: Diagnostic, rule_index: int, report: Report) -> dict[str, Any]:
    text = f"{diagnostic.message}\n\nhelp: {diagnostic.help}" if diagnostic.help else diagnostic.message
    place = report.place(diagnostic.source, diagnostic.span)
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": _without_links(text)},
        "locations": [{"physicalLocation": _location(diagnostic.path, place, report)}],
        "partialFingerprints": {FINGERPRINT: report.fingerprint(diagnostic)},
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            _related(number, related, report) for number, related in enumerate(diagnostic.related, start=1)
        ]
    if diagnostic.fix is not None:
        result["fixes"] = [_fix(diagnostic.fix, report)]
    if diagnostic.cost is not None:
        byte_count, basis, of = diagnostic.cost
        result["properties"] = {"bytes": byte_count, "size": size_text(byte_count), "basis": basis, "of": of}
    return result


def _without_links(text: str) -> str:
    """`text` without what SARIF takes for a link, ``[text](target)``: a name of a scanned file must not make one."""
    return text.replace("](", "] (")


def _location(path: str, place: Place, report: Report) -> dict[str, Any]:
    return {"artifactLocation": _artifact(path, report), "region": _region(place)}


def _artifact(path: str, report: Report) -> dict[str, str]:
    """Where the file at `path` is: an address relative to `ROOT`, or a whole one outside of it."""
    name = report.name_in_checkout(path)
    if name == path:
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(name.encode("utf-8", "surrogateescape")), "uriBaseId": ROOT}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.start.row,
        "startColumn": place.start.column,
        "endLine": place.end.row,
        "endColumn": place.end.column,
    }


def _related(number: int, related: Related, report: Report) -> dict[str, Any]:
    path = related.source.resolve(related.span)[0].path
    place = report.place(related.source, related.span)
    return {
        "id": number,
        "message": {"text": _without_links(related.message)},
        "physicalLocation": _location(path, place, report),
    }


def _fix(fix: Fix, report: Report) -> dict[str, Any]:
    of_path: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        if isinstance(edit, CreateFile):
            start = Position(1, 1)
            place, content = Place("", start, start), edit.text
        else:
            place, content = report.place_of_edit(edit.path, edit.span), edit.content
        replacement = {"deletedRegion": _region(place), "insertedContent": {"text": content}}
        of_path.setdefault(edit.path, []).append(replacement)
    return {
        "description": {"text": f"{fix.message} ({fix.applicability.label} fix)"},
        "artifactChanges": [_change(path, replacements, report) for path, replacements in of_path.items()],
    }


def _change(path: str, replacements: Sequence[dict[str, Any]], report: Report) -> dict[str, Any]:
    return {"artifactLocation": _artifact(path, report), "replacements": list(replacements)}
