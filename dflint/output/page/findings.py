"""What to do: the findings, the most saving first, each with the diff of its fix."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.analysis.results import BuildAnalysis, FileChange, FindingReport
from dflint.output.difference import unified_diff
from dflint.output.figures import savings_text
from dflint.output.page.markup import Markup, element, join, with_code

OPEN = 1
"""So many of the first findings are open when the page is."""

_COMMANDS = {"safe": "dflint fix", "unsafe": "dflint fix --unsafe"}


def findings(analysis: BuildAnalysis) -> Markup:
    """The section of the findings."""
    if not analysis.findings:
        return element("p", "dflint found nothing to mend.", class_="missing")
    items = (_finding(found, number < OPEN) for number, found in enumerate(analysis.findings))
    return element("ol", (element("li", item) for item in items), class_="findings")


def _finding(found: FindingReport, is_open: bool) -> Markup:
    saves = savings_text(found)
    fix = element("span", f"{found.fix} fix", class_=f"fix {found.fix}") if found.fix else ""
    summary = element(
        "summary",
        element("span", found.severity, class_=f"severity {found.severity}"),
        element("span", with_code(found.message), class_="message"),
        element("span", f"saves {saves}", class_="saves") if saves else "",
        fix,
    )
    return element("details", summary, element("div", _body(found), class_="body"), open=is_open)


def _body(found: FindingReport) -> Iterator[Markup]:
    rule = f"{found.code} {found.name}".strip()
    link = element("a", rule, href=found.url, rel="noreferrer") if found.url else rule
    yield element("p", element("code", f"{found.filename}:{found.row}"), " ", link, class_="place")
    if found.help:
        yield element("p", with_code(_sentence(found.help)))
    if found.fix:
        yield element("p", with_code(found.fix_message), ": ", element("code", _COMMANDS[found.fix]))
    for change in found.changes:
        yield _difference(change)


def _sentence(text: str) -> str:
    end = "" if text.endswith((".", "?", "!")) else "."
    return f"{text[:1].upper()}{text[1:]}{end}"


def _difference(change: FileChange) -> Markup:
    lines = unified_diff(change.filename, change.before, change.after)
    written = (element("span", line.rstrip("\r\n") or " ", class_=_kind(line)) for line in lines)
    return element("pre", join(written), class_="diff", aria_label=f"What the fix changes in {change.filename}")


def _kind(line: str) -> str:
    if line.startswith(("---", "+++", "@@")):
        return "head"
    return {"+": "added", "-": "removed"}.get(line[:1], "same")
