"""The events of a YAML text: where its scalars, sequences, mappings and aliases start and end.

This is the only module that imports ruamel.yaml, and `loader.load` imports it only when there is a file to read. Its
scanner and parser are used below the level of nodes, so that what was read before an error is kept, an alias stays an
alias, and comments are seen where the scanner sees them. Three steps of the scanner are replaced: blanks between
tokens and plain scalars, where the time goes (about a third of a millisecond for thirty lines is saved), and where
Compose's own parser takes tabs as blanks and ruamel.yaml does not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NamedTuple

import ruamel

from dflint.lazy_pattern import lazy_pattern
from dflint.source import Span


@contextmanager
def _without_the_package() -> Iterator[None]:
    """Import modules of ruamel.yaml without what its package imports: emitters and representers, most of the time.

    An empty package stands in for it meanwhile. Then all is taken away again, so that whoever imports ruamel.yaml gets
    the whole one, and the modules imported here are copies that only this module has.
    """
    if "ruamel.yaml" in sys.modules:
        yield
        return
    package = ModuleType("ruamel.yaml")
    package.__path__ = [f"{folder}/yaml" for folder in ruamel.__path__]
    sys.modules["ruamel.yaml"] = package
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name == "ruamel.yaml" or name.startswith("ruamel.yaml.")]:
            del sys.modules[name]
        vars(ruamel).pop("yaml", None)


with _without_the_package():
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.events import (
        AliasEvent,
        CollectionEndEvent,
        DocumentStartEvent,
        MappingStartEvent,
        ScalarEvent,
        SequenceStartEvent,
    )
    from ruamel.yaml.parser import Parser
    from ruamel.yaml.scanner import Scanner
    from ruamel.yaml.tokens import ScalarToken

_BLANK = "\\x00 \\t\\r\\n"
_BLOCK_CHARACTER = f"(?:[^{_BLANK}:]|:(?![{_BLANK}]))"
_FLOW_CHARACTER = f"(?:[^{_BLANK}:,\\[\\]{{}}]|:(?![{_BLANK}]))"
# One line of a plain scalar: runs of characters with blanks between them; a run behind a blank does not start with '#'.
_BLOCK_LINE = lazy_pattern(f"{_BLOCK_CHARACTER}+(?:[ \\t]+(?!\\#){_BLOCK_CHARACTER}+)*")
_FLOW_LINE = lazy_pattern(f"{_FLOW_CHARACTER}+(?:[ \\t]+(?!\\#){_FLOW_CHARACTER}+)*")
_LINE_BREAK = lazy_pattern(r"[ \t]*(?:\r\n|\r|\n)")
_EMPTY_LINE = lazy_pattern(r" *(?:\r\n|\r|\n)")
_SPACES = lazy_pattern(r" *")
_SPACES_AND_TABS = lazy_pattern(r"[ \t]*")
_COMMENT = lazy_pattern(r"#[^\r\n\x00]*")
_VERSION = lazy_pattern(r"[ \t]*([0-9]{1,9})\.([0-9]{1,9})(?=[ \t\r\n\x00])")
_PADDING = "\0" * 16


class Event(NamedTuple):
    """One event. `kind` is "document", "scalar", "mapping", "sequence", "end" (of a collection) or "alias"."""

    kind: str
    span: Span
    """The content, without anchor and tag; of a collection its first character; of an alias ``*name``."""
    text: str = ""
    """The text of a scalar, or the name that an alias refers to."""
    style: str = ""
    """"plain", "single", "double", "literal", "folded" for scalars, "block" or "flow" for collections."""
    anchor: str | None = None
    tag: str | None = None
    indentation: int = -1
    """Of a literal or folded scalar: the indentation of the collection that holds it, -1 at the top level."""


class SyntaxProblemError(Exception):
    """The text is not YAML from `span` on."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


class _Mark:
    """A place in the text, with what ruamel.yaml reads of one."""

    __slots__ = ("column", "index", "line", "name")

    def __init__(self, index: int, line: int, column: int) -> None:
        self.index = index
        self.line = line
        self.column = column
        self.name = ""


class _Reader:
    """The text under ruamel.yaml's scanner, wholly in memory and known to be readable."""

    encoding = None

    def __init__(self, text: str) -> None:
        self.buffer = text + _PADDING
        self.index = 0
        self.line = 0
        self.column = 0

    def peek(self, index: int = 0) -> str:
        return self.buffer[self.index + index]

    def prefix(self, length: int = 1) -> str:
        return self.buffer[self.index : self.index + length]

    def forward(self, length: int = 1) -> None:
        for character in self.buffer[self.index : self.index + length]:
            self.index += 1
            if character == "\n" or (character == "\r" and self.buffer[self.index] != "\n"):
                self.line += 1
                self.column = 0
            elif character != "\ufeff":
                self.column += 1

    def forward_over(self, pattern: re.Pattern[str]) -> None:
        """Go on over what `pattern` matches here, in which there is no line break."""
        match = pattern.match(self.buffer, self.index)
        if match is not None:
            self.forward_to(match.end())

    def forward_to(self, index: int) -> None:
        """Go on to `index`, before which there is no line break."""
        self.column += index - self.index
        self.index = index

    def get_mark(self) -> _Mark:
        return _Mark(self.index, self.line, self.column)


class _Settings:
    """What the scanner and the parser ask their loader: YAML 1.2, and no comments attached to tokens."""

    processing_version = (1, 2)
    comment_handling = None


class _Scanner(Scanner):
    """ruamel.yaml's scanner, which also tells the comments that it passes."""

    reader: Any = None
    scanner_processing_version: Any = (1, 2)

    def __init__(self, reader: _Reader) -> None:
        self.reader = reader
        self.loader = None
        self.comments: list[Span] = []
        self.last_token: Any = None
        self.parent_indentations: dict[int, int] = {}
        self.has_next_token = False
        self.reset_scanner()
        self.first_time = False

    def check_token(self, *choices: Any) -> bool:
        # Asked several times a token; nothing changes between.
        if not self.has_next_token:
            while self.need_more_tokens():
                self.fetch_more_tokens()
            self.has_next_token = True
        return bool(self.tokens) and (not choices or isinstance(self.tokens[0], choices))

    def need_more_tokens(self) -> bool:
        if self.done:
            return False
        if not self.tokens:
            return True
        if not self.possible_simple_keys:
            return False
        self.stale_possible_simple_keys()
        return bool(self.next_possible_simple_key() == self.tokens_taken)

    def fetch_more_tokens(self) -> Any:
        """Read on to the next token; what starts most tokens is looked at first."""
        self.scan_to_next_token()
        reader = self.reader
        character = reader.buffer[reader.index]
        if character.isalnum() or character == "/":
            self.stale_possible_simple_keys()
            self.unwind_indent(reader.column)
            return self.fetch_plain()
        return super().fetch_more_tokens()

    def peek_token(self) -> Any:
        return self.tokens[0] if self.check_token() else None

    def get_token(self) -> Any:
        self.last_token = None
        if self.check_token():
            self.tokens_taken += 1
            self.last_token = self.tokens.pop(0)
        self.has_next_token = False
        return self.last_token

    def scan_to_next_token(self) -> Any:
        """Pass blanks, line breaks and comments. Tabs are blanks where no indentation is (as in go-yaml)."""
        reader = self.reader
        buffer = reader.buffer
        if reader.index == 0 and buffer[0] == "\ufeff":
            reader.index = 1
        while True:
            blanks = _SPACES_AND_TABS if self.flow_context or not self.allow_simple_key else _SPACES
            reader.forward_over(blanks)
            character = buffer[reader.index]
            if character == "#":
                self._pass_comment()
                character = buffer[reader.index]
            if character not in "\r\n":
                return None
            reader.forward(2 if buffer.startswith("\r\n", reader.index) else 1)
            if not self.flow_context:
                self.allow_simple_key = True

    def _pass_comment(self) -> None:
        start = self.reader.index
        self.reader.forward_over(_COMMENT)
        self.comments.append(Span(start, self.reader.index))

    def scan_yaml_directive_value(self, start_mark: Any) -> Any:
        """Read the version behind ``%YAML``, which changes nothing here."""
        reader = self.reader
        version = _VERSION.match(reader.buffer, reader.index)
        if version is None:
            raise MarkedYAMLError("while scanning a directive", start_mark, "expected a version", reader.get_mark())
        reader.forward_to(version.end())
        return int(version[1]), int(version[2])

    def scan_block_scalar(self, style: Any, rt: bool | None = False) -> Any:
        self.parent_indentations[self.reader.index] = self.indent
        return super().scan_block_scalar(style, rt)

    def scan_block_scalar_ignored_line(self, start_mark: Any) -> Any:
        """Pass the rest of a block scalar's first line, which may be a comment."""
        self.reader.forward_over(_SPACES_AND_TABS)
        if self.reader.peek() == "#":
            self._pass_comment()
        return super().scan_block_scalar_ignored_line(start_mark)

    def scan_block_scalar_indentation(self) -> Any:
        """Pass the empty lines that a block scalar starts with; what they are, the widest indentation, the end.

        ruamel.yaml refuses an empty line with some blanks before content that is further in; YAML and Compose do not.
        """
        reader = self.reader
        end_mark = reader.get_mark()
        breaks: list[str] = []
        widest = 0
        reader.forward_over(_SPACES)
        while reader.peek() in "\r\n":
            widest = max(widest, reader.column)
            breaks.append(self.scan_line_break())
            end_mark = reader.get_mark()
            reader.forward_over(_SPACES)
        return breaks, max(widest, reader.column), end_mark

    def scan_plain(self) -> Any:
        """Read a plain scalar, which may go on over several lines."""
        reader = self.reader
        buffer = reader.buffer
        line_pattern = _FLOW_LINE if self.flow_context else _BLOCK_LINE
        start_mark = end_mark = reader.get_mark()
        pieces: list[str] = []
        between = ""
        while True:
            line = line_pattern.match(buffer, reader.index)
            if line is None or buffer[reader.index] == "#":
                break
            self.allow_simple_key = False
            pieces += (between, line.group())
            reader.forward_to(line.end())
            end_mark = reader.get_mark()
            breaks = self._pass_line_breaks()
            if not breaks or (not self.flow_context and reader.column <= self.indent) or self._at_document_marker():
                break
            between = " " if breaks == 1 else "\n" * (breaks - 1)
        return ScalarToken("".join(pieces), True, start_mark, end_mark)

    def _pass_line_breaks(self) -> int:
        """Pass line breaks and the indentation behind them; their number."""
        reader = self.reader
        count = 0
        while (match := (_EMPTY_LINE if count else _LINE_BREAK).match(reader.buffer, reader.index)) is not None:
            count += 1
            self.allow_simple_key = True
            reader.index = match.end()
            reader.line += 1
            reader.column = 0
            if self._at_document_marker():
                break
            reader.forward_over(_SPACES)
        return count

    def _at_document_marker(self) -> bool:
        reader = self.reader
        return (
            reader.column == 0 and reader.prefix(3) in ("---", "...") and reader.buffer[reader.index + 3] in " \t\r\n\0"
        )


class _Parser(Parser):
    """ruamel.yaml's parser over that scanner."""

    scanner: Any = None
    resolver: Any = _Settings

    def __init__(self, scanner: _Scanner) -> None:
        self.scanner = scanner
        self.loader = _Settings
        self.reset_parser()


class EventReader:
    """Reads the events of a text that has only characters that YAML allows. One pass, linear."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._reader = _Reader(text)
        self._scanner = _Scanner(self._reader)

    @property
    def comments(self) -> list[Span]:
        """The comments passed so far, in order, each from its ``#`` to the end of the line."""
        return self._scanner.comments

    def __iter__(self) -> Iterator[Event]:
        """The events in order. Raises `SyntaxProblemError` at the first place that is not YAML."""
        parser = _Parser(self._scanner)
        try:
            while parser.check_event():
                event = self._event(parser.get_event())
                if event is not None:
                    yield event
        except MarkedYAMLError as error:
            raise self._problem(error) from None
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError):
            # An escape for a character that does not exist, a tag that is no URI: not all is checked in there.
            raise SyntaxProblemError("this cannot be read as YAML", self._word(self._reader.index)) from None

    def _event(self, event: Any) -> Event | None:
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, CollectionEndEvent):
            return Event("end", Span(event.start_mark.index, event.end_mark.index))
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            kind = "mapping" if isinstance(event, MappingStartEvent) else "sequence"
            start = event.end_mark.index
            if event.flow_style:
                # A pair without braces in a flow sequence, `[a: b]`, starts at its key.
                bracket = "{" if kind == "mapping" else "["
                start = start - 1 if self._text.startswith(bracket, start - 1) else event.start_mark.index
            elif start > 0 and kind == "sequence" and not self._text.startswith("-", start):
                start -= 1
            style = "flow" if event.flow_style else "block"
            return Event(kind, Span(start, start + 1), "", style, event.anchor, event.tag)
        if isinstance(event, AliasEvent):
            return Event("alias", Span(event.start_mark.index, event.end_mark.index), event.anchor)
        if isinstance(event, DocumentStartEvent):
            return Event("document", Span(event.start_mark.index, event.end_mark.index))
        return None

    def _scalar(self, event: Any) -> Event:
        token = self._scanner.last_token
        if isinstance(token, ScalarToken) and token.end_mark is event.end_mark:
            span = Span(token.start_mark.index, token.end_mark.index)
            style = _STYLES.get(token.style, "plain")
        else:
            # An empty value: it stands behind the last token, which is its colon, dash, tag or anchor.
            span = Span(token.end_mark.index, token.end_mark.index)
            style = "plain"
        indentation = self._scanner.parent_indentations.get(span.start, -1)
        return Event("scalar", span, event.value, style, event.anchor, event.tag, indentation)

    def _problem(self, error: MarkedYAMLError) -> SyntaxProblemError:
        place, problem = error.problem_mark or self._reader.get_mark(), str(error.problem)
        if self._text.startswith("\t", place.index) and "cannot start any token" in problem:
            return SyntaxProblemError("a tab stands where YAML allows only spaces", self._run_of_tabs(place.index))
        opened = error.context_mark
        if opened is not None and (problem.startswith("found unexpected end") or self._is_behind(opened, place)):
            start = max(0, min(opened.index, len(self._text) - 1))
            return SyntaxProblemError(f"{error.context}: {problem}", Span(start, min(start + 1, len(self._text))))
        message = f"{error.context}: {problem}" if error.context else problem
        return SyntaxProblemError(message, self._word(place.index))

    def _is_behind(self, opened: Any, place: Any) -> bool:
        """Whether `place` is behind all that can belong to what starts at `opened`: at the end, or less far in."""
        text = self._text
        if place.index >= len(text.rstrip()):
            return True
        if opened.line == place.line or text[opened.index] not in "[{":
            return False
        return _indentation(text, place.index) <= _indentation(text, opened.index)

    def _run_of_tabs(self, start: int) -> Span:
        end = start
        while self._text.startswith("\t", end):
            end += 1
        return Span(start, end)

    def _word(self, start: int) -> Span:
        """The characters from `start` to the next blank, at least one; at the end of the text the last word."""
        text = self._text
        start = max(0, min(start, len(text.rstrip()) - 1))
        end = start
        while end < len(text) and not text[end].isspace():
            end += 1
        return Span(start, max(end, min(start + 1, len(text))))


def _indentation(text: str, offset: int) -> int:
    """The blanks that the line at `offset` starts with."""
    start = text.rfind("\n", 0, offset) + 1
    match = _SPACES.match(text, start)
    return match.end() - start if match is not None else 0


_STYLES = {"'": "single", '"': "double", "|": "literal", ">": "folded"}
