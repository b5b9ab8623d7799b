"""A JUnit report, as Jenkins, Azure Pipelines and GitLab read it: a suite a file, a failed test a finding.

There is no standard; this is what Jenkins takes:
https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
(verified 2026-11-27).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from dflint.diagnostics import Diagnostic
from dflint.output.report import Report
from dflint.output.terminal import Style, printable


class _Case(NamedTuple):
    """A test. `outcome` is ``failure``, ``error`` or ``skipped``, or empty where it passes."""

    name: str
    outcome: str = ""
    kind: str = ""
    message: str = ""
    text: str = ""


def render(report: Report, style: Style) -> str:
    """The report. A file without findings is a test that passes. `style` has no effect."""
    suites: dict[str, list[_Case]] = {report.filename(path): [] for path in report.files}
    for filename, found in report.by_file.items():
        suites.setdefault(filename, []).extend(_cases(found, report))
    for code, path, error in report.errors:
        case = _Case(f"{code} (internal error)", "error", type(error).__name__, f"{code} failed: a bug of dflint")
        suites.setdefault(report.filename(path), []).append(case)
    of_file = {filename: cases or [_Case("dflint")] for filename, cases in sorted(suites.items())}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites name="dflint" {_counts([case for cases in of_file.values() for case in cases])}>')
    for filename, cases in of_file.items():
        name = _attribute(filename)
        skipped = sum(1 for case in cases if case.outcome == "skipped")
        lines.append(f'  <testsuite name={name} {_counts(cases)} skipped="{skipped}">')
        lines += (_written(case, filename) for case in cases)
        lines.append("  </testsuite>")
    lines.append("</testsuites>")
    return "\n".join(lines) + "\n"


def _counts(cases: Sequence[_Case]) -> str:
    failures, errors = (sum(1 for case in cases if case.outcome == outcome) for outcome in ("failure", "error"))
    return f'tests="{len(cases)}" failures="{failures}" errors="{errors}"'


def _written(case: _Case, filename: str) -> str:
    start = f"    <testcase name={_attribute(case.name)} classname={_attribute(filename)}"
    if not case.outcome:
        return f"{start}/>"
    attributes = f"type={_attribute(case.kind)} message={_attribute(case.message)}"
    outcome = f"<{case.outcome} {attributes}>{_text(case.text)}</{case.outcome}>"
    return f"{start}>\n      {outcome}\n    </testcase>"


def _cases(found: Sequence[Diagnostic], report: Report) -> Iterator[_Case]:
    """A test for each finding. Its name has a number in place of the row, so that it is the same in the next run."""
    seen: Counter[str] = Counter()
    for diagnostic in found:
        seen[diagnostic.code] += 1
        rule = report.rules.get(diagnostic.code)
        name = f"{diagnostic.code} {rule.name}" if rule else diagnostic.code
        yield _Case(
            name if seen[diagnostic.code] == 1 else f"{name} ({seen[diagnostic.code]})",
            # What does not make the run fail must not make the build of Jenkins unstable either.
            "failure" if report.is_failure(diagnostic) else "skipped",
            diagnostic.severity.label,
            diagnostic.message,
            # Of what is printable, XML has every character.
            "\n".join(map(printable, _body(diagnostic, report))),
        )


def _body(diagnostic: Diagnostic, report: Report) -> Iterator[str]:
    place = report.place(diagnostic.source, diagnostic.span)
    yield f"{place.filename}:{place.start.row}:{place.start.column}: {diagnostic.code} {diagnostic.message}"
    if diagnostic.help:
        yield f"help: {diagnostic.help}"
    for related in diagnostic.related:
        other = report.place(related.source, related.span)
        yield f"note: {other.filename}:{other.start.row}:{other.start.column}: {related.message}"
    rule = report.rules.get(diagnostic.code)
    if rule is not None:
        yield f"rule: {rule.url()}"


def _attribute(text: str) -> str:
    return _without_commands(quoteattr(printable(text)))


def _text(text: str) -> str:
    return _without_commands(escape(text))


def _without_commands(text: str) -> str:
    """See `dflint.output.terminal.without_commands`; here a reader of the report sees the very characters."""
    return text.replace("##", "#&#35;").replace("::", ":&#58;")
