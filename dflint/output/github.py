"""Annotations of GitHub Actions: workflow commands in the log, which GitHub shows at the lines of a pull request.

Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions (verified 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Iterator

from dflint.diagnostics import Diagnostic, Severity
from dflint.output.report import Report
from dflint.output.summary import plural
from dflint.output.terminal import Style, printable, without_commands

MOST_OF_A_LEVEL = 10
"""Of a step GitHub shows ten annotations of a level: https://github.com/orgs/community/discussions/26680."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, style: Style) -> str:
    """Rules that have failed, and the first findings of each severity, as annotations.

    The other findings are lines of the log, folded up. `style` has no effect.
    """
    annotations = [
        f"::error title=dflint,file={_property(report.name_in_checkout(path))}::{code} failed. This is a bug of dflint."
        for code, path, _ in report.errors
    ]
    others: list[str] = []
    for severity in sorted(Severity, reverse=True):
        found = [diagnostic for diagnostic in report.diagnostics if diagnostic.severity is severity]
        annotations += (_annotation(diagnostic, report) for diagnostic in found[:MOST_OF_A_LEVEL])
        others += (without_commands(_line(diagnostic, report)) for diagnostic in found[MOST_OF_A_LEVEL:])
    if others:
        others = [f"::group::{plural(len(others), 'more finding')}", *others, "::endgroup::"]
    return "".join(f"{line}\n" for line in (*annotations, *others))


def error_command(message: str) -> str:
    """The annotation of an error that stands in no file."""
    return f"::error title=dflint::{'%0A'.join(map(_data, message.splitlines()))}"


def _annotation(diagnostic: Diagnostic, report: Report) -> str:
    place = report.place(diagnostic.source, diagnostic.span)
    rule = report.rules.get(diagnostic.code)
    properties = {
        "title": f"{diagnostic.code} {rule.name}" if rule else diagnostic.code,
        "file": report.name_in_checkout(diagnostic.path),
        "line": str(place.start.row),
        "endLine": str(place.end.row),
    }
    if place.start.row == place.end.row:  # else GitHub takes no columns
        properties["col"] = str(place.start.column)
        properties["endColumn"] = str(place.end.column)
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[diagnostic.severity]} {written}::{'%0A'.join(_message(diagnostic, report))}"


def _message(diagnostic: Diagnostic, report: Report) -> Iterator[str]:
    yield _data(_line(diagnostic, report))
    if diagnostic.help:
        yield _data(f"help: {diagnostic.help}")
    rule = report.rules.get(diagnostic.code)
    if rule is not None:
        yield _data(rule.url())


def _line(diagnostic: Diagnostic, report: Report) -> str:
    """The finding on one line, with its place, which the log shows nowhere else."""
    place = report.place(diagnostic.source, diagnostic.span)
    start = f"{place.filename}:{place.start.row}:{place.start.column}"
    return printable(f"{start}: {diagnostic.code} {diagnostic.message}")


def _data(text: str) -> str:
    """`text` as the message of a command. Another CI system may read it too, and takes ``##`` for its own."""
    return without_commands(printable(text)).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
