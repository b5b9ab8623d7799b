"""The parts that instructions are made of: words, flags, heredocs, pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dflint.cached_property import cached_property
from dflint.dockerfile import json_array
from dflint.dockerfile.lexer import LogicalLine
from dflint.dockerfile.words import Environment, ExpansionError, expand, expand_words, unquote, variables
from dflint.source import MappedText, Span


class Word:
    """One argument word.

    `argument` is the string that BuildKit's line parser makes of it, which is what gets expanded: the word as written,
    except for a JSON string, which is decoded, and for the value of a flag, which loses its quotes.
    """

    def __init__(self, line: LogicalLine, start: int, end: int, escape: str) -> None:
        """The characters from `start` to `end` of `line`."""
        self._line = line
        self.start = start
        self.end = end
        self.escape = escape

    @cached_property
    def text(self) -> str:
        """The word as it is written, quotes kept, continuations joined."""
        return self._line.text[self.start : self.end]

    @property
    def argument(self) -> str:
        """The string that BuildKit expands."""
        return self.text

    @cached_property
    def span(self) -> Span:
        """Where the word stands."""
        return self._line.span(self.start, self.end)

    @cached_property
    def mapped(self) -> MappedText:
        """`argument`, and where each of its characters stands."""
        return self._line.part(self.start, self.end)

    @cached_property
    def value(self) -> str:
        """The word without quotes and escapes, its variables left as they are written."""
        return unquote(self.argument, self.escape)

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables that the word uses, in order, each once."""
        return variables(self.argument, self.escape)

    @property
    def has_variables(self) -> bool:
        """Whether the word depends on variables."""
        return bool(self.variables)

    def expand(self, environment: Environment) -> str | None:
        """The word as BuildKit expands it; None where that depends on an unknown variable or BuildKit refuses it."""
        try:
            return expand(self.argument, environment, self.escape)
        except ExpansionError:
            return None

    def expand_words(self, environment: Environment) -> list[str] | None:
        """The words that this one expands to (EXPOSE splits its own); None as in `expand`."""
        try:
            return expand_words(self.argument, environment, self.escape)
        except ExpansionError:
            return None

    def part(self, start: int, end: int) -> Word:
        """The characters from `start` to `end` of `text` as a word."""
        return Word(self._line, self.start + start, self.start + end, self.escape)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"


class JsonString(Word):
    """A string of the JSON form; `span` and `text` count its quotes in, `mapped` maps what it says."""

    def __init__(self, line: LogicalLine, element: json_array.Element, escape: str, is_expanded: bool) -> None:
        super().__init__(line, element.start, element.end, escape)
        self._argument = element.value
        self._is_expanded = is_expanded

    @property
    def argument(self) -> str:
        """What the string says."""
        return self._argument

    @cached_property
    def value(self) -> str:
        """What the string says; where BuildKit expands it, without quotes and escapes."""
        return unquote(self._argument, self.escape) if self._is_expanded else self._argument

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables that BuildKit replaces in the string."""
        return variables(self._argument, self.escape) if self._is_expanded else ()

    def expand(self, environment: Environment) -> str | None:
        """What the string says, expanded where BuildKit expands it."""
        return super().expand(environment) if self._is_expanded else self._argument

    @cached_property
    def mapped(self) -> MappedText:
        """What the string says, and where each of its characters stands."""
        content = self._line.part(self.start + 1, self.end - 1)
        written = content.text
        pieces: list[tuple[int, int, int]] = []
        position = 0
        for match in json_array.escape_pattern().finditer(written):
            pieces.append((match.start() - position, position, match.start()))
            pieces.append((1, match.start(), match.end()))
            position = match.end()
        pieces.append((len(written) - position, position, len(written)))
        return content.derived(self._argument, pieces)


class FlagValue(Word):
    """The value of a flag, or a part of it. Quotes and escapes in it were for the flag and are gone in `argument`."""

    def __init__(self, line: LogicalLine, indices: Sequence[int], argument: str, escape: str, start: int) -> None:
        """`indices` tell where in `line` each character of `argument` stands; `start` is the place of an empty one."""
        super().__init__(line, indices[0] if indices else start, indices[-1] + 1 if indices else start, escape)
        self._indices = indices
        self._argument = argument

    @property
    def argument(self) -> str:
        """The value without the quotes and escapes that were for the flag."""
        return self._argument

    @cached_property
    def mapped(self) -> MappedText:
        """`argument`, and where each of its characters stands."""
        if isinstance(self._indices, range):
            return self._line.part(self.start, self.end)
        pieces = [(1, index, index + 1) for index in self._indices]
        return self._line.mapped.derived(self._argument, pieces)


class Flag:
    """A flag of an instruction, such as ``--mount=type=cache,target=/root/.cache``."""

    def __init__(self, line: LogicalLine, start: int, end: int, escape: str, text: str, indices: Sequence[int]) -> None:
        """`text` is the flag without quotes and escapes, `indices` where in `line` each character of it stands."""
        self._line = line
        self.start = start
        self.end = end
        self._escape = escape
        self._indices = indices
        self.text = text
        self.name = text[2:].partition("=")[0]

    @cached_property
    def span(self) -> Span:
        """Where the flag stands, with its quotes."""
        return self._line.span(self.start, self.end)

    @cached_property
    def value(self) -> Word | None:
        """What stands behind the ``=``; None if there is none."""
        equals = self.text.find("=")
        return self.part(equals + 1, len(self.text)) if equals >= 0 else None

    def part(self, start: int, end: int) -> Word:
        """The characters from `start` to `end` of `text` as a word."""
        return FlagValue(self._line, self._indices[start:end], self.text[start:end], self._escape, self.end)

    def __repr__(self) -> str:
        return f"Flag({self.text!r})"


_LONG_NAMES = {"dst": "target", "destination": "target", "src": "source", "ro": "readonly", "rw": "readwrite"}


class Mount:
    """What a ``--mount`` flag of RUN says. Names are in their long form, values are not expanded.

    `options` maps ``target``, ``source``, ``from``, ``id``, ``sharing``, ``readonly``, ``readwrite``, ``required``,
    ``mode``, ``uid``, ``gid``, ``size``, ``env`` and ``type`` to their values, "" for one without a value.
    """

    def __init__(self, flag: Flag) -> None:
        self.flag = flag
        self.span = flag.span
        self.options: dict[str, str] = {}
        self._fields: dict[str, tuple[int, int, int]] = {}
        for start, end in _csv_fields(flag.text, flag.text.find("=") + 1):
            name, _, value = flag.text[start:end].partition("=")
            name = _LONG_NAMES.get(name.lower(), name.lower())
            self.options[name] = value
            self._fields[name] = (start, end - len(value), end)

    @property
    def type(self) -> str:
        """``bind``, ``cache``, ``tmpfs``, ``secret`` or ``ssh``; what the file says if that is none of them."""
        return self.options.get("type", "bind").lower()

    @property
    def target(self) -> str | None:
        """The path in the container."""
        return self.options.get("target")

    @property
    def source(self) -> str | None:
        """The path in the context, in the stage or image of `from_`, or of a secret."""
        return self.options.get("source")

    @property
    def from_(self) -> str | None:
        """The stage, image or named context that the files come from."""
        return self.options.get("from")

    @property
    def id(self) -> str | None:
        """The name of the cache, secret or agent socket."""
        return self.options.get("id")

    def option(self, name: str) -> Word | None:
        """The value of an option as a word; None if the option is not given."""
        field = self._fields.get(name)
        return None if field is None else self.flag.part(field[1], field[2])

    def option_text(self, name: str) -> str:
        """An option as it is written, with its name; "" if it is not given."""
        field = self._fields.get(name)
        return "" if field is None else self.flag.text[field[0] : field[2]]

    def option_span(self, name: str) -> Span:
        """Where an option stands, with its name; the flag if the option is not given."""
        field = self._fields.get(name)
        return self.span if field is None else self.flag.part(field[0], field[2]).span


def _csv_fields(text: str, start: int) -> list[tuple[int, int]]:
    """The fields of the comma-separated record from `start`; the quotes around a quoted one are left out."""
    fields: list[tuple[int, int]] = []
    while start < len(text):
        if text[start] == '"':
            end = text.find('"', start + 1)
            end = len(text) if end < 0 else end
            fields.append((start + 1, end))
            start = text.find(",", end)
        else:
            end = text.find(",", start)
            fields.append((start, len(text) if end < 0 else end))
            start = end
        if start < 0:
            break
        start += 1
    return fields


class Heredoc:
    """A heredoc of RUN, COPY or ADD.

    `expand` is whether variables in it are replaced (its name is not quoted), `chomp` whether tabs at the start of its
    lines are dropped (``<<-``). `span` covers the body and the line of the terminator, `marker_span` the ``<<`` word.
    """

    def __init__(
        self,
        name: str,
        *,
        expand: bool,
        chomp: bool,
        file_descriptor: int,
        content: MappedText,
        span: Span,
        marker_span: Span,
    ) -> None:
        """`content` is the body as it is written."""
        self.name = name
        self.expand = expand
        self.chomp = chomp
        self.file_descriptor = file_descriptor
        self.content = content
        self.span = span
        self.marker_span = marker_span

    @cached_property
    def body(self) -> MappedText:
        """The body that is used: without the tabs at the start of its lines if they are dropped."""
        if not self.chomp:
            return self.content
        spans: list[Span] = []
        base = self.content.offset(0)
        position = 0
        for line in self.content.text.split("\n"):
            length = len(line) + 1
            start = position + len(line) - len(line.lstrip("\t"))
            spans.append(Span(base + start, base + min(position + length, len(self.content.text))))
            position += length
        return MappedText.joined(self.content.source, spans, base)

    def __repr__(self) -> str:
        return f"Heredoc({self.name!r})"


class KeyValue(NamedTuple):
    """A pair of ENV or LABEL; `separator` is ``"="``, or ``""`` in the old form ``ENV name value``."""

    name: Word
    value: Word
    separator: str


class ArgDeclaration(NamedTuple):
    """A variable that ARG declares, with its default value if it has one."""

    name: Word
    default: Word | None
    span: Span
