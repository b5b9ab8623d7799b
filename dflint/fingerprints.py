"""Which finding is which? A name for each finding that stays the same while other parts of its file change.

A fingerprint is made from the code of the rule, the name of the file, what the instruction or the key at which the
finding stands says, and a number among those that are equal in all of this. Rows and columns, white space, comments and
line continuations have no part in it, nor has the message, whose wording changes from release to release.

What output formats, the baseline and the comparison of two versions take for the same finding is defined here alone.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from dflint.cached_property import cached_property
from dflint.source import Source, Span

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.nodes import Written, WrittenEntry
    from dflint.diagnostics import Diagnostic
    from dflint.dockerfile.instructions import Dockerfile, Instruction
    from dflint.suppression import ParsedFile

VERSION = 1
"""Goes up when the same finding gets another fingerprint than before."""

NAME = f"dflint/v{VERSION}"
"""What a format calls these fingerprints where it holds several kinds of them, as SARIF does."""

_DIGITS = 32

_Place = tuple[str, str, int, int]
"""Code, file and span: of two findings that are equal in this, a run shows one."""


class Fingerprints:
    """The fingerprints of all findings of a run.

    They have to be all, those that are not shown too: findings that are equal are told apart by their order.
    """

    def __init__(
        self,
        diagnostics: Iterable[Diagnostic],
        name_of: Callable[[str], str],
        file: Callable[[str], ParsedFile | None] | None = None,
    ) -> None:
        """`name_of` gives the name of the file at an absolute path: that from the root of its project, with slashes.

        `file` gives the parsed file at a path if it is there, so that nothing is parsed again.
        """
        self._diagnostics = diagnostics
        self._name_of = name_of
        self._file = file
        self._texts: dict[int, tuple[Source, _Texts]] = {}

    def of(self, diagnostic: Diagnostic) -> str:
        """The fingerprint of one of the findings: 32 hexadecimal digits. Raises `KeyError` for another one."""
        return self._known[_place(diagnostic)]

    @cached_property
    def _known(self) -> dict[_Place, str]:
        equal: dict[tuple[str, ...], list[_Place]] = {}
        for diagnostic in self._diagnostics:
            key = (diagnostic.code, self._name_of(diagnostic.path), *self._words(diagnostic.source, diagnostic.span))
            equal.setdefault(key, []).append(_place(diagnostic))
        return {
            place: _digest((*key, str(number)))
            for key, places in equal.items()
            for number, place in enumerate(sorted(set(places)), start=1)
        }

    def _words(self, source: Source, span: Span) -> Sequence[str]:
        """What the instruction or the key says that `span` of `source` belongs to."""
        outer = source.embedded_in
        around = () if outer is None else self._texts_of(outer.source).path(outer.span(*span))
        return (*around, *self._texts_of(source).words(span))

    def _texts_of(self, source: Source) -> _Texts:
        known = self._texts.get(id(source))
        if known is None:
            known = self._texts[id(source)] = (source, _texts_of(source, self._file))
        return known[1]


def _place(diagnostic: Diagnostic) -> _Place:
    source, span = diagnostic.source.resolve(diagnostic.span)
    return diagnostic.code, source.path, span.start, span.end


def _digest(parts: Iterable[str]) -> str:
    data = "\0".join((str(VERSION), *parts)).encode("utf-8", "surrogatepass")
    return sha256(data, usedforsecurity=False).hexdigest()[:_DIGITS]


class _Texts:
    """What a file says at a place; of one without instructions and keys, the line."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def words(self, span: Span) -> Sequence[str]:
        """What the part of the file says that `span` stands in."""
        return (_normal(self._source.line(self._source.row(span.start))),)

    def path(self, span: Span) -> Sequence[str]:
        """Where in the file `span` is, where that has a name."""
        return ()


def _normal(text: str) -> str:
    return " ".join(text.split())


class _DockerfileTexts(_Texts):
    """Of a Dockerfile it is the instruction."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        super().__init__(dockerfile.source)
        self._instructions = dockerfile.instructions
        self._starts = [instruction.span.start for instruction in dockerfile.instructions]
        self._known: dict[int, str] = {}

    def words(self, span: Span) -> Sequence[str]:
        index = bisect_right(self._starts, span.start) - 1
        if index < 0 or self._instructions[index].span.end < span.start:
            return super().words(span)
        if index not in self._known:
            self._known[index] = _instruction_text(self._instructions[index])
        return (self._known[index],)


def _instruction_text(instruction: Instruction) -> str:
    keyword, _, rest = _normal(instruction.line.text).partition(" ")
    bodies = (_normal(heredoc.content.text) for heredoc in instruction.heredocs)
    return " ".join((keyword.upper(), rest, *bodies))


class _ComposeTexts(_Texts):
    """Of a compose file it is the path of keys, without numbers of items, and the value if the finding is about that.

    So a finding about a service stays what it is while the keys of the service change.
    """

    def __init__(self, file: ComposeFile) -> None:
        super().__init__(file.source)
        self._documents = [document.written for document in file.documents]

    def words(self, span: Span) -> Sequence[str]:
        keys, entry, value = self._found(span)
        key = None if entry is None else entry.key
        if key is not None and key.start <= span.start and span.end <= key.end:
            return keys
        if entry is not None and entry.alias is not None:
            return (*keys, self._source.slice(entry.alias))
        if value is not None and (value.kind == "scalar" or _is_all(span, value)):
            return (*keys, _normal(" ".join(_scalars(value))))
        if value is None:
            return super().words(span)
        return (*keys, _normal(self._source.slice(span)))

    def path(self, span: Span) -> Sequence[str]:
        return self._found(span)[0]

    def _found(self, span: Span) -> tuple[Sequence[str], WrittenEntry | None, Written | None]:
        """The innermost value that is about `span`: the keys that lead there, its entry, and itself."""
        value = next((one for one in self._documents if one.start <= span.start and span.end <= one.end), None)
        keys: list[str] = []
        entry = None
        while value is not None and not _is_all(span, value):
            at = bisect_right(value.children, span.start, key=_start) - 1
            if at < 0 or not _holds(value.children[at], span):
                break
            entry = value.children[at]
            keys.append("-" if entry.key is None else entry.key.text)
            value = entry.value
            if entry.alias is not None:
                break
        return keys, entry, value


def _is_all(span: Span, value: Written) -> bool:
    return span.start == value.start and span.end >= value.end > value.start


def _holds(entry: WrittenEntry, span: Span) -> bool:
    """Whether `span`, which does not start before it, lies in an entry of a mapping or in an item of a sequence."""
    key, value, alias = entry
    end = value.end if alias is None else alias.end
    # An empty value may stand before the end of its key.
    return span.end <= (end if key is None else max(end, key.end))


def _start(entry: WrittenEntry) -> int:
    """Where an entry or an item starts."""
    if entry.key is not None:
        return entry.key.start
    return entry.value.start if entry.alias is None else entry.alias.start


def _scalars(value: Written) -> Iterator[str]:
    """The words of all scalars in a value, in order."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        yield one.text
        for entry in reversed(one.children):
            if entry.alias is None:
                waiting.append(entry.value)
            if entry.key is not None:
                waiting.append(entry.key)


def _texts_of(source: Source, file: Callable[[str], ParsedFile | None] | None) -> _Texts:
    if source.embedded_in is not None:
        from dflint.dockerfile.parser import parse

        return _DockerfileTexts(parse(source))
    parsed = file(source.path) if file is not None else None
    if parsed is None or parsed.source is not source:
        from dflint.project.files import ProjectFile
        from dflint.project.names import kind_of_named

        parsed = ProjectFile(source.path, kind_of_named(os.path.basename(source.path)), source)
    if parsed.dockerfile is not None:
        return _DockerfileTexts(parsed.dockerfile)
    return _ComposeTexts(parsed.compose) if parsed.compose is not None else _Texts(source)
