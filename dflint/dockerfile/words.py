"""Word expansion: quotes, escapes and variables, as BuildKit's shell lexer (frontend/dockerfile/shell) treats them.

A variable whose value cannot be known is `UNKNOWN`; what depends on it is None, and nothing is guessed.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple, NoReturn

from dflint.dockerfile.lexer import ASCII_SPACE, WHITE_SPACE
from dflint.source import BYTE_ORDER_MARK


class Unknown:
    """The value of a variable that is set to something that cannot be known, or that may be set or not."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()

# The value of a variable, None where it is certainly not set.
Environment = Callable[[str], str | Unknown | None]


class ExpansionError(Exception):
    """A word that BuildKit refuses to expand."""


class SplitWord(NamedTuple):
    """A word that splitting gave, and the part of the text that it was made from."""

    text: str
    start: int
    end: int


def expand(word: str, environment: Environment, escape: str = "\\") -> str | None:
    """`word` with its variables replaced, its quotes removed and its escapes resolved.

    None when the result depends on an unknown variable. Raises `ExpansionError` where BuildKit refuses the word.
    """
    if is_plain(word, escape):
        return word
    return _Processor(word, environment, escape).process()


def expand_words(word: str, environment: Environment, escape: str = "\\") -> list[str] | None:
    """The words that `word` expands to: an unquoted variable may give several or none.

    None when the result depends on an unknown variable. Raises `ExpansionError` where BuildKit refuses the word.
    """
    processor = _Processor(word, environment, escape, split=True)
    if processor.process() is None:
        return None
    return [split.text for split in processor.words]


def unquote(word: str, escape: str = "\\") -> str:
    """`word` without quotes and escapes, its variables left as they are written; `word` itself if it is malformed."""
    if is_plain(word, escape):
        return word
    try:
        return _Processor(word, _unknown, escape, keep_variables=True).process() or ""
    except ExpansionError:
        return word


def variables(word: str, escape: str = "\\") -> tuple[str, ...]:
    """The names of the variables that `word` uses, in order, each once; those before the error if it is malformed."""
    if "$" not in word:
        return ()
    names: dict[str, None] = {}

    def record(name: str) -> Unknown:
        names[name] = None
        return UNKNOWN

    with contextlib.suppress(ExpansionError):
        _Processor(word, record, escape).process()
    return tuple(names)


def split_verbatim(text: str) -> list[SplitWord]:
    """The words of an instruction's line, with quotes, escapes and variables as written: how heredocs are found.

    Empty where the line's quotes are not closed, as in most shell scripts with an apostrophe in a comment.
    """
    processor = _Processor(text, _unset, "\\", split=True, raw_quotes=True, raw_escapes=True, skip_unset=True)
    try:
        processor.process()
    except ExpansionError:
        return []
    return processor.words


def split_quoted(text: str, start: int, end: int, escape: str) -> list[tuple[int, int]]:
    """The words of ENV, LABEL and ARG in ``text[start:end]``: where each starts and ends.

    Quotes and escapes hold a word together, and a quote that is not closed reaches to the end. An escape character
    that ends the text is no part of the word.
    """
    words: list[tuple[int, int]] = []
    for match in _quoted_word(escape).finditer(text, start, end):
        stop = match.end()
        if stop == end and match.lastindex:
            stop -= 1
        if stop > match.start():
            words.append((match.start(), stop))
    return words


@cache
def _plain_run() -> re.Pattern[str]:
    """Characters that mean nothing wherever they stand."""
    return re.compile(r"[^\s\x85'\"$<\\`}/]+")


@cache
def _quoted_word(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    plain = rf"[^{WHITE_SPACE}'\"{mark}]+"
    double = rf"\"[^\"{mark}]*(?:{mark}.[^\"{mark}]*)*(?:\"|({mark})?\Z)"
    return re.compile(rf"(?:{plain}|{mark}.|'[^']*(?:'|\Z)|{double}|({mark})\Z)+", re.DOTALL)


class HeredocMarker(NamedTuple):
    """What a word such as ``3<<-EOF`` says: `expand` is false where the name is quoted, `chomp` is true for ``<<-``."""

    name: str
    expand: bool
    chomp: bool
    file_descriptor: int


def read_heredoc_marker(word: str) -> HeredocMarker | None:
    """What the heredoc marker `word` says; None if it is none."""
    descriptor, arrows, rest = word.partition("<<")
    if not arrows or "<" in rest or (descriptor and not (descriptor.isascii() and descriptor.isdecimal())):
        return None
    chomp = rest.startswith("-")
    rest = rest[chomp:].lstrip(ASCII_SPACE.replace("\v", ""))
    unquoted = _Processor(rest, _unset, "\\", split=True, skip_unset=True)
    quoted = _Processor(rest, _unset, "\\", split=True, raw_quotes=True, skip_unset=True)
    try:
        unquoted.process()
        quoted.process()
    except ExpansionError:
        return None
    if len(unquoted.words) != 1:
        return None
    name = unquoted.words[0].text
    expand = _count_quotes(name) == sum(_count_quotes(word.text) for word in quoted.words)
    # A descriptor beyond 64 bits is no descriptor; Python refuses to read one of thousands of digits.
    return HeredocMarker(name, expand, chomp, int(descriptor[:20] or "0"))


def is_plain(word: str, escape: str) -> bool:
    """Whether `word` stands for itself."""
    return (
        "$" not in word
        and '"' not in word
        and "'" not in word
        and escape not in word
        and not word.startswith(BYTE_ORDER_MARK)
    )


def _unset(_: str) -> None:
    return None


def _unknown(_: str) -> Unknown:
    return UNKNOWN


def _count_quotes(text: str) -> int:
    return text.count("'") + text.count('"')


class _Processor:
    """One pass over one word. What is None below depends on an unknown variable."""

    def __init__(
        self,
        text: str,
        environment: Environment,
        escape: str,
        *,
        split: bool = False,
        raw_quotes: bool = False,
        raw_escapes: bool = False,
        skip_unset: bool = False,
        keep_variables: bool = False,
    ) -> None:
        self.text = text
        self.position = 1 if text.startswith(BYTE_ORDER_MARK) else 0
        self.words: list[SplitWord] = []
        self._environment = environment
        self._escape = escape
        self._split = split
        self._raw_quotes = raw_quotes
        self._raw_escapes = raw_escapes
        self._skip_unset = skip_unset
        self._keep_variables = keep_variables
        self._buffer: list[str] = []
        self._word_start = 0
        self._in_word = False
        self._depth = 0

    def process(self) -> str | None:
        return self._read_until("", self._raw_escapes)

    def _peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def _next(self) -> str:
        character = self.text[self.position : self.position + 1]
        self.position += 1
        return character

    def _read_until(self, stop: str, raw_escapes: bool) -> str | None:
        """Read to the end, or to the character `stop` when there is one."""
        outer, self._raw_escapes = self._raw_escapes, raw_escapes
        nested = bool(stop)
        # BuildKit keeps one buffer for the word being split, which a nested word empties.
        self._buffer.clear()
        self._depth += 1
        if self._depth > _MAXIMUM_DEPTH:
            raise ExpansionError("the word is nested too deeply")
        result: list[str | None] = []
        length = len(self.text)
        while self.position < length:
            start = self.position
            character = self.text[start]
            if character == stop:
                self.position += 1
                break
            if character == "$":
                value = self._read_variable()
                self._add_split(value, start, nested)
            elif character in "'\"<":
                value = self._read_marked(character)
                self._add_raw(value, start, nested)
            elif character == self._escape:
                value = self._read_escaped(start, nested)
            else:
                run = _plain_run().match(self.text, start)
                value = run[0] if run else character
                self.position += len(value)
                if run:
                    self._add_raw(value, start, nested)
                else:
                    self._add_split(value, start, nested)
            result.append(value)
        else:
            if stop:
                raise ExpansionError(f"there is no closing {stop!r}")
            self._end_word(length)
        self._depth -= 1
        self._raw_escapes = outer
        return _join(result)

    def _read_escaped(self, start: int, nested: bool) -> str:
        self.position += 1
        prefix = self._escape if self._raw_escapes else ""
        value = prefix + self._next()
        if value:
            self._add_raw(value, start, nested)
        return value

    # How words are split.

    def _add_raw(self, value: str | None, start: int, nested: bool) -> None:
        if not self._split or nested:
            return
        if not self._buffer:
            self._word_start = start
        if value:
            self._buffer.append(value)
        self._in_word = True

    def _add_split(self, value: str | None, start: int, nested: bool) -> None:
        if not self._split or nested or not value:
            return
        for character in value:
            if character not in WHITE_SPACE:
                self._add_raw(character, start, nested)
            elif self._in_word and self._buffer:
                self._end_word(start)

    def _end_word(self, end: int) -> None:
        if self._buffer:
            self.words.append(SplitWord("".join(self._buffer), self._word_start, end))
            self._buffer.clear()
            self._in_word = False

    # Quotes and heredoc markers.

    def _read_marked(self, character: str) -> str | None:
        if character == "'":
            return self._read_single_quoted()
        if character == '"':
            return self._read_double_quoted()
        return self._read_possible_heredoc()

    def _read_single_quoted(self) -> str:
        start = self.position
        end = self.text.find("'", start + 1)
        if end < 0:
            raise ExpansionError("there is no closing single quote")
        self.position = end + 1
        return self.text[start : end + 1] if self._raw_quotes else self.text[start + 1 : end]

    def _read_double_quoted(self) -> str | None:
        quote = '"' if self._raw_quotes else ""
        result: list[str | None] = [quote]
        self.position += 1
        while self.position < len(self.text):
            character = self.text[self.position]
            if character == "$":
                result.append(self._read_variable())
                continue
            self.position += 1
            if character == '"':
                result.append(quote)
                return _join(result)
            if character == self._escape:
                if self._raw_escapes:
                    result.append(character)
                if not self._peek():
                    break
                if self._peek() in ('"', "$", self._escape):
                    character = self._next()
            result.append(character)
        raise ExpansionError("there is no closing double quote")

    def _read_possible_heredoc(self) -> str:
        start = self.position
        self.position += 1
        if self._peek() != "<":
            return "<"
        self.position += 1
        while self._peek() and self._peek() in "\t\r ":
            self.position += 1
        return self.text[start : self.position]

    # Variables.

    def _read_variable(self) -> str | None:
        if self._keep_variables:
            start = self.position
            self._read_value()
            return self.text[start : self.position]
        return self._read_value()

    def _read_value(self) -> str | None:
        self.position += 1
        if self._peek() != "{":
            name = self._read_name()
            if not name:
                return "$"
            return self._plain_value(name, f"${name}")
        self.position += 1
        if not self._peek():
            raise ExpansionError("there is no closing '}'")
        if self._peek() in "{}:":
            raise ExpansionError("bad substitution")
        name = self._read_name()
        operator = self._next()
        if operator == "}":
            return self._plain_value(name, f"${{{name}}}")
        if operator == "/":
            return self._read_replacement(name)
        modifier = operator
        if operator == ":":
            operator = self._next()
            modifier += operator
            if operator and operator in "#%":
                _refuse_modifier(modifier)
        elif not operator or operator not in "+-?#%":
            _refuse_modifier(modifier)
        return self._read_modified(name, operator, modifier)

    def _read_name(self) -> str:
        start = self.position
        first = self._peek()
        if first.isdecimal():
            while self._peek().isdecimal():
                self.position += 1
        elif first and first in "@*#?-$!":
            self.position += 1
        else:
            while (character := self._peek()) and (character == "_" or character.isalpha() or character.isdecimal()):
                self.position += 1
        return self.text[start : self.position]

    def _plain_value(self, name: str, written: str) -> str | None:
        value = self._environment(name)
        if value is None:
            return written if self._skip_unset else ""
        return None if isinstance(value, Unknown) else value

    def _read_modified(self, name: str, operator: str, modifier: str) -> str | None:
        word = self._read_until("}", raw_escapes=operator in ("#", "%"))
        value = self._environment(name)
        if value is None and self._skip_unset:
            return f"${{{name}{modifier}{word}}}"
        if not operator or operator not in "+-?#%":
            _refuse_modifier(modifier)
        if isinstance(value, Unknown):
            if operator in "#%" and word is not None:
                _trimmed("", word, operator)  # refuses a bad pattern, whatever the value is
            return None
        if operator in "#%":
            return None if word is None else _trimmed(value or "", word, operator)
        absent = value is None or (modifier[0] == ":" and not value)
        if operator == "-":
            return word if absent else value
        if operator == "+":
            return "" if absent else word
        if absent:
            raise ExpansionError(f"{name}: {word or ('it is not set' if value is None else 'it is empty')}")
        return value

    def _read_replacement(self, name: str) -> str | None:
        replace_all = self._peek() == "/"
        if replace_all:
            self.position += 1
        pattern = self._read_until("/", raw_escapes=True)
        replacement = self._read_until("}", raw_escapes=True)
        value = self._environment(name)
        if value is None and self._skip_unset:
            return f"${{{name}/{pattern}/{replacement}}}"
        if pattern is None or replacement is None:
            return None
        if isinstance(value, Unknown):
            _replaced("", pattern, replacement, replace_all)
            return None
        return _replaced(value or "", pattern, replacement, replace_all)


# BuildKit has no limit; Python's stack does.
_MAXIMUM_DEPTH = 100


def _refuse_modifier(modifier: str) -> NoReturn:
    raise ExpansionError(f"the modifier {modifier!r} is not supported")


def _join(pieces: list[str | None]) -> str | None:
    texts = [piece for piece in pieces if piece is not None]
    return "".join(texts) if len(texts) == len(pieces) else None


# Patterns of ${x#y}, ${x%y} and ${x/y/z}: `?` is one character and `*` any number of them.


def _pattern(pattern: str, *, greedy: bool, anchored: bool) -> re.Pattern[str]:
    """The regular expression of a shell pattern.

    Only the last `*` of a pattern may ever need to give characters back, so each of the others is matched once and
    for all: a hostile pattern takes no exponential time.
    """
    parts: list[str] = [""]
    position = 0
    while position < len(pattern):
        character = pattern[position]
        position += 1
        if character == "*":
            parts.append("")
            continue
        if character == "\\":
            character = pattern[position : position + 1]
            position += 1
            if not character or character not in "*?\\}/":
                raise ExpansionError(f"there is an invalid escape in the pattern {pattern!r}")
        elif character == "?":
            parts[-1] += "."
            continue
        parts[-1] += re.escape(character)
    expression = parts[0] if not anchored else rf"\A{parts[0]}"
    for number, part in enumerate(parts[1:-1], 1):
        expression += rf"(?=(?P<part{number}>.*?{part}))(?P=part{number})"
    if len(parts) > 1:
        expression += (".*" if greedy else ".*?") + parts[-1]
    return re.compile(expression)


def _trimmed(value: str, pattern: str, operator: str) -> str:
    greedy = pattern.startswith(operator)
    pattern = pattern[1:] if greedy else pattern
    if operator == "#":
        match = _pattern(pattern, greedy=greedy, anchored=True).match(value)
        return value[match.end() :] if match else value
    # Only the leftmost match can be the shortest or longest one, so both are read backwards.
    match = _pattern(_reversed(pattern), greedy=greedy, anchored=True).match(value[::-1])
    return value[: len(value) - match.end()] if match else value


def _reversed(pattern: str) -> str:
    """The pattern of the reversed text; an escape stays before the character that it escapes."""
    return "".join(re.findall(r"\\.|.", pattern, re.DOTALL)[::-1])


def _replaced(value: str, pattern: str, replacement: str, replace_all: bool) -> str:
    expression = _pattern(pattern, greedy=True, anchored=False)
    if not replace_all:
        match = expression.search(value)
        return value if match is None else value[: match.start()] + replacement + value[match.end() :]
    pieces: list[str] = []
    end = position = 0
    while position <= len(value) and (match := expression.search(value, position)):
        pieces.append(value[end : match.start()])
        # An empty match right behind another match is none.
        if match.end() > end or match.start() == 0:
            pieces.append(_filled(replacement, match[0]))
        end = match.end()
        position = max(position + 1, end)
    pieces.append(value[end:])
    return "".join(pieces)


def _filled(replacement: str, whole: str) -> str:
    """`replacement` as a template of Go's regexp package, which ${x//y/z} lets through: ``$0`` is the match."""
    if "$" not in replacement:
        return replacement

    def fill(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        if name is None:
            return "$"
        return whole if name == "0" else ""

    return re.sub(r"\$(?:\$|(\w+)|\{(\w+)\})", fill, replacement)
