"""The source lines of a finding with carets under its exact words."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.output.terminal import Style, printable, width
from dflint.source import BYTE_ORDER_MARK, Source, Span

MOST_COLUMNS = 160
"""A longer line is shown in part, so that a data URL in a line does not fill the screen."""

COLUMNS_BEFORE = 40
"""How much of a long line is shown before the words."""

MOST_ROWS = 4
"""Of a finding over more rows, the first two and the last are shown."""

ELLIPSIS = "…"


def snippet(source: Source, span: Span, style: Style) -> Iterator[str]:
    """The lines that show `span` of `source`, a file: rows, text and carets. None for an empty file."""
    if not source.text.strip(BYTE_ORDER_MARK):
        return
    first = source.row(min(span.start, len(source.text)))
    last = max(first, source.row(max(span.start, span.end - 1)))
    gutter = len(str(last))
    bar = style.blue("|")
    yield f"{'':{gutter}} {bar}"
    for row in _shown_rows(first, last):
        if row is None:
            yield style.blue("...")
            continue
        text, carets = _row(source, row, span)
        yield f"{style.blue(f'{row:>{gutter}}')} {bar} {text}".rstrip()
        if carets:
            yield f"{'':{gutter}} {bar} {style.red(carets) if style.is_coloured else carets}"
    yield f"{'':{gutter}} {bar}"


def gutter_width(source: Source, span: Span) -> int:
    """How wide the row numbers of the snippet are."""
    return len(str(source.row(max(span.start, span.end - 1))))


def _shown_rows(first: int, last: int) -> Iterator[int | None]:
    """The rows to show; None stands for those that are left out."""
    if last - first < MOST_ROWS:
        yield from range(first, last + 1)
    else:
        yield from (first, first + 1, None, last)


def _row(source: Source, row: int, span: Span) -> tuple[str, str]:
    """The text of `row` and the line of carets below it, both as a terminal shows them."""
    line = source.line_span(row)
    line_start = line.start + (row == 1 and source.text.startswith(BYTE_ORDER_MARK))
    start = min(max(span.start, line_start), line.end)
    end = max(start, min(span.end, line.end))
    before, words = source.text[line_start:start], source.text[start:end]
    if span.start < line.start:  # the words go on from the row above: its indentation is not part of them
        indentation = len(words) - len(words.lstrip())
        before, words = before + words[:indentation], words[indentation:]
        if not words:
            return printable(before), ""
    return _clipped(printable(before), printable(words), printable(source.text[end : line.end]))


def _clipped(before: str, words: str, after: str) -> tuple[str, str]:
    """One line of at most about `MOST_COLUMNS` and the carets below its words."""
    if len(before) + len(words) + len(after) > MOST_COLUMNS:
        if len(before) > COLUMNS_BEFORE:
            before = ELLIPSIS + before[len(before) - COLUMNS_BEFORE :]
        room = MOST_COLUMNS - len(before)
        if len(words) > room:
            words, after = words[:room] + ELLIPSIS, ""
        elif len(after) > room - len(words):
            after = after[: room - len(words)] + ELLIPSIS
    return before + words + after, " " * width(before) + "^" * max(1, width(words))
