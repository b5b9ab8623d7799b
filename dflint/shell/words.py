"""What is one word of a shell command, and what is its value?

The words of a simple command are split as a POSIX shell splits them (XCU 2.2 Quoting, 2.3 Token Recognition), with
the additions of bash that appear in image builds: ``&>``, ``<<<``, process substitution, arrays, ``$'...'``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from dflint.lazy_pattern import lazy_pattern
from dflint.source import MappedText, Span

Environment = Callable[[str], object]
"""The value of a variable: a string, None when it is certainly unset, anything else when it is unknown."""

_PLAIN_WORD = lazy_pattern(r"([^ \t\n'\"\\$`<>|&;()#~{}*?\[\]]+)(?:[ \t]+|(?=\n)|\Z)")
_BLANKS = lazy_pattern(r"(?:[ \t]|\\\n|`#[^`\n]*`(?=[ \t\n]|\Z))*")
_TEST_BLANKS = lazy_pattern(r"(?:[ \t\n]|\\\n)*")
_TEST_OPERATOR = lazy_pattern(r"&&|\|\||[<>()]")
_BACKQUOTED = lazy_pattern(r"`(?:[^`\\]|\\.)*`", re.DOTALL)
_LITERAL_RUN = lazy_pattern(r"[^ \t\n'\"\\$`<>|&;()~{*?\[]+")
_QUOTED_RUN = lazy_pattern(r'[^"\\$`]+')
_VARIABLE = lazy_pattern(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+?=])([^{}$`'\"\\]*))?\})")
_WORD_REST = lazy_pattern(r"[^ \t\n]*")
_REDIRECT = lazy_pattern(r"(\d{0,4})(&>>|&>|<<<|<<-|<<|<>|<&|>>|>\||>&|<|>)")
_ASSIGNMENT = lazy_pattern(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]\s]*\])?\+?=")
_BALANCE = lazy_pattern(r"\\.|'[^']*'|[\"`(){}\[\]]", re.DOTALL)
_CLOSING = {"(": ")", "{": "}", "[": "]", '"': '"', "`": "`"}

LITERAL = "literal"
VARIABLE = "variable"
HOME = "home"
UNKNOWN = "unknown"


class Part(NamedTuple):
    """A piece of a word that is not wholly literal.

    `kind` is ``literal`` (`text` is its value), ``variable`` (`text` is its name; `operator` and `argument` are those
    of ``${name:-argument}``), ``home`` (a tilde), or ``unknown``.
    """

    kind: str
    text: str = ""
    operator: str = ""
    argument: str = ""
    quoted: bool = False


class ShellWord:
    """One word of a command, where it stands, and what is known of its value.

    `value` is the word without quotes and escapes, or None when it depends on an expansion. A glob pattern is kept as
    it is written (`has_glob`): a shell passes on a pattern that matches nothing.
    """

    __slots__ = ("end", "has_glob", "parts", "quoted", "script", "start", "value")

    def __init__(
        self,
        script: MappedText,
        start: int,
        end: int,
        value: str | None,
        parts: tuple[Part, ...] = (),
        quoted: bool = False,
        has_glob: bool = False,
    ) -> None:
        """`start` and `end` are indexes into `script`; `parts` are given only when `value` is None."""
        self.script = script
        self.start = start
        self.end = end
        self.value = value
        self.parts = parts
        self.quoted = quoted
        self.has_glob = has_glob

    def __repr__(self) -> str:
        return f"ShellWord({self.text!r})"

    @property
    def text(self) -> str:
        """The word as it is written, with its quotes."""
        return self.script.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where the word stands in the file."""
        return self.script.span(self.start, self.end)

    @property
    def mapped(self) -> MappedText:
        """The text of the word with its place in the file."""
        return self.script.sliced(self.start, self.end)

    @property
    def prefix(self) -> str:
        """The literal part before the first expansion; the whole value where there is none."""
        if self.value is not None:
            return self.value
        return self.parts[0].text if self.parts and self.parts[0].kind is LITERAL else ""

    @property
    def is_verbatim(self) -> bool:
        """Whether the word is written without quotes, escapes and expansions, so that its text is its value."""
        return self.value is not None and self.value == self.text

    @property
    def content(self) -> MappedText:
        """The word without its quotes and escapes, expansions kept as they are written, with its place in the file."""
        if self.is_verbatim:
            return self.mapped
        return unquoted(self.script, self.start, self.end)

    def after(self, length: int) -> ShellWord:
        """The word without the first `length` characters of its value, which are literal: the ``x`` of ``--name=x``."""
        value = None if self.value is None else self.value[length:]
        parts = self.parts
        if parts and parts[0].kind is LITERAL:
            first = parts[0]._replace(text=parts[0].text[length:])
            parts = (first, *parts[1:]) if first.text else parts[1:]
        if self.script.text.startswith(self.prefix[:length], self.start):
            return ShellWord(self.script, self.start + length, self.end, value, parts, self.quoted, self.has_glob)
        content = self.content
        if content.text[:length] != self.prefix[:length]:
            return ShellWord(self.script, self.start, self.end, value, parts, self.quoted, self.has_glob)
        return ShellWord(content, length, len(content.text), value, parts, self.quoted, self.has_glob)

    def known_as(self, value: str) -> ShellWord:
        """The word with the value that its expansion was found to have."""
        return ShellWord(self.script, self.start, self.end, value, (), self.quoted, self.has_glob)

    def expand(self, environment: Environment) -> str | None:
        """The value with variables looked up in `environment`, or None when it stays unknown.

        An expansion outside quotes whose value has blanks or glob characters is several words: None as well.
        """
        if self.value is not None:
            return self.value
        pieces: list[str] = []
        for part in self.parts:
            piece = _expand_part(part, environment)
            if piece is None or (part.kind is VARIABLE and not part.quoted and _is_split(piece)):
                return None
            pieces.append(piece)
        return "".join(pieces)


def _is_split(value: str) -> bool:
    """Whether the shell makes several words of a value outside quotes, or a list of files."""
    return any(character in value for character in " \t\n*?[")


def _expand_part(part: Part, environment: Environment) -> str | None:
    if part.kind is LITERAL:
        return part.text
    if part.kind is UNKNOWN:
        return None
    value = environment("HOME" if part.kind is HOME else part.text)
    if value is not None and not isinstance(value, str):
        return None
    operator = part.operator
    is_absent = value is None or (operator.startswith(":") and value == "")
    if operator.endswith("+"):
        return "" if is_absent else part.argument
    if is_absent:
        if operator.endswith(("-", "=")):
            return part.argument
        return None if operator or part.kind is HOME else ""
    return value


class Redirect(NamedTuple):
    """A redirection of a command: ``2> file``, ``< file``, ``<<EOF``.

    `descriptor` is the number before the operator. `heredoc` is the text of a here-document.
    """

    operator: str
    target: ShellWord | None
    descriptor: int | None
    script: MappedText
    start: int
    end: int
    heredoc: MappedText | None = None

    @property
    def span(self) -> Span:
        """Where the redirection stands in the file, from its descriptor to the end of its target."""
        return self.script.span(self.start, self.end)


class Assignment(NamedTuple):
    """``name=value``. `value` is None for an array and where the value has no place of its own."""

    name: str
    value: ShellWord | None


class SimpleCommand:
    """The words of one simple command. `end` is where its last word ends.

    `is_whole` is false when the text goes on with something that is no part of a simple command.
    """

    __slots__ = ("assignments", "end", "is_whole", "redirects", "words")

    def __init__(
        self,
        assignments: tuple[Assignment, ...],
        words: tuple[ShellWord, ...],
        redirects: tuple[Redirect, ...],
        end: int,
        is_whole: bool = True,
    ) -> None:
        self.assignments = assignments
        self.words = words
        self.redirects = redirects
        self.end = end
        self.is_whole = is_whole


def assignment_of(word: ShellWord) -> Assignment | None:
    """The assignment that `word` is when it stands where the shell or ``env`` expects one."""
    match = _ASSIGNMENT.match(word.script.text, word.start, word.end)
    if match is not None:
        return Assignment(match.group(1), word.after(match.end() - word.start))
    match = _ASSIGNMENT.match(word.prefix)
    return Assignment(match.group(1), word.after(match.end())) if match is not None else None


def split_command(
    script: MappedText, start: int, end: int, substitutions: Mapping[int, int], is_test: bool = False
) -> SimpleCommand:
    """Split the text of a simple command of `script`, from index `start` to `end`, into words.

    `substitutions` says where each command or process substitution that starts at an index ends. In a ``[[ ]]`` test
    (`is_test`) operators are words.
    """
    splitter = _Splitter(script, end, substitutions, is_test)
    splitter.split(start)
    return SimpleCommand(
        tuple(splitter.assignments),
        tuple(splitter.words),
        tuple(splitter.redirects),
        splitter.last,
        splitter.is_whole,
    )


def unquoted(script: MappedText, start: int, end: int) -> MappedText:
    """The text of the word at ``[start, end)`` without quotes and escapes, expansions kept as they are written."""
    reader = _WordReader(script.text, end, {})
    reader.read(start)
    return script.derived("".join(reader.content), reader.places)


class _Splitter:
    """Reads the words of one simple command from left to right."""

    def __init__(self, script: MappedText, end: int, substitutions: Mapping[int, int], is_test: bool) -> None:
        self.script = script
        self.text = script.text
        self.end = end
        self.substitutions = substitutions
        self.is_test = is_test
        self.assignments: list[Assignment] = []
        self.words: list[ShellWord] = []
        self.redirects: list[Redirect] = []
        self.last = 0
        self.is_whole = True

    def split(self, index: int) -> None:
        """Read all words and redirections from `index`."""
        text, end, script, words = self.text, self.end, self.script, self.words
        plain_word = _PLAIN_WORD.match
        self.last = index
        while index < end:
            match = plain_word(text, index, end)
            if match is not None:
                self.last = match.end(1)
                word = ShellWord(script, index, self.last, match.group(1))
                if words or not self.assigns(word):
                    words.append(word)
                index = match.end()
                continue
            index = self.skip_blanks(index)
            if index >= end:
                break
            following = self.special(index)
            if following == index:
                self.is_whole = False
                break
            index = self.last = following

    def assigns(self, word: ShellWord) -> bool:
        """Whether the word is an assignment before the command; if so it is recorded."""
        match = _ASSIGNMENT.match(self.text, word.start, word.end)
        if match is None:
            return False
        is_array = self.text.startswith("(", match.end())
        value = None if is_array else word.after(match.end() - word.start)
        self.assignments.append(Assignment(match.group(1), value))
        return True

    def skip_blanks(self, index: int) -> int:
        """Past blanks, continued lines, substitutions of a mere comment, and a comment.

        A line end is left where it is, but in a test.
        """
        match = (_TEST_BLANKS if self.is_test else _BLANKS).match(self.text, index, self.end)
        index = match.end() if match else index
        if index < self.end and self.text[index] == "#":
            newline = self.text.find("\n", index, self.end)
            index = self.end if newline < 0 else newline
        return index

    def special(self, index: int) -> int:
        """Read a redirection or a word that is not plain. Returns where it ends, or `index` if there is none."""
        character = self.text[index]
        if character in "<>&0123456789" and not self.is_test:
            following = self.redirect(index)
            if following != index:
                return following
        elif self.is_test:
            match = _TEST_OPERATOR.match(self.text, index, self.end)
            if match is not None:
                self.words.append(ShellWord(self.script, index, match.end(), match.group()))
                return match.end()
        word = self.word(index)
        if word is None:
            return index
        if self.words or not self.assigns(word):
            self.words.append(word)
        return word.end

    def redirect(self, index: int) -> int:
        """Read the redirection at `index`, if there is one, and return where it ends."""
        match = _REDIRECT.match(self.text, index, self.end)
        if match is None or self.text.startswith("(", match.end()):
            return index
        target_start = self.skip_blanks(match.end())
        target = self.word(target_start) if target_start < self.end else None
        end = target.end if target is not None else match.end()
        descriptor = int(match.group(1)) if match.group(1) else None
        self.redirects.append(Redirect(match.group(2), target, descriptor, self.script, index, end))
        return end

    def word(self, index: int) -> ShellWord | None:
        """The word at `index`, or None where an operator stands."""
        reader = _WordReader(self.text, self.end, self.substitutions)
        end = reader.read(index)
        if end == index:
            return None
        if reader.parts:
            reader.flush()
            return ShellWord(self.script, index, end, None, tuple(reader.parts), reader.quoted, reader.has_glob)
        value = "".join(reader.literal)
        return ShellWord(self.script, index, end, value, (), reader.quoted, reader.has_glob)


class _WordReader:
    """Reads one word, piece by piece.

    `literal` collects literal text, `parts` what is not literal. `content` and `places` are the word without its
    quotes and, for `MappedText.derived`, where each piece of that stands.
    """

    def __init__(self, text: str, end: int, substitutions: Mapping[int, int]) -> None:
        self.text = text
        self.end = end
        self.substitutions = substitutions
        self.start = 0
        self.literal: list[str] = []
        self.parts: list[Part] = []
        self.content: list[str] = []
        self.places: list[tuple[int, int, int]] = []
        self.quoted = False
        self.has_glob = False
        self.brace_expands: bool | None = None

    def read(self, index: int) -> int:
        """Read the word at `index`; returns where it ends."""
        self.start = index
        text, end = self.text, self.end
        while index < end:
            match = _LITERAL_RUN.match(text, index, end)
            if match is not None:
                self.add(match.group(), index, match.end())
                index = match.end()
                continue
            read_piece = _PIECES.get(text[index])
            following = read_piece(self, index) if read_piece is not None else index
            if following == index:
                break
            index = following
        return index

    def add(self, value: str, start: int, end: int) -> None:
        """Record literal text that is written at ``[start, end)``."""
        if value:
            self.literal.append(value)
            self.content.append(value)
            self.places.append((len(value), start, end))

    def expansion(self, part: Part, start: int, end: int) -> int:
        """Record an expansion that is written at ``[start, end)``."""
        self.flush()
        self.parts.append(part)
        self.content.append(self.text[start:end])
        self.places.append((end - start, start, end))
        return end

    def flush(self) -> None:
        """Make a part of the literal text so far."""
        if self.literal:
            self.parts.append(Part(LITERAL, "".join(self.literal)))
            self.literal.clear()

    def escape(self, index: int) -> int:
        """A backslash outside quotes."""
        following = self.text[index + 1 : min(index + 2, self.end)]
        if following == "\n":
            return index + 2
        self.quoted = True
        self.add(following or "\\", index, index + 1 + len(following))
        return index + 1 + len(following)

    def single_quoted(self, index: int) -> int:
        """Text in single quotes; to the end of the command if they are not closed."""
        self.quoted = True
        close = self.text.find("'", index + 1, self.end)
        close = self.end if close < 0 else close
        self.add(self.text[index + 1 : close], index + 1, close)
        return min(close + 1, self.end)

    def double_quoted(self, index: int) -> int:
        """Text in double quotes."""
        self.quoted = True
        text, end = self.text, self.end
        index += 1
        while index < end:
            match = _QUOTED_RUN.match(text, index, end)
            if match is not None:
                self.add(match.group(), index, match.end())
                index = match.end()
                continue
            character = text[index]
            if character == '"':
                return index + 1
            if character == "$":
                index = self.dollar(index, quoted=True)
            elif character == "`":
                index = self.backquoted(index)
            else:
                index = self.escape_in_quotes(index)
        return index

    def escape_in_quotes(self, index: int) -> int:
        """A backslash in double quotes: it escapes only a few characters."""
        following = self.text[index + 1 : min(index + 2, self.end)]
        if following == "\n":
            return index + 2
        if following and following in '$`"\\':
            self.add(following, index, index + 2)
            return index + 2
        self.add("\\", index, index + 1)
        return index + 1

    def dollar(self, index: int, quoted: bool = False) -> int:
        """A variable, a substitution, a special quote, or a mere dollar sign."""
        text, end = self.text, self.end
        match = _VARIABLE.match(text, index, end)
        if match is not None:
            name, braced, operator, argument = match.groups()
            part = Part(VARIABLE, name or braced, operator or "", argument or "", quoted)
            return self.expansion(part, index, match.end())
        following = text[index + 1 : min(index + 2, end)]
        if following and following in "({[":
            return self.expansion(Part(UNKNOWN, quoted=quoted), index, self.substitution_end(index, index + 1))
        if following and following in "0123456789@*#?$!-":
            return self.expansion(Part(UNKNOWN, quoted=quoted), index, index + 2)
        if following and following in "'\"" and not quoted:
            self.flush()
            self.parts.append(Part(UNKNOWN, quoted=True))
            return index + 1
        self.add("$", index, index + 1)
        return index + 1

    def backquoted(self, index: int) -> int:
        """A command substitution in backquotes."""
        close = self.substitutions.get(index)
        if close is None:
            match = _BACKQUOTED.match(self.text, index, self.end)
            close = match.end() if match else self.end
        return self.expansion(Part(UNKNOWN), index, min(close, self.end))

    def substitution_end(self, index: int, opening: int) -> int:
        """Where the expansion at `index` ends, whose bracket is at `opening`."""
        close = self.substitutions.get(index)
        return min(close, self.end) if close is not None else _balanced_end(self.text, opening, self.end)

    def tilde(self, index: int) -> int:
        """A home directory, at the start of a word or of a value."""
        if index != self.start and self.text[index - 1] != "=":
            self.add("~", index, index + 1)
            return index + 1
        is_home = index == self.start and self.text[index + 1 : min(index + 2, self.end)] in ("", "/", " ", "\t", "\n")
        return self.expansion(Part(HOME if is_home else UNKNOWN), index, index + 1)

    def glob(self, index: int) -> int:
        """A character of a pathname pattern: kept as it is."""
        self.has_glob = True
        self.add(self.text[index], index, index + 1)
        return index + 1

    def brace(self, index: int) -> int:
        """A brace expansion, which bash knows and other shells do not; else a mere brace."""
        if self.brace_expands is None:
            match = _WORD_REST.match(self.text, index, self.end)
            rest = match.group() if match else ""
            self.brace_expands = "}" in rest and ("," in rest or ".." in rest)
        if self.brace_expands:
            return self.expansion(Part(UNKNOWN), index, index + 1)
        self.add("{", index, index + 1)
        return index + 1

    def parenthesis(self, index: int) -> int:
        """An array or an extended pattern: ``a=(b c)``, ``!(x)``. Elsewhere a parenthesis ends the word."""
        if index == self.start or self.text[index - 1] not in "=@!+*?":
            return index
        return self.expansion(Part(UNKNOWN), index, _balanced_end(self.text, index, self.end))

    def angle(self, index: int) -> int:
        """A process substitution; else a redirection ends the word."""
        if not self.text.startswith("(", index + 1):
            return index
        return self.expansion(Part(UNKNOWN), index, self.substitution_end(index, index + 1))


_PIECES: dict[str, Callable[[_WordReader, int], int]] = {
    "\\": _WordReader.escape,
    "'": _WordReader.single_quoted,
    '"': _WordReader.double_quoted,
    "$": _WordReader.dollar,
    "`": _WordReader.backquoted,
    "~": _WordReader.tilde,
    "*": _WordReader.glob,
    "?": _WordReader.glob,
    "[": _WordReader.glob,
    "{": _WordReader.brace,
    "(": _WordReader.parenthesis,
    "<": _WordReader.angle,
    ">": _WordReader.angle,
}


def _balanced_end(text: str, opening: int, end: int) -> int:
    """Where the bracket at `opening` is closed; quotes are stepped over. `end` if it is not."""
    closing: list[str] = []
    for match in _BALANCE.finditer(text, opening, end):
        token = match.group()
        if closing and token == closing[-1]:
            closing.pop()
            if not closing:
                return match.end()
        elif token in _CLOSING and (not closing or closing[-1] != '"' or token == "("):
            closing.append(_CLOSING[token])
    return end
