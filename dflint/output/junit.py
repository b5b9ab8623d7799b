"""A JUnit report, as Jenkins, Azure Pipelines and GitLab read it: a suite a file, a failed test a finding.

There is no standard; this is what Jenkins takes:
https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
(verified 2026-11-27).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from dflint.diagnostics import Diagnostic
from dflint.output.report import Report
from dflint.output.terminal import Style, printable


def render(report: Report, style: Style) -> str:
    """The report. A file without findings is a test that passes. `style` has no effect."""
    clean: dict[str, Sequence[Diagnostic]] = {report.filename(path): () for path in report.files}
    suites = sorted({**clean, **report.by_file}.items())
    failures = sum(1 for diagnostic in report.diagnostics if report.is_failure(diagnostic))
    tests = sum(max(1, len(found)) for _, found in suites)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites name="dflint" tests="{tests}" failures="{failures}" errors="0">')
    for filename, found in suites:
        lines += _suite(filename, found, report)
    lines.append("</testsuites>")
    return "\n".join(lines) + "\n"


def _suite(filename: str, found: Sequence[Diagnostic], report: Report) -> Iterator[str]:
    failures = sum(1 for diagnostic in found if report.is_failure(diagnostic))
    counts = f'tests="{max(1, len(found))}" failures="{failures}" errors="0" skipped="{len(found) - failures}"'
    yield f"  <testsuite name={_attribute(filename)} {counts}>"
    if not found:
        yield f'    <testcase name="dflint" classname={_attribute(filename)}/>'
    seen: Counter[str] = Counter()
    for diagnostic in found:
        seen[diagnostic.code] += 1
        yield from _case(diagnostic, seen[diagnostic.code], filename, report)
    yield "  </testsuite>"


def _case(diagnostic: Diagnostic, number: int, filename: str, report: Report) -> Iterator[str]:
    """A test for one finding. Its name has a number in place of the row, so that it is the same in the next run."""
    rule = report.rules.get(diagnostic.code)
    name = f"{diagnostic.code} {rule.name}" if rule else diagnostic.code
    name = name if number == 1 else f"{name} ({number})"
    # What does not make the run fail must not make the build of Jenkins unstable either.
    element = "failure" if report.is_failure(diagnostic) else "skipped"
    kind, message = _attribute(diagnostic.severity.label), _attribute(diagnostic.message)
    yield f"    <testcase name={_attribute(name)} classname={_attribute(filename)}>"
    yield f"      <{element} type={kind} message={message}>{_text(_body(diagnostic, report))}</{element}>"
    yield "    </testcase>"


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
    # Of what is printable, XML has every character.
    return _without_commands(quoteattr(printable(text)))


def _text(lines: Iterator[str]) -> str:
    return _without_commands("\n".join(escape(printable(line)) for line in lines))


def _without_commands(text: str) -> str:
    """See `dflint.output.terminal.without_commands`; here a reader of the report sees the very characters."""
    return text.replace("##", "#&#35;").replace("::", ":&#58;")
