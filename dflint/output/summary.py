"""The last lines of a run: how much was found, and how much of it can be mended how."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.diagnostics import Severity
from dflint.output.report import Report, RuleCount
from dflint.output.terminal import Style
from dflint.sizes import MEGABYTE, size_text


def severity_style(severity: Severity, style: Style, text: str) -> str:
    """`text` in the colour of `severity`."""
    if severity is Severity.ERROR:
        return style.red(text)
    return style.yellow(text) if severity is Severity.WARNING else style.cyan(text)


def plural(count: int, noun: str) -> str:
    """`count` and `noun`, such as ``2 errors``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def summary(report: Report, style: Style) -> Iterator[str]:
    """The lines of the summary."""
    counted = report.counted
    if not counted.total:
        yield style.green("All checks passed!")
        return
    parts = ", ".join(
        severity_style(severity, style, plural(count, severity.label) if severity > Severity.INFO else f"{count} info")
        for severity, count in counted.by_severity.items()
        if count
    )
    yield f"Found {plural(counted.total, 'finding')} in {plural(counted.files, 'file')}: {parts}."
    if counted.safe and counted.unsafe:
        yield f"{counted.safe} fixable with `dflint fix`, {counted.unsafe} more with `dflint fix --unsafe`."
    elif counted.safe:
        yield f"{counted.safe} fixable with `dflint fix`."
    elif counted.unsafe:
        yield f"{counted.unsafe} fixable with `dflint fix --unsafe`."
    saving = report.saving
    if saving.byte_count >= MEGABYTE:
        about = "About " if saving.is_estimate else ""
        yield f"{about}{style.bold(size_text(saving.byte_count))} could leave the image{'s' * (saving.files > 1)}."


def statistics(report: Report, style: Style) -> str:
    """How often each rule found something, as a table, and the summary."""
    rows = report.by_rule
    count_width = max((len(str(row.findings)) for row in rows), default=0)
    name_width = max((len(row.name) for row in rows), default=0)
    lines = [
        f"{row.findings:>{count_width}}  {style.bold(row.code)}  {row.name:<{name_width}}  {_fixable(row)}".rstrip()
        for row in rows
    ]
    if lines:
        lines.append("")
    return "\n".join((*lines, *summary(report, style), ""))


def _fixable(row: RuleCount) -> str:
    fixable = [f"{count} {word}" for count, word in ((row.safe, "safe"), (row.unsafe, "unsafe")) if count]
    return f"fixable: {', '.join(fixable)}" if fixable else ""
