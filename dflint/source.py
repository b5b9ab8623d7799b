"""Where in the text is this? Files as text, spans in them, and edits to them.

A span counts characters of the text as decoded from UTF-8 with ``surrogateescape``, so every byte of a file has a
place in the text and is written back unchanged, also a byte that is not UTF-8.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dflint.cached_property import cached_property

BYTE_ORDER_MARK = "\ufeff"


class Span(NamedTuple):
    """A half-open range of characters in a text."""

    start: int
    end: int

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character, or one is empty and lies strictly inside the other."""
        return self.start < other.end and other.start < self.end


class Edit(NamedTuple):
    """Put `content` in place of the characters of `span` in the file at `path`."""

    path: str
    span: Span
    content: str


class CreateFile(NamedTuple):
    """Create the file at `path` with `text`; the fix that holds it fails if the path exists."""

    path: str
    text: str


class Position(NamedTuple):
    """A place as people count it: row and column from 1, the column in characters."""

    row: int
    column: int


class Source:
    """The text of one file, or of a text that is embedded in another file.

    `path` is absolute and native, or a name that a person understands when there is no file. `embedded_in` maps this
    text to the file that holds it (an inline Dockerfile in a compose file); spans are then resolved by `resolve`.
    """

    def __init__(self, path: str, text: str, data: bytes | None = None, embedded_in: MappedText | None = None) -> None:
        self.path = path
        self.text = text
        self.embedded_in = embedded_in
        self._data = data

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> Source:
        """The source whose bytes are `data`."""
        return cls(path, data.decode("utf-8", "surrogateescape"), data)

    @classmethod
    def read(cls, path: str) -> Source:
        """Read the file at `path`. Raises `OSError`."""
        with open(path, "rb") as file:
            return cls.from_bytes(path, file.read())

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        if self._data is None:
            self._data = encode(self.text)
        return self._data

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """The offset at which each line starts. A line ends after its line feed."""
        starts = [0]
        find = self.text.find
        offset = find("\n")
        while offset >= 0:
            starts.append(offset + 1)
            offset = find("\n", offset + 1)
        return starts

    @cached_property
    def newline(self) -> str:
        """The line ending of most lines of the text: ``"\\r\\n"`` or ``"\\n"``."""
        carriage_returns = self.text.count("\r\n")
        return "\r\n" if carriage_returns * 2 > self.text.count("\n") else "\n"

    @property
    def full_span(self) -> Span:
        """The span of the whole text."""
        return Span(0, len(self.text))

    def row(self, offset: int) -> int:
        """The 1-based row of the character at `offset`."""
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> Position:
        """Row and column of the character at `offset`. A byte order mark takes no column."""
        row = self.row(offset)
        column = offset - self.line_starts[row - 1] + 1
        if row == 1 and self.text.startswith(BYTE_ORDER_MARK):
            column = max(1, column - 1)
        return Position(row, column)

    def line_span(self, row: int) -> Span:
        """The span of the 1-based `row`, without its line ending."""
        start = self.line_starts[row - 1]
        end = self.line_starts[row] if row < len(self.line_starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)

    def line(self, row: int) -> str:
        """The text of the 1-based `row`, without its line ending."""
        span = self.line_span(row)
        return self.text[span.start : span.end]

    def slice(self, span: Span) -> str:
        """The text of `span`."""
        return self.text[span.start : span.end]

    def resolve(self, span: Span) -> tuple[Source, Span]:
        """The file, and the span in it, that `span` of this text was written at."""
        if self.embedded_in is None:
            return self, span
        outer = self.embedded_in
        return outer.source.resolve(outer.span(span.start, span.end))

    def edit(self, span: Span, content: str) -> Edit | None:
        """An edit of the file that replaces `span` of this text, or None where that cannot be written.

        In an embedded text only characters that stand in the outer file as they are can be replaced, and only by what
        can be written there (see `MappedText.replacement`).
        """
        outer = self.embedded_in
        if outer is None:
            return Edit(self.path, span, content)
        replacement = outer.replacement(span, content)
        return outer.source.edit(*replacement) if replacement is not None else None

    @cached_property
    def undecodable(self) -> Span | None:
        """The first run of bytes that are not UTF-8, or None."""
        try:
            self.text.encode("utf-8")
        except UnicodeEncodeError as error:
            return Span(error.start, error.end)
        return None


class Segment(NamedTuple):
    """`length` characters from `start` in the mapped text come from `source_start` to `source_end`.

    Where the two lengths are equal, characters correspond one to one; else the run is one escaped thing.
    """

    start: int
    length: int
    source_start: int
    source_end: int


class MappedText:
    """Text that is embedded in a file, and where each character of it stands there.

    A RUN body through its continuations, a JSON string, the script of ``bash -c``, a heredoc, a block scalar.
    """

    def __init__(self, source: Source, text: str, segments: Sequence[Segment], end: int | None = None) -> None:
        """`segments` cover `text` without gaps, in order; `end` is where in the source an empty text stands."""
        self.source = source
        self.text = text
        self.segments = segments
        self._starts = [segment.start for segment in segments]
        self._end = end if end is not None else (segments[-1].source_end if segments else 0)

    @classmethod
    def of(cls, source: Source, span: Span) -> MappedText:
        """The text of `span` of `source` as it stands there."""
        length = span.end - span.start
        segments = [Segment(0, length, span.start, span.end)] if length else []
        return cls(source, source.slice(span), segments, span.end)

    @classmethod
    def joined(cls, source: Source, spans: Iterable[Span], end: int | None = None) -> MappedText:
        """The texts of several spans of `source`, one after the other."""
        pieces: list[str] = []
        segments: list[Segment] = []
        length = 0
        for span in spans:
            if span.end > span.start:
                segments.append(Segment(length, span.end - span.start, span.start, span.end))
                pieces.append(source.text[span.start : span.end])
                length += span.end - span.start
            elif end is None and not segments:
                end = span.end
        return cls(source, "".join(pieces), segments, end if not segments else None)

    def offset(self, index: int) -> int:
        """The offset in the source of the character at `index`."""
        if not self.segments:
            return self._end
        if index >= len(self.text):
            return self.segments[-1].source_end
        segment = self.segments[bisect_right(self._starts, index) - 1]
        if segment.length == segment.source_end - segment.source_start:
            return segment.source_start + index - segment.start
        return segment.source_start

    def end_offset(self, index: int) -> int:
        """The offset in the source just behind the character before `index`."""
        if index <= 0 or not self.segments:
            return self.offset(index)
        segment = self.segments[bisect_right(self._starts, index - 1) - 1]
        if segment.length == segment.source_end - segment.source_start:
            return segment.source_start + index - segment.start
        return segment.source_end

    def span(self, start: int, end: int) -> Span:
        """The span in the source from the character at `start` to the one before `end`."""
        first = self.offset(start)
        return Span(first, max(first, self.end_offset(end)) if end > start else first)

    def is_verbatim(self, start: int, end: int) -> bool:
        """Whether the characters from `start` to `end` stand in the source just so, without anything between."""
        span = self.span(start, end)
        return self.source.slice(span) == self.text[start:end]

    @cached_property
    def indentation(self) -> str:
        """The blanks that stand in the source before each line of the text."""
        first = len(self.text) - len(self.text.lstrip("\n"))
        offset = self.offset(first)
        line_start = self.source.text.rfind("\n", 0, offset) + 1
        prefix = self.source.text[line_start:offset]
        return prefix[: len(prefix) - len(prefix.lstrip(" \t"))]

    def replacement(self, span: Span, content: str) -> tuple[Span, str] | None:
        """What to replace in the source, and by what, so that `content` stands in place of `span` of this text.

        None if that cannot be written. Here the lines of `content` are indented as the text is, and a line that goes
        takes its indentation with it. Texts that stand in quotes, or are folded, override this.
        """
        if not self.is_verbatim(span.start, span.end):
            return None
        outer = self.source.text
        start, end = self.span(span.start, span.end)
        is_line_start = span.start == 0 or self.text[span.start - 1] == "\n"
        if span.end > span.start and self.text[span.end - 1] == "\n" and not content.endswith("\n"):
            if span.end < len(self.text):
                end = self.offset(span.end)
            elif content or not is_line_start:
                content += "\n"
            else:
                start = outer.rfind("\n", 0, start) + 1
        lines = content.split("\n")
        before = outer[outer.rfind("\n", 0, start) + 1 : start]
        if lines[0] and is_line_start and self.indentation.startswith(before):
            lines[0] = self.indentation[len(before) :] + lines[0]
        is_before_line = end == len(outer) or outer[end - 1 : end] == "\n"
        for index in range(1, len(lines)):
            if lines[index] or (index == len(lines) - 1 and not is_before_line):
                lines[index] = self.indentation + lines[index]
        return Span(start, end), self.source.newline.join(lines)

    def sliced(self, start: int, end: int) -> MappedText:
        """The part of this text from `start` to `end`."""
        segments: list[Segment] = []
        index = max(0, bisect_right(self._starts, start) - 1)
        for position in range(index, len(self.segments)):
            segment = self.segments[position]
            if segment.start >= end:
                break
            low, high = max(segment.start, start), min(segment.start + segment.length, end)
            if high <= low:
                continue
            if segment.length == segment.source_end - segment.source_start:
                source_start = segment.source_start + low - segment.start
                segments.append(Segment(low - start, high - low, source_start, source_start + high - low))
            else:
                segments.append(Segment(low - start, high - low, segment.source_start, segment.source_end))
        return MappedText(self.source, self.text[start:end], segments, self.offset(start))

    def derived(self, text: str, pieces: Iterable[tuple[int, int, int]]) -> MappedText:
        """A text made from this one, such as a string without its quotes.

        `pieces` are ``(length, start, end)``: the next `length` characters of `text` come from ``[start, end)`` here.
        """
        segments: list[Segment] = []
        position = 0
        for length, start, end in pieces:
            if not length:
                continue
            if length == end - start:
                for segment in self.sliced(start, end).segments:
                    segments.append(segment._replace(start=segment.start + position))
            else:
                span = self.span(start, end)
                segments.append(Segment(position, length, span.start, span.end))
            position += length
        return MappedText(self.source, text, segments, self._end)


def encode(text: str) -> bytes:
    """The bytes of a text that was decoded by this module."""
    return text.encode("utf-8", "surrogateescape")


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """`text` with `edits` applied, which are all of one file.

    Raises `ValueError` if two edits overlap. Insertions at one place are applied in the order given.
    """
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < position:
            raise ValueError(f"edits overlap at character {edit.span.start}")
        pieces.append(text[position : edit.span.start])
        pieces.append(edit.content)
        position = edit.span.end
    pieces.append(text[position:])
    return "".join(pieces)
