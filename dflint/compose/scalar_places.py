"""Where does each character of a scalar's text stand in the file, through quotes, escapes, folds and indentation?"""

from __future__ import annotations

import re

from dflint.lazy_pattern import lazy_pattern
from dflint.source import MappedText, Segment, Source, Span


def mapped(source: Source, span: Span, style: str, indentation: int = -1) -> MappedText:
    """The text of the scalar that `span` of `source` writes in `style`, mapped to the characters it comes from.

    `span` holds quotes and block indicators but no tag and no anchor; for a literal or folded scalar it goes up to
    the last line break that may belong to it, and `indentation` is that of the collection around it.
    """
    written = _Written(source)
    if style in ("literal", "folded"):
        _block(written, span, style == "folded", indentation)
    elif style == "plain":
        _flow(written, span, "")
    else:
        _flow(written, Span(span.start + 1, span.end - 1), style)
    return written.mapped(span)


class _Written:
    """A text in the making, and the segments that it comes from."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._pieces: list[str] = []
        self._segments: list[Segment] = []
        self._length = 0

    def copy(self, start: int, end: int) -> None:
        """Add the characters of the source from `start` to `end` as they are."""
        if end <= start:
            return
        previous = self._segments[-1] if self._segments else None
        if previous is not None and previous.source_end == start and _is_verbatim(previous):
            self._segments[-1] = previous._replace(length=previous.length + end - start, source_end=end)
        else:
            self._segments.append(Segment(self._length, end - start, start, end))
        self._pieces.append(self.source.text[start:end])
        self._length += end - start

    def add(self, text: str, start: int, end: int) -> None:
        """Add `text`, which the characters of the source from `start` to `end` stand for."""
        if text == self.source.text[start:end]:
            self.copy(start, end)
        elif text:
            self._segments.append(Segment(self._length, len(text), start, end))
            self._pieces.append(text)
            self._length += len(text)

    def mapped(self, span: Span) -> MappedText:
        return MappedText(self.source, "".join(self._pieces), self._segments, span.end)


def _is_verbatim(segment: Segment) -> bool:
    return segment.length == segment.source_end - segment.source_start


# ----------------------------------------------------------------------------- plain and quoted scalars

# A line break between words, with the blanks around it and the empty lines behind it.
_FOLD = lazy_pattern(r"[ \t]*(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))*[ \t]*")
_BREAK = lazy_pattern(r"\r\n|\r|\n")
_PLAIN_RUN = lazy_pattern(r"[^ \t\r\n]+|[ \t]+(?![ \t\r\n])")
_SINGLE_RUN = lazy_pattern(r"[^' \t\r\n]+|[ \t]+(?![ \t\r\n])")
_DOUBLE_RUN = lazy_pattern(r"[^\\ \t\r\n]+|[ \t]+(?![ \t\r\n])")
_ESCAPE = lazy_pattern(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(?:\r\n|\r|\n)|.)", re.DOTALL)
_ESCAPED_BREAK = lazy_pattern(r"\\(?:\r\n|\r|\n)((?:[ \t]*(?:\r\n|\r|\n))*)[ \t]*")
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}


def _flow(written: _Written, span: Span, style: str) -> None:
    """Plain, single quoted and double quoted scalars: line breaks are folded, escapes replaced."""
    text = written.source.text
    run_pattern = {"single": _SINGLE_RUN, "double": _DOUBLE_RUN}.get(style, _PLAIN_RUN)
    position = span.start
    while position < span.end:
        run = run_pattern.match(text, position, span.end)
        if run is not None:
            written.copy(position, run.end())
            position = run.end()
        elif text[position] == "'":
            written.add("'", position, position + 2)
            position += 2
        elif text[position] == "\\":
            position = _escape(written, position, span.end)
        else:
            position = _fold(written, position, span.end)


def _fold(written: _Written, start: int, end: int) -> int:
    """One line break is a space, each further one is a line feed. Blanks before the closing quote are kept."""
    text = written.source.text
    fold = _FOLD.match(text, start, end)
    if fold is None:
        written.copy(start, end)
        return end
    breaks = list(_BREAK.finditer(text, start, fold.end()))
    if len(breaks) == 1:
        written.add(" ", start, fold.end())
    for line_break in breaks[1:]:
        written.add("\n", line_break.start(), line_break.end())
    return fold.end()


def _escape(written: _Written, start: int, end: int) -> int:
    text = written.source.text
    escape = _ESCAPE.match(text, start, end)
    if escape is None:
        written.copy(start, start + 1)
        return start + 1
    code = escape.group()[1:]
    if code in ("\n", "\r", "\r\n"):
        joined = _ESCAPED_BREAK.match(text, start, end)
        assert joined is not None
        for line_break in _BREAK.finditer(text, joined.start(1), joined.end(1)):
            written.add("\n", line_break.start(), line_break.end())
        return joined.end()
    if len(code) > 1:
        number = int(code[1:], 16)
        written.add(chr(number) if number <= 0x10FFFF else "\ufffd", start, escape.end())
    else:
        written.add(_ESCAPES.get(code, code), start, escape.end())
    return escape.end()


# ----------------------------------------------------------------------------- literal and folded scalars

_HEADER = lazy_pattern(r"[|>]([-+0-9]*)[^\r\n]*(?:\r\n|\r|\n)?")
_LINE = lazy_pattern(r"([^\r\n]*)(\r\n|\r|\n|)")


class _Line:
    """One line of a block scalar: its text without the indentation, and its line break."""

    __slots__ = ("end", "is_empty", "leads_with_blank", "start", "stop")

    def __init__(self, text: str, start: int, stop: int, end: int, indentation: int) -> None:
        content = text[start:stop]
        self.is_empty = len(content) <= indentation and not content.strip(" ")
        self.start = stop if self.is_empty else start + indentation
        self.stop = stop
        self.end = end
        self.leads_with_blank = text[self.start : self.start + 1] in (" ", "\t")


def _block(written: _Written, span: Span, folded: bool, parent_indentation: int) -> None:
    text = written.source.text
    header = _HEADER.match(text, span.start, span.end)
    assert header is not None
    indicators = header.group(1)
    lines = [line for line in _LINE.finditer(text, header.end(), span.end) if line.end() > line.start()]
    digits = indicators.strip("+-")
    given = max(parent_indentation, 0) + int(digits or 0)
    indentation = given if digits else _first_indentation(lines, parent_indentation)
    content = [_Line(text, line.start(), line.end(1), line.end(), indentation) for line in lines]
    last = max((index for index, line in enumerate(content) if not line.is_empty), default=-1)
    for index, line in enumerate(content[: last + 1]):
        written.copy(line.start, line.stop)
        if index == last:
            break
        if not line.is_empty and folded:
            _folded_break(written, content, index)
        else:
            written.add("\n", line.stop, line.end)
    trailing = content[last:] if last >= 0 else content
    if "+" in indicators:
        for line in trailing:
            if line.end > line.stop:
                written.add("\n", line.stop, line.end)
    elif "-" not in indicators and last >= 0 and content[last].end > content[last].stop:
        written.add("\n", content[last].stop, content[last].end)


def _first_indentation(lines: list[re.Match[str]], parent_indentation: int) -> int:
    """The indentation of the first line with content; of the widest line where none has any."""
    widest = 0
    for line in lines:
        content = line.group(1)
        width = len(content) - len(content.lstrip(" "))
        widest = max(widest, width)
        if width < len(content):
            break
    return max(parent_indentation + 1, widest)


def _folded_break(written: _Written, lines: list[_Line], index: int) -> None:
    """The break behind line `index`: a space, or nothing before empty lines, or kept around indented lines."""
    line = lines[index]
    following = index + 1
    while lines[following].is_empty:
        following += 1
    if line.leads_with_blank or lines[following].leads_with_blank:
        written.add("\n", line.stop, line.end)
    elif following == index + 1:
        written.add(" ", line.stop, lines[following].start)
