"""Findings as Markdown: a comment on a pull request, or the summary of a step of GitHub Actions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dflint.cost import cost_text
from dflint.diagnostics import Diagnostic, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.output.report import Report
from dflint.output.summary import plural, summary
from dflint.output.terminal import PLAIN, Style, printable

MARK = "<!-- dflint -->"
"""The first line, by which whoever posts the comment finds the one of the run before."""

MOST_BYTES_OF_COMMENT = 60_000
"""GitHub takes comments of 65,536 characters, and whoever posts it may want to say something too."""

MOST_BYTES_OF_SUMMARY = 1_000_000
"""GitHub takes 1024 KiB for the summary of a step, and drops a larger one altogether.

Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions (verified 2026-11-27).
"""

_ROOM_FOR_END = 100
_CODE_SPAN = lazy_pattern(r"(?<!`)`([^`]+)`(?!`)")
_SYNTAX = lazy_pattern(r"[\\`*_\[\]<>|~&!]")


def render(report: Report, style: Style) -> str:
    """The comment. `style` has no effect."""
    return within(MOST_BYTES_OF_COMMENT, report)


def within(byte_count: int, report: Report) -> str:
    """The Markdown of `report` in at most about `byte_count` bytes; findings that have no room are counted."""
    head = [MARK, "### dflint", "", " ".join(summary(report, PLAIN)), ""]
    lines = list(head)
    room = byte_count - _ROOM_FOR_END - _size(head)
    shown = 0
    for filename, found in report.by_file.items():
        rows = fitting([_row(diagnostic, report) for diagnostic in found], room - _size(_table(filename)))
        if rows:
            lines += (*_table(filename), *rows, "")
            room -= _size((*_table(filename), *rows, ""))
            shown += len(rows)
        if len(rows) < len(found):
            break
    left = len(report.diagnostics) - shown
    if left:
        lines.append(f"{plural(left, 'more finding')} had no room here.")
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(filename: str) -> tuple[str, ...]:
    return (
        f"#### {code_span(filename)}",
        "",
        "| Line | | Rule | Finding | Bytes |",
        "| ---: | --- | --- | --- | ---: |",
    )


def _row(diagnostic: Diagnostic, report: Report) -> str:
    place = report.place(diagnostic.source, diagnostic.span)
    rule = report.rules.get(diagnostic.code)
    code = f"[{diagnostic.code}]({rule.url()})" if rule else diagnostic.code
    label = diagnostic.severity.label
    severity = f"**{label}**" if diagnostic.severity is Severity.ERROR else label
    return f"| {place.start.row} | {severity} | {code} | {'<br>'.join(_said(diagnostic))} | {bytes_of(diagnostic)} |"


def _said(diagnostic: Diagnostic) -> Iterator[str]:
    yield inline(diagnostic.message)
    if diagnostic.help:
        yield f"<sub>{inline(diagnostic.help)}</sub>"


def bytes_of(diagnostic: Diagnostic) -> str:
    """What a finding costs: ``about 3.0 GB``; what is no part of the image is named."""
    cost = diagnostic.cost
    if cost is None:
        return ""
    return cost_text(cost) if cost.of == "image" else f"{cost_text(cost)} of the {cost.of}"


def inline(text: str) -> str:
    """`text` for a line or a cell of a table: what stands in backticks is code, and nothing else is Markdown.

    So no name of a scanned file makes HTML, an image, a link with another text than its address, or a mention.
    """
    pieces: list[str] = []
    position = 0
    for match in _CODE_SPAN.finditer(text):
        pieces += (_escaped(text[position : match.start()]), code_span(match[1]))
        position = match.end()
    pieces.append(_escaped(text[position:]))
    return "".join(pieces)


def _escaped(text: str) -> str:
    return _SYNTAX.sub(_as_entity, printable(text)).replace("@", "@<!-- -->")


def _as_entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def code_span(text: str) -> str:
    """`text` as code, whatever is in it."""
    shown = printable(text)
    # A table ends its cells at bars in code too, and what a backslash before them does differs.
    return f"<code>{_escaped(shown)}</code>" if any(character in shown for character in "`|\\") else f"`{shown}`"


def fitting(rows: Sequence[str], room: int) -> Sequence[str]:
    """The first of `rows`, each a line, that have room in so many bytes."""
    taken = 0
    for index, row in enumerate(rows):
        taken += _size((row,))
        if taken > room:
            return rows[:index]
    return rows


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.encode("utf-8", "surrogatepass")) + 1 for line in lines)
