"""The nodes of the syntax tree: one class an instruction, and the Dockerfile that holds them.

What an instruction says is read when it is asked for; `parser` only finds where each one stands.
"""

from __future__ import annotations

from typing import ClassVar

from dflint.cached_property import cached_property
from dflint.dockerfile import json_array
from dflint.dockerfile.flags import read_flags
from dflint.dockerfile.lexer import ASCII_SPACE, WHITE_SPACE, Comment, Directive, LogicalLine, Problem
from dflint.dockerfile.nodes import ArgDeclaration, Flag, FlagValue, Heredoc, JsonString, KeyValue, Mount, Word
from dflint.dockerfile.words import split_quoted
from dflint.lazy_pattern import lazy_pattern
from dflint.source import MappedText, Source, Span

__all__ = [
    "INSTRUCTIONS",
    "Add",
    "Arg",
    "ArgDeclaration",
    "Cmd",
    "CommandInstruction",
    "Comment",
    "Copy",
    "Directive",
    "Dockerfile",
    "Entrypoint",
    "Env",
    "Expose",
    "Flag",
    "FlagValue",
    "From",
    "Healthcheck",
    "Heredoc",
    "Instruction",
    "JsonString",
    "KeyValue",
    "Label",
    "Maintainer",
    "Mount",
    "Onbuild",
    "Pairs",
    "Problem",
    "Run",
    "Shell",
    "Stopsignal",
    "Transfer",
    "Unknown",
    "User",
    "Volume",
    "Word",
    "Workdir",
    "make_instruction",
]

_KEYWORD = lazy_pattern(r"([^\t\v\f\r ]*)[\t\v\f\r ]*")
_ARGUMENT = lazy_pattern(r"[^\t\v\f\r ]+")


class Instruction:
    """One instruction: keyword, flags, and what follows them.

    `keyword` is in upper case. `start_row` and `end_row` are 1-based and count the heredocs in; `index` is the position
    in `Dockerfile.instructions`, for the instruction inside an ONBUILD that of the ONBUILD.
    """

    # Whether the arguments may be a JSON array, and whether its strings are words that get expanded.
    takes_json: ClassVar[bool] = False
    expands_json: ClassVar[bool] = False

    def __init__(self, line: LogicalLine, start: int, end: int, escape: str, index: int) -> None:
        """The instruction in the characters from `start` to `end` of `line`, which are no white space."""
        self.line = line
        self.escape = escape
        self.index = index
        self.heredocs: tuple[Heredoc, ...] = ()
        self.heredoc_problems: tuple[Problem, ...] = ()
        self._start = start
        self._end = end
        match = _KEYWORD.match(line.text, start, end)
        self._keyword_end = match.end(1) if match else start
        self._rest = match.end() if match else start

    @property
    def source(self) -> Source:
        """The text that the spans count in."""
        return self.line.source

    @cached_property
    def keyword(self) -> str:
        """The keyword in upper case."""
        return self.line.text[self._start : self._keyword_end].upper()

    @cached_property
    def keyword_span(self) -> Span:
        """Where the keyword stands."""
        return self.line.span(self._start, self._keyword_end)

    @cached_property
    def span(self) -> Span:
        """From the keyword to the end of the last line, heredocs included, without the line ending.

        An instruction whose first line holds nothing but an escape character starts there.
        """
        is_inner = bool(self.line.text[: self._start].strip(WHITE_SPACE))
        start = self.keyword_span.start if is_inner else self.line.start
        return Span(start, self.line.end)

    @property
    def start_row(self) -> int:
        """The row of the first line."""
        return self.line.start_row

    @property
    def end_row(self) -> int:
        """The row of the last line."""
        return self.line.end_row

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The comment lines inside the instruction."""
        return self.line.comments

    @cached_property
    def _flags_and_start(self) -> tuple[tuple[Flag, ...], int]:
        text, rest = self.line.text, self._rest
        first = text[rest : rest + 1]
        if rest >= self._end or (first != "-" and first not in WHITE_SPACE):
            return (), rest
        flags, start = read_flags(self.line, rest, self._end, self.escape)
        return tuple(flags), start

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The flags, in order."""
        return self._flags_and_start[0]

    def flag(self, name: str) -> Flag | None:
        """The flag of that name, without its dashes; the last one if it is repeated."""
        return next((flag for flag in reversed(self.flags) if flag.name == name), None)

    def flags_named(self, name: str) -> tuple[Flag, ...]:
        """All flags of that name."""
        return tuple(flag for flag in self.flags if flag.name == name)

    def flag_value(self, name: str) -> Word | None:
        """The value of the flag of that name; None if there is none."""
        flag = self.flag(name)
        return flag.value if flag is not None else None

    @property
    def body_start(self) -> int:
        """Where in the text of `line` the arguments start."""
        return self._flags_and_start[1]

    @property
    def body_text(self) -> str:
        """The text of `body`."""
        return self.line.text[self.body_start : self._end]

    @cached_property
    def body(self) -> MappedText:
        """All that follows keyword and flags, continuations joined, without the heredoc bodies."""
        return self.line.part(self.body_start, self._end)

    def _word(self, start: int, end: int) -> Word:
        return Word(self.line, start, end, self.escape)

    @property
    def body_end(self) -> int:
        """Where in the text of `line` the arguments end."""
        return self._end

    @cached_property
    def body_word(self) -> Word:
        """All of `body` as one word; empty, and at the end of the instruction, if there are no arguments."""
        return self._word(self.body_start, self._end)

    @cached_property
    def _json(self) -> tuple[JsonString, ...] | None:
        if not self.takes_json:
            return None
        elements = json_array.read_array(self.line.text, self.body_start, self._end)
        if elements is None:
            return None
        return tuple(JsonString(self.line, element, self.escape, self.expands_json) for element in elements)

    @property
    def is_json(self) -> bool:
        """Whether the arguments are written as a JSON array of strings."""
        return self._json is not None

    @cached_property
    def _space_separated(self) -> tuple[Word, ...]:
        matches = _ARGUMENT.finditer(self.line.text, self.body_start, self._end)
        return tuple([self._word(match.start(), match.end()) for match in matches])

    @cached_property
    def parser_arguments(self) -> tuple[str, ...]:
        """The arguments as BuildKit's line parser hands them on."""
        body = self.body_text
        return (body,) if body else ()

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Why BuildKit refuses the instruction; empty if it does not."""
        from dflint.dockerfile import checks

        return (*self.heredoc_problems, *checks.problems(self))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.start_row}: {self.line.text[self._start : self._end]!r}>"


class Unknown(Instruction):
    """An instruction that BuildKit does not know."""

    @property
    def parser_arguments(self) -> tuple[str, ...]:
        """BuildKit reads no arguments of what it does not know."""
        return ("",)


class From(Instruction):
    """``FROM [--platform=p] image [AS name]``."""

    @property
    def words(self) -> tuple[Word, ...]:
        """The words."""
        return self._space_separated

    @cached_property
    def image(self) -> Word:
        """The image, or the stage; empty if it is missing."""
        words = self._space_separated
        return words[0] if words else self.body_word

    @property
    def platform(self) -> Word | None:
        """The value of ``--platform``."""
        return self.flag_value("platform")

    @cached_property
    def name(self) -> Word | None:
        """The name that the stage is given. BuildKit compares names in lower case."""
        words = self._space_separated
        return words[2] if len(words) == 3 and words[1].text.lower() == "as" else None

    @cached_property
    def parser_arguments(self) -> tuple[str, ...]:
        """The words."""
        return tuple(word.text for word in self._space_separated)


class CommandInstruction(Instruction):
    """What takes a command: in the exec form, a JSON array, or in the shell form."""

    takes_json = True

    @property
    def is_exec(self) -> bool:
        """Whether the command is in the exec form."""
        return self._json is not None

    @property
    def arguments(self) -> tuple[Word, ...]:
        """The strings of the exec form; empty in the shell form."""
        return self._json or ()

    @cached_property
    def parser_arguments(self) -> tuple[str, ...]:
        """The strings of the exec form, or the whole text of the shell form."""
        if self._json is not None:
            return tuple(word.argument for word in self._json)
        body = self.body_text
        return (body,) if body else ()


class Run(CommandInstruction):
    """``RUN``."""

    @cached_property
    def mounts(self) -> tuple[Mount, ...]:
        """The ``--mount`` flags."""
        return tuple(Mount(flag) for flag in self.flags_named("mount"))


class Cmd(CommandInstruction):
    """``CMD``."""


class Entrypoint(CommandInstruction):
    """``ENTRYPOINT``."""


class Shell(CommandInstruction):
    """``SHELL``, which has only the exec form."""


class Healthcheck(CommandInstruction):
    """``HEALTHCHECK [--interval=d …] CMD command`` or ``HEALTHCHECK NONE``.

    `arguments` and `body` are those of the command behind ``CMD``.
    """

    @cached_property
    def _kind_end(self) -> int:
        text, start = self.line.text, self._flags_and_start[1]
        while start < self._end and text[start] not in ASCII_SPACE:
            start += 1
        return start

    @cached_property
    def kind(self) -> str:
        """``CMD`` or ``NONE`` in upper case, or what is written there instead."""
        return self.line.text[self._flags_and_start[1] : self._kind_end].upper()

    @cached_property
    def kind_span(self) -> Span:
        """Where the kind stands."""
        return self.line.span(self._flags_and_start[1], self._kind_end)

    @cached_property
    def body_start(self) -> int:
        """Where in the text of `line` the command starts."""
        text, start = self.line.text, self._kind_end
        while start < self._end and text[start] in ASCII_SPACE:
            start += 1
        return start

    @cached_property
    def parser_arguments(self) -> tuple[str, ...]:
        """The kind as it is written, then the command."""
        kind = self.line.text[self._flags_and_start[1] : self._kind_end]
        return (kind, *super().parser_arguments) if kind else ()


class Transfer(Instruction):
    """COPY or ADD: what brings files in."""

    takes_json = True
    expands_json = True

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Sources, heredocs and destination."""
        return self._json if self._json is not None else self._space_separated

    @cached_property
    def sources(self) -> tuple[Word, ...]:
        """The files to take; the heredocs among them are in `heredocs`."""
        words = self.words[:-1] if len(self.words) > 1 else self.words
        if not self.heredocs:
            return words
        markers = {heredoc.marker_span for heredoc in self.heredocs}
        return tuple(word for word in words if word.span not in markers)

    @cached_property
    def destination(self) -> Word:
        """Where they go; an empty word at the end of the instruction if it is missing."""
        return self.words[-1] if len(self.words) > 1 else self._word(self._end, self._end)

    @property
    def chown(self) -> Word | None:
        """The value of ``--chown``."""
        return self.flag_value("chown")

    @property
    def chmod(self) -> Word | None:
        """The value of ``--chmod``."""
        return self.flag_value("chmod")

    @property
    def link(self) -> bool:
        """Whether ``--link`` is on."""
        return self._is_on("link")

    @cached_property
    def excludes(self) -> tuple[Word, ...]:
        """The patterns of ``--exclude``."""
        values = [flag.value for flag in self.flags_named("exclude")]
        return tuple(value for value in values if value is not None)

    def _is_on(self, name: str) -> bool:
        flag = self.flag(name)
        return flag is not None and (flag.value is None or flag.value.argument.lower() == "true")

    @cached_property
    def parser_arguments(self) -> tuple[str, ...]:
        """The words, or the strings of the JSON form."""
        return tuple(word.argument for word in self.words)


class Copy(Transfer):
    """``COPY``."""

    @property
    def from_(self) -> Word | None:
        """The value of ``--from``: a stage, an image or a named context."""
        return self.flag_value("from")

    @property
    def parents(self) -> bool:
        """Whether ``--parents`` is on."""
        return self._is_on("parents")


class Add(Transfer):
    """``ADD``."""

    @property
    def from_(self) -> Word | None:
        """Always None: ADD takes no ``--from``."""
        return None

    @property
    def parents(self) -> bool:
        """Always False: ADD takes no ``--parents``."""
        return False


class Pairs(Instruction):
    """ENV or LABEL."""

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words, which quotes hold together."""
        return tuple(
            self._word(*word) for word in split_quoted(self.line.text, self.body_start, self._end, self.escape)
        )

    @cached_property
    def is_old_form(self) -> bool:
        """Whether the one pair is written ``name value``, without ``=``."""
        return bool(self.words) and "=" not in self.words[0].text

    @cached_property
    def pairs(self) -> tuple[KeyValue, ...]:
        """The pairs; words without ``=`` are left out, and are problems."""
        if not self.is_old_form:
            return tuple(self._pair(word) for word in self.words if "=" in word.text)
        words = self._space_separated
        if len(words) < 2:
            return ()
        return (KeyValue(words[0], self._word(words[1].start, self._end), ""),)

    def _pair(self, word: Word) -> KeyValue:
        equals = word.start + word.text.index("=")
        return KeyValue(self._word(word.start, equals), self._word(equals + 1, word.end), "=")

    @cached_property
    def parser_arguments(self) -> tuple[str, ...]:
        """Name, value and separator of each pair."""
        return tuple(text for pair in self.pairs for text in (pair.name.text, pair.value.text, pair.separator))


class Env(Pairs):
    """``ENV name=value …`` or ``ENV name value``."""


class Label(Pairs):
    """``LABEL name=value …`` or ``LABEL name value``."""


class Arg(Instruction):
    """``ARG name[=default] …``."""

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words, which quotes hold together."""
        return tuple(
            self._word(*word) for word in split_quoted(self.line.text, self.body_start, self._end, self.escape)
        )

    @cached_property
    def names(self) -> tuple[ArgDeclaration, ...]:
        """The variables that are declared."""
        return tuple(self._declaration(word) for word in self.words)

    def _declaration(self, word: Word) -> ArgDeclaration:
        equals = word.text.find("=")
        if equals < 0:
            return ArgDeclaration(word, None, word.span)
        equals += word.start
        return ArgDeclaration(self._word(word.start, equals), self._word(equals + 1, word.end), word.span)

    @cached_property
    def parser_arguments(self) -> tuple[str, ...]:
        """The words."""
        return tuple(word.text for word in self.words)


class User(Instruction):
    """``USER``."""

    @property
    def user(self) -> Word:
        """The user, with a group behind a colon if one is given; empty if it is missing."""
        return self.body_word


class Workdir(Instruction):
    """``WORKDIR``."""

    @property
    def path(self) -> Word:
        """The path; empty if it is missing."""
        return self.body_word


class Stopsignal(Instruction):
    """``STOPSIGNAL``."""

    @property
    def signal(self) -> Word:
        """The signal; empty if it is missing."""
        return self.body_word


class Maintainer(Instruction):
    """``MAINTAINER``, which is deprecated."""

    @property
    def name(self) -> Word:
        """The maintainer; empty if it is missing."""
        return self.body_word


class Expose(Instruction):
    """``EXPOSE``."""

    @property
    def ports(self) -> tuple[Word, ...]:
        """The ports, each with a protocol behind a slash if one is given."""
        return self._space_separated

    @cached_property
    def parser_arguments(self) -> tuple[str, ...]:
        """The words."""
        return tuple(word.text for word in self._space_separated)


class Volume(Instruction):
    """``VOLUME``."""

    takes_json = True
    expands_json = True

    @property
    def paths(self) -> tuple[Word, ...]:
        """The paths."""
        return self._json if self._json is not None else self._space_separated

    @cached_property
    def parser_arguments(self) -> tuple[str, ...]:
        """The words, or the strings of the JSON form."""
        return tuple(word.argument for word in self.paths)


class Onbuild(Instruction):
    """``ONBUILD instruction``."""

    @cached_property
    def inner(self) -> Instruction:
        """The instruction that runs later; an unknown one with an empty keyword if it is missing."""
        return make_instruction(self.line, self.body_start, self._end, self.escape, self.index)

    @property
    def parser_arguments(self) -> tuple[str, ...]:
        """Those of the innermost instruction."""
        inner = self.inner
        while isinstance(inner, Onbuild):
            inner = inner.inner
        return inner.parser_arguments if inner.keyword else ()


INSTRUCTIONS: dict[str, type[Instruction]] = {
    "add": Add,
    "arg": Arg,
    "cmd": Cmd,
    "copy": Copy,
    "entrypoint": Entrypoint,
    "env": Env,
    "expose": Expose,
    "from": From,
    "healthcheck": Healthcheck,
    "label": Label,
    "maintainer": Maintainer,
    "onbuild": Onbuild,
    "run": Run,
    "shell": Shell,
    "stopsignal": Stopsignal,
    "user": User,
    "volume": Volume,
    "workdir": Workdir,
}


def make_instruction(line: LogicalLine, start: int, end: int, escape: str, index: int) -> Instruction:
    """The instruction in the characters from `start` to `end` of `line`."""
    match = _KEYWORD.match(line.text, start, end)
    keyword = match[1] if match else ""
    return INSTRUCTIONS.get(keyword.lower(), Unknown)(line, start, end, escape, index)


class Dockerfile:
    """A parsed Dockerfile.

    `comments` are all comment lines, those inside of instructions too, without the directives. `escape` is the escape
    character in effect. Nothing may be inserted before `first_insertable_offset`.
    """

    def __init__(
        self,
        source: Source,
        directives: tuple[Directive, ...],
        instructions: tuple[Instruction, ...],
        comments: tuple[Comment, ...],
        escape: str,
        first_insertable_offset: int,
        header_problems: tuple[Problem, ...],
    ) -> None:
        self.source = source
        self.directives = directives
        self.instructions = instructions
        self.comments = comments
        self.escape = escape
        self.first_insertable_offset = first_insertable_offset
        self._header_problems = header_problems

    @cached_property
    def froms(self) -> tuple[From, ...]:
        """The FROM instructions."""
        return tuple(instruction for instruction in self.instructions if isinstance(instruction, From))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Why BuildKit refuses the file; empty if it does not."""
        from dflint.dockerfile import checks

        return tuple(checks.file_problems(self, self._header_problems))
