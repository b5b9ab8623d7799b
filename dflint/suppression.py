"""Which findings are silenced where? Comments such as ``# dflint: ignore=ML201 the model changes daily``.

In a Dockerfile the comment stands before an instruction or on a comment line inside it, in a compose file above a key
or at the end of its line, in an ignore file above a pattern; ``ignore-file`` stands above all of these and holds for
the file. Codes, prefixes, names and aliases are accepted; what follows them is the reason.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from dflint.named_tuple import NamedTuple
from dflint.selection import Selectors
from dflint.source import Source, Span

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.nodes import Written
    from dflint.context.dockerignore import DockerIgnore
    from dflint.diagnostics import Diagnostic
    from dflint.dockerfile.instructions import Dockerfile

MARKER = "dflint"
SYNTAX = "`# dflint: ignore=CODE reason`"

# Compiled by `re` when a comment speaks of dflint, and kept by it: most files have none.
_COMMENT = r"#+\s*dflint\s*(?P<colon>:?)\s*-?(?P<verb>[A-Za-z_-]*)\s*(?P<equals>[=:]?)\s*"
_WORD = r"[^\s,:]+"
_COMMA = r"\s*,(\s*)"
_LIKE_A_SELECTOR = r"[A-Za-z]+\d+|[A-Za-z\d]+(?:-[A-Za-z\d]+)+"


class Problem(NamedTuple):
    """What is wrong with a comment, and where."""

    span: Span
    message: str


class Ignore:
    """One comment that silences findings.

    `codes` are those of the rules it names, `reason` what it says about why. `scope` is the text in which findings are
    silenced, None for the whole file. `used` are the codes of the findings that it has silenced.
    """

    def __init__(self, span: Span, codes: frozenset[str], reason: str, scope: Span | None) -> None:
        self.span = span
        self.codes = codes
        self.reason = reason
        self.scope = scope
        self.used: set[str] = set()

    def covers(self, code: str, span: Span) -> bool:
        """Whether a finding of `code` that starts where `span` does is silenced."""
        return code in self.codes and (self.scope is None or self.scope.start <= span.start <= self.scope.end)


class Suppressions:
    """The comments of one file that silence findings, and what is wrong with them."""

    def __init__(self, ignores: Sequence[Ignore] = (), problems: Sequence[Problem] = ()) -> None:
        self.ignores = ignores
        self.problems = problems

    def covers(self, code: str, span: Span) -> bool:
        """Whether a finding of the rule `code` at `span` of the file is silenced; notes which comment did it."""
        is_covered = False
        for ignore in self.ignores:
            if ignore.covers(code, span):
                ignore.used.add(code)
                is_covered = True
        return is_covered


NONE = Suppressions()


class ParsedFile(Protocol):
    """A file of a project, parsed as what it is; the other two are None."""

    @property
    def dockerfile(self) -> Dockerfile | None:
        """The tree of a Dockerfile."""

    @property
    def compose(self) -> ComposeFile | None:
        """The model of a compose file."""

    @property
    def ignore(self) -> DockerIgnore | None:
        """The patterns of an ignore file."""


def suppressions_of(file: ParsedFile, selectors: Selectors) -> Suppressions:
    """The ignore comments of `file`."""
    if file.dockerfile is not None:
        return dockerfile_suppressions(file.dockerfile, selectors)
    if file.compose is not None:
        return compose_suppressions(file.compose, selectors)
    return ignore_file_suppressions(file.ignore, selectors) if file.ignore is not None else NONE


class Silencer:
    """Says of the findings in a project whether a comment silences them.

    `file` gives the parsed file at a path. A finding in an inline Dockerfile is silenced by a comment in it, or by one
    in the compose file.
    """

    def __init__(self, file: Callable[[str], ParsedFile], selectors: Selectors) -> None:
        self._file = file
        self._selectors = selectors
        self._known: dict[int, tuple[Source, Suppressions]] = {}

    def silences(self, diagnostic: Diagnostic) -> bool:
        """Whether `diagnostic` is silenced."""
        source, span = diagnostic.source, diagnostic.span
        while not self.suppressions(source).covers(diagnostic.code, span):
            outer = source.embedded_in
            if outer is None:
                return False
            source, span = outer.source, outer.span(*span)
        return True

    def suppressions(self, source: Source) -> Suppressions:
        """The ignore comments of a file, or of the Dockerfile that is embedded in one."""
        if MARKER not in source.text:
            return NONE
        known = self._known.get(id(source))
        if known is None:
            known = self._known[id(source)] = (source, self._read(source))
        return known[1]

    def _read(self, source: Source) -> Suppressions:
        if source.embedded_in is None:
            return suppressions_of(self._file(source.path), self._selectors)
        from dflint.dockerfile.parser import parse

        return dockerfile_suppressions(parse(source), self._selectors)


class _Comment(Protocol):
    @property
    def span(self) -> Span: ...


def dockerfile_suppressions(dockerfile: Dockerfile, selectors: Selectors) -> Suppressions:
    """The ignore comments of a Dockerfile."""
    if MARKER not in dockerfile.source.text:
        return NONE
    scopes = [instruction.span for instruction in dockerfile.instructions]
    first = dockerfile.froms[0].span.start if dockerfile.froms else None
    reader = _Reader(dockerfile.source, selectors, scopes, first, "the first FROM", "an instruction", True)
    return reader.read(dockerfile.comments)


def compose_suppressions(file: ComposeFile, selectors: Selectors) -> Suppressions:
    """The ignore comments of a compose file."""
    if MARKER not in file.source.text:
        return NONE
    scopes = sorted(
        _entries([document.written for document in file.documents]), key=lambda scope: (scope[0], -scope[1])
    )
    first = scopes[0].start if scopes else None
    return _Reader(file.source, selectors, scopes, first, "the first key", "a key").read(file.comments)


def ignore_file_suppressions(file: DockerIgnore, selectors: Selectors) -> Suppressions:
    """The ignore comments of a ``.dockerignore``."""
    if file.source is None or MARKER not in file.source.text:
        return NONE
    scopes = sorted([pattern.span for pattern in file.patterns] + [problem.span for problem in file.problems])
    first = scopes[0].start if scopes else None
    return _Reader(file.source, selectors, scopes, first, "the first pattern", "a pattern").read(file.comments)


def _entries(documents: list[Written]) -> Iterator[Span]:
    """Where the entries of mappings, with their keys, and the items of sequences stand."""
    waiting = documents
    while waiting:
        for key, value, alias in waiting.pop().children:
            start = value.start if alias is None else alias.start
            end = value.end if alias is None else alias.end
            yield Span(key.start if key is not None else start, max(end, key.end if key is not None else end))
            if alias is None:
                waiting.append(value)


class _Reader:
    """Reads the comments of one file.

    `scopes` are the places that a comment can hold for, by their start, outer ones before inner ones. `first` is where
    the file's body starts, None if it has none; `before` and `target` are the words for it and for a scope.
    `holds_inside`: a comment on a line inside a scope holds for it, and not for the next one.
    """

    def __init__(
        self,
        source: Source,
        selectors: Selectors,
        scopes: Sequence[Span],
        first: int | None,
        before: str,
        target: str,
        holds_inside: bool = False,
    ) -> None:
        self._source = source
        self._selectors = selectors
        self._scopes = scopes
        self._starts = [scope.start for scope in scopes]
        self._first = first
        self._before = before
        self._target = target
        self._holds_inside = holds_inside
        self._ignores: list[Ignore] = []
        self._problems: list[Problem] = []

    def read(self, comments: Sequence[_Comment]) -> Suppressions:
        for comment in comments:
            text = self._source.slice(comment.span)
            match = re.match(_COMMENT, text) if MARKER in text else None
            if match is not None:
                self._read(comment.span, text, match)
        return Suppressions(self._ignores, self._problems)

    def _read(self, span: Span, text: str, match: re.Match[str]) -> None:
        verb = match["verb"]
        if not match["colon"] and not (verb.startswith("ignore") and match["equals"]):
            return  # it only speaks of dflint
        if not match["colon"] or match["equals"] == ":" or verb not in ("ignore", "ignore-file"):
            hint = "; did you mean `ignore`?" if "ign" in verb and match["equals"] else ""
            self._problem(span, f"this comment is not understood{hint}: it is written {SYNTAX}")
            return
        codes, end = self._codes(span.start, text, match.end())
        if end == match.end() or not match["equals"]:
            self._problem(span, f"this comment names no rule: it is written {SYNTAX}")
            return
        if verb == "ignore-file":
            if self._first is not None and span.start > self._first:
                self._problem(span, f"`ignore-file` has to stand before {self._before}; this one has no effect")
                return
            scope = None
        else:
            scope = self._scope(span)
            if scope is None:
                self._problem(span, f"this comment does not belong to {self._target}; it has no effect")
                return
        self._ignores.append(Ignore(span, codes, text[end:].strip(" \t\r\n,:-"), scope))

    def _codes(self, offset: int, text: str, start: int) -> tuple[frozenset[str], int]:
        """The codes that the list at `start` of the comment `text` names, and where the list ends."""
        codes: frozenset[str] = frozenset()
        end = start
        may_be_reason = False
        while (word := re.match(_WORD, text[start:])) is not None:
            selector = word.group()
            named = self._selectors.codes(selector)
            if named is None and may_be_reason and not re.fullmatch(_LIKE_A_SELECTOR, selector):
                break
            end = start + len(selector)
            if named is None:
                suggestion = self._selectors.suggestion(selector)
                hint = f"; did you mean `{suggestion}`?" if suggestion else ""
                self._problem(Span(offset + start, offset + end), f"unknown rule `{selector}`{hint}")
            codes |= named or frozenset()
            comma = re.match(_COMMA, text[end:])
            if comma is None:
                break
            start = end + comma.end()
            may_be_reason = bool(comma[1])
        return codes, end

    def _scope(self, span: Span) -> Span | None:
        """What the comment at `span` holds for: what it stands in or ends the line of, else what comes next."""
        line = self._source.line_span(self._source.row(span.start))
        is_alone = not self._source.text[line.start : span.start].strip()
        index = bisect_right(self._starts, span.start)
        if not is_alone:
            return self._ended_by_line(line, index)
        previous = self._scopes[index - 1] if index else None
        if self._holds_inside and previous is not None and span.start < previous.end:
            return previous
        return self._scopes[index] if index < len(self._scopes) else None

    def _ended_by_line(self, line: Span, index: int) -> Span | None:
        """The outermost scope that starts in `line`, else the innermost that ends there."""
        for scope in self._scopes[bisect_right(self._starts, line.start - 1) : index]:
            return scope
        for scope in reversed(self._scopes[:index]):
            if line.start <= scope.end <= line.end:
                return scope
        return None

    def _problem(self, span: Span, message: str) -> None:
        self._problems.append(Problem(span, message))
