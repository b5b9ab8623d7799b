"""From the lines of a Dockerfile to logical lines: directives, comments, continuations and heredoc bodies.

The rules are those of BuildKit's line parser (frontend/dockerfile/parser): a line ends at a line feed, an escape
character at the end of a line joins the next one to it, and comment and blank lines in between are left out.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from dflint.cached_property import cached_property
from dflint.source import BYTE_ORDER_MARK, MappedText, Source, Span

# What Go's unicode.IsSpace takes for white space. Python's own str.strip() also takes U+001C to U+001F.
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"  # noqa: E501
# What separates a keyword from its arguments, and most arguments from each other.
ARGUMENT_SPACE = "\t\v\f\r "
# Where BuildKit looks for white space byte by byte.
ASCII_SPACE = "\t\n\v\f\r "

_DIRECTIVE_SPACE = "\t\n\f\r "
_DIRECTIVES = ("syntax", "escape", "check")
# Behind a heredoc that is never closed, BuildKit gives up. That the file goes on where a line starts so is our guess.
_RESUMPTIONS = (
    "ADD ",
    "ARG ",
    "CMD ",
    "COPY ",
    "ENTRYPOINT ",
    "ENV ",
    "EXPOSE ",
    "FROM ",
    "HEALTHCHECK ",
    "LABEL ",
    "ONBUILD ",
    "RUN ",
    "SHELL ",
    "STOPSIGNAL ",
    "USER ",
    "VOLUME ",
    "WORKDIR ",
)


class Comment(NamedTuple):
    """A comment line, from its ``#`` to the end of the line; `text` is what follows the ``#``, stripped."""

    span: Span
    text: str


class Directive(NamedTuple):
    """A parser directive at the top of the file: ``# syntax=``, ``# escape=`` or ``# check=``."""

    name: str
    value: str
    span: Span


class Problem(NamedTuple):
    """A place where BuildKit refuses the file.

    `in_line_parser` tells the errors of its line parser, which ends the parse, from those of its later stages.
    """

    span: Span
    message: str
    in_line_parser: bool = False


class LogicalLine:
    """An instruction's line with its continuations joined.

    `pieces` are the spans of the source that make up `text`, one a physical line. `start` and `end` are the offsets
    of the first character that is no white space and of the end of the last line, with the heredocs if there are any.
    """

    def __init__(self, source: Source, text: str, pieces: list[Span], start: int, start_row: int) -> None:
        self.source = source
        self.text = text
        self.pieces = pieces
        self.start = start
        self.start_row = start_row
        self.end = start
        self.end_row = start_row
        self.comments: tuple[Comment, ...] = ()

    @cached_property
    def mapped(self) -> MappedText:
        """The text, and where each of its characters stands."""
        return MappedText.joined(self.source, self.pieces)

    def part(self, start: int, end: int) -> MappedText:
        """The characters from `start` to `end`, and where each of them stands."""
        if len(self.pieces) == 1:
            return MappedText.of(self.source, self.span(start, end))
        return self.mapped.sliced(start, end)

    def span(self, start: int, end: int) -> Span:
        """The span in the source of the characters from `start` to `end`."""
        if len(self.pieces) == 1:
            base = self.pieces[0].start
            return Span(base + start, base + end)
        return self.mapped.span(start, end)


class Lexer:
    """Reads the logical lines of one source, in order."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.escape = "\\"
        self.comments: list[Comment] = []
        self.directives: list[Directive] = []
        self.problems: list[Problem] = []
        self._lines = source.text.split("\n")
        if not self._lines[-1]:
            self._lines.pop()
        self._next = 0
        self._offset = 0
        if source.text.startswith(BYTE_ORDER_MARK):
            self._lines[0] = self._lines[0][1:]
            self._offset = 1
        self._read_directives()
        self.header_end = self._place()

    def _read_directives(self) -> None:
        while self._next < len(self._lines):
            line = self._lines[self._next]
            comment = line.strip(WHITE_SPACE)
            if not comment.startswith("#"):
                return
            content = comment[1:].lstrip(WHITE_SPACE)
            name, _, _ = content.partition("=")
            keyword = name.rstrip(_DIRECTIVE_SPACE).lower()
            if keyword not in _DIRECTIVES:
                return
            rest = line[line.index("=") + 1 :].rstrip("\r") if "=" in line else ""
            value = rest.strip(_DIRECTIVE_SPACE) or rest[-1:]
            if not value:
                return
            start = self._offset + line.index("#")
            self._add_directive(Directive(keyword, value, Span(start, start + len(comment))))
            self._advance(line)

    def _add_directive(self, directive: Directive) -> None:
        if any(directive.name == other.name for other in self.directives):
            message = f"the directive {directive.name!r} is given twice"
            self.problems.append(Problem(directive.span, message, in_line_parser=True))
        elif directive.name == "escape":
            if directive.value in ("\\", "`"):
                self.escape = directive.value
            else:
                message = f"the escape character can be \\ or `, not {directive.value!r}"
                self.problems.append(Problem(directive.span, message, in_line_parser=True))
        self.directives.append(directive)

    def _advance(self, line: str) -> None:
        self._next += 1
        self._offset += len(line) + 1

    def _place(self) -> int:
        """Where the next line starts. (The last line need not have a line ending, so `_offset` may be one too far.)"""
        return min(self._offset, len(self.source.text))

    def _comment(self, line: str, stripped: str) -> Comment:
        start = self._offset + len(line) - len(stripped)
        return Comment(Span(start, self._offset + len(line.rstrip("\r"))), stripped[1:].strip(WHITE_SPACE))

    def read_line(self) -> LogicalLine | None:
        """The next instruction's line, or None at the end of the file. Comments before it are kept."""
        while self._next < len(self._lines):
            line = self._lines[self._next]
            stripped = line.lstrip(WHITE_SPACE)
            if stripped and stripped[0] != "#":
                return self._read_instruction(line, stripped)
            if stripped:
                self.comments.append(self._comment(line, stripped))
            self._advance(line)
        return None

    def _read_instruction(self, line: str, stripped: str) -> LogicalLine:
        start = self._offset + len(line) - len(stripped)
        content = stripped.rstrip("\r")
        length = self._continued_length(content)
        if length is None:
            end = start + len(content)
            logical = LogicalLine(self.source, content, [Span(start, end)], start, self._next + 1)
            logical.end = end
            self._advance(line)
            return logical
        logical = LogicalLine(self.source, "", [Span(start, start + length)], start, self._next + 1)
        texts = [content[:length]]
        logical.end = start + len(content)
        self._advance(line)
        self._read_continuations(logical, texts)
        logical.text = "".join(texts)
        logical.end_row = self._next
        return logical

    def _read_continuations(self, logical: LogicalLine, texts: list[str]) -> None:
        comments: list[Comment] = []
        length: int | None = 0
        while length is not None and self._next < len(self._lines):
            line = self._lines[self._next]
            stripped = line.lstrip(WHITE_SPACE)
            content = line.rstrip("\r")
            logical.end = self._offset + len(content)
            if not stripped:
                pass
            elif stripped[0] == "#":
                comments.append(self._comment(line, stripped))
            else:
                length = self._continued_length(content)
                piece = content if length is None else content[:length]
                texts.append(piece)
                logical.pieces.append(Span(self._offset, self._offset + len(piece)))
            self._advance(line)
        logical.comments = tuple(comments)
        self.comments.extend(comments)

    def _continued_length(self, content: str) -> int | None:
        """How much of the line stands before the escape character that continues it; None if it ends here."""
        trimmed = content.rstrip(" \t")
        if not trimmed.endswith(self.escape) or trimmed.endswith(self.escape * 2):
            return None
        return len(trimmed) - 1

    @cached_property
    def _rows_of_line(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, line in enumerate(self._lines):
            rows.setdefault(line.rstrip("\r"), []).append(row)
        return rows

    @cached_property
    def _rows_of_line_without_tabs(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, line in enumerate(self._lines):
            rows.setdefault(line.rstrip("\r").lstrip("\t"), []).append(row)
        return rows

    def read_heredoc(self, logical: LogicalLine, terminator: str, chomp: bool) -> tuple[Span, Span, bool]:
        """Read the lines up to the one that is `terminator`; `chomp` lets tabs stand before it.

        Gives the span of the content, that of content and terminator line, and whether there is a terminator. If there
        is none, the content ends before the next line that looks like an instruction.
        """
        rows = (self._rows_of_line_without_tabs if chomp else self._rows_of_line).get(terminator, [])
        index = bisect_left(rows, self._next)
        found = index < len(rows)
        start = self._place()
        if found:
            last = rows[index]
        else:
            last = self._next
            while last < len(self._lines) and not self._lines[last].startswith(_RESUMPTIONS):
                last += 1
        while self._next < last:
            self._advance(self._lines[self._next])
        end = self._place()
        content = Span(start, end)
        if found:
            line = self._lines[self._next]
            end += len(line.rstrip("\r"))
            self._advance(line)
        logical.end = max(logical.end, end if found else self._line_end(end))
        logical.end_row = self._next
        return content, Span(start, end), found

    def _line_end(self, offset: int) -> int:
        """Step back from the start of a line over the line ending before it."""
        text = self.source.text
        if offset and text[offset - 1] == "\n":
            offset -= 1
            while offset and text[offset - 1] == "\r":
                offset -= 1
        return offset
