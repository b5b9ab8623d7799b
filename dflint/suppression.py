"""Which findings are silenced where? Comments such as ``# dflint: ignore=ML201 the model changes daily``.

In a Dockerfile the comment stands before an instruction or on a comment line inside it, in a compose file above a key
or at the end of its line, in an ignore file above a pattern; ``ignore-file`` stands above all of these and holds for
the file. Codes, prefixes, names and aliases are accepted; what follows them is the reason. Comments of other tools are
read by `dflint.foreign_ignores`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dflint.selection import Selectors
from dflint.source import BYTE_ORDER_MARK, Edit, Source, Span

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.nodes import Written
    from dflint.context.dockerignore import DockerIgnore
    from dflint.diagnostics import Diagnostic
    from dflint.dockerfile.instructions import Dockerfile

MARKER = "dflint"
FOREIGN_MARKERS = ("hadolint", "tally", "skip", "dclint")
"""Words of which a file holds one if it has a comment for another tool; ``skip`` is that of ``# check=skip=``."""

SYNTAX = "`# dflint: ignore=CODE reason`"

# Compiled by `re` when a comment speaks of dflint, and kept by it: most files have none.
_COMMENT = r"(?i:#+\s*(?P<marker>dflint))\s*(?P<colon>:?)\s*-?(?P<verb>[A-Za-z_-]*)\s*(?P<equals>[=:]?)\s*"
_VERBS = ("ignore", "ignore-file")
_WORD = r"[^\s,:]+"
_COMMA = r"\s*,(\s*)"
_LIKE_A_DIRECTIVE = r"\s*#\s*(?i:syntax|escape|check)\s*="
_LIKE_A_SELECTOR = r"[A-Za-z]+\d+|[A-Za-z\d]+(?:-[A-Za-z\d]+)+"


class Problem(NamedTuple):
    """What is wrong with a comment, and where."""

    span: Span
    message: str


class Silence:
    """What a comment silences: findings of the rules `codes` that start in `scope`; None is the whole file."""

    def __init__(self, codes: frozenset[str], scope: Span | None) -> None:
        self.codes = codes
        self.scope = scope

    def covers(self, code: str, span: Span) -> bool:
        """Whether a finding of `code` that starts where `span` does is silenced."""
        return code in self.codes and (self.scope is None or self.scope.start <= span.start <= self.scope.end)


class Named(NamedTuple):
    """A word of a comment that names rules, and their codes: none where it is not known."""

    span: Span
    codes: frozenset[str]


class Ignore(Silence):
    """One comment of dflint's own that silences findings.

    `named` are the words that name rules, `reason` is what it says about why. `used` are the codes of the findings that
    it has silenced.
    """

    def __init__(self, span: Span, named: Sequence[Named], reason: str, scope: Span | None) -> None:
        super().__init__(frozenset().union(*(word.codes for word in named)), scope)
        self.span = span
        self.named = named
        self.reason = reason
        self.used: set[str] = set()

    def unused(self, judged: frozenset[str]) -> tuple[Named, ...]:
        """The words that have silenced nothing although all rules that they name are among `judged`."""
        return tuple(word for word in self.named if word.codes and word.codes <= judged and not word.codes & self.used)


class Unused(NamedTuple):
    """A comment, or `words` of one, that silence nothing; `removal` takes them away, if that can be written."""

    span: Span
    words: tuple[Span, ...]
    removal: Edit | None


class Suppressions:
    """The comments of one file that silence findings, and what is wrong with them.

    `foreign` are those of other tools.
    """

    def __init__(
        self,
        ignores: Sequence[Ignore] = (),
        problems: Sequence[Problem] = (),
        foreign: Sequence[Silence] = (),
    ) -> None:
        self.ignores = ignores
        self.problems = problems
        self.foreign = foreign

    def covers(self, code: str, span: Span) -> bool:
        """Whether a finding of the rule `code` at `span` of the file is silenced; notes which comment did it."""
        is_covered = False
        for ignore in self.ignores:
            if ignore.covers(code, span):
                ignore.used.add(code)
                is_covered = True
        return is_covered or any(foreign.covers(code, span) for foreign in self.foreign)


NONE = Suppressions()


class Judgement(NamedTuple):
    """What there is to say of the comments of a file."""

    problems: Sequence[Problem]
    unused: Sequence[Unused]
    without_reason: Sequence[Span]


def judgement(source: Source, suppressions: Suppressions, judged: frozenset[str]) -> Judgement:
    """What there is to say of the comments of `source` after a run.

    `judged` are the codes of the rules that have had their say about the file: what others would find is not known.
    """
    unused = tuple(
        _unused(source, ignore, words) for ignore in suppressions.ignores if (words := ignore.unused(judged))
    )
    without_reason = tuple(ignore.span for ignore in suppressions.ignores if not ignore.reason)
    return Judgement(suppressions.problems, unused, without_reason)


def _unused(source: Source, ignore: Ignore, unused: tuple[Named, ...]) -> Unused:
    words = tuple(word.span for word in unused)
    kept = [source.slice(word.span) for word in ignore.named if word not in unused]
    if not kept:
        return Unused(ignore.span, words, _without_comment(source, ignore.span))
    listed = Span(ignore.named[0].span.start, ignore.named[-1].span.end)
    return Unused(words[0], words, source.edit(listed, ",".join(kept)))


def _without_comment(source: Source, comment: Span) -> Edit | None:
    """The edit that takes a comment away, with its line if nothing else stands there."""
    row = source.row(comment.start)
    line = source.line_span(row)
    before = source.text[line.start : comment.start].rstrip(" \t")
    if before.strip(BYTE_ORDER_MARK):
        return source.edit(Span(line.start + len(before), comment.end), "")
    start = line.start + len(before)
    has_next = row < len(source.line_starts)
    if has_next and re.match(_LIKE_A_DIRECTIVE, source.line(row + 1)):
        return source.edit(Span(start, line.end), "")  # the empty line keeps the next one a comment
    return source.edit(Span(start, source.line_starts[row] if has_next else line.end), "")


class ParsedFile(Protocol):
    """A file of a project, parsed as what it is; the other two are None."""

    @property
    def source(self) -> Source:
        """Its text."""

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


def _may_be_own(text: str) -> bool:
    return MARKER in text.lower()


def _may_be_foreign(text: str) -> bool:
    lowered = text.lower()
    return any(marker in lowered for marker in FOREIGN_MARKERS)


class Silencer:
    """Says of the findings in a project whether a comment silences them.

    `file` gives the parsed file at a path. A finding in an inline Dockerfile is silenced by a comment in it, or by one
    in the compose file.
    """

    def __init__(self, file: Callable[[str], ParsedFile], selectors: Selectors) -> None:
        self._file = file
        self._selectors = selectors
        self._known: dict[tuple[str, int, str], Suppressions] = {}

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
        # Builds of the same inline Dockerfile have sources of their own.
        key = (source.path, source.embedded_in.offset(0) if source.embedded_in else -1, source.text)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._read(source)
        return known

    def _read(self, source: Source) -> Suppressions:
        if not _may_be_own(source.text) and not _may_be_foreign(source.text):
            return NONE
        if source.embedded_in is None:
            return suppressions_of(self._file(source.path), self._selectors)
        from dflint.dockerfile.parser import parse

        return dockerfile_suppressions(parse(source), self._selectors)


class _Comment(Protocol):
    @property
    def span(self) -> Span: ...


def dockerfile_suppressions(dockerfile: Dockerfile, selectors: Selectors) -> Suppressions:
    """The ignore comments of a Dockerfile."""
    foreign: Sequence[Silence] = ()
    if _may_be_foreign(dockerfile.source.text):
        from dflint.foreign_ignores import dockerfile_ignores

        foreign = tuple(dockerfile_ignores(dockerfile, selectors))
    if not _may_be_own(dockerfile.source.text):
        return Suppressions(foreign=foreign)
    scopes = [instruction.span for instruction in dockerfile.instructions]
    first = dockerfile.froms[0].span.start if dockerfile.froms else None
    reader = _Reader(dockerfile.source, selectors, scopes, first, "the first FROM", "an instruction", True)
    from dflint.misplaced_ignores import misplaced_ignores

    reader.complain(misplaced_ignores(dockerfile))
    return reader.read(dockerfile.comments, foreign)


def compose_suppressions(file: ComposeFile, selectors: Selectors) -> Suppressions:
    """The ignore comments of a compose file."""
    foreign: Sequence[Silence] = ()
    if _may_be_foreign(file.source.text):
        from dflint.foreign_ignores import compose_ignores

        foreign = tuple(compose_ignores(file, selectors))
    if not _may_be_own(file.source.text):
        return Suppressions(foreign=foreign)
    scopes = compose_scopes(file)
    first = scopes[0].start if scopes else None
    return _Reader(file.source, selectors, scopes, first, "the first key", "a key").read(file.comments, foreign)


def ignore_file_suppressions(file: DockerIgnore, selectors: Selectors) -> Suppressions:
    """The ignore comments of a ``.dockerignore``."""
    if file.source is None or not _may_be_own(file.source.text):
        return NONE
    scopes = ignore_file_scopes(file)
    first = scopes[0].start if scopes else None
    return _Reader(file.source, selectors, scopes, first, "the first pattern", "a pattern").read(file.comments)


def compose_scopes(file: ComposeFile) -> list[Span]:
    """What a comment of a compose file can hold for: entries of mappings and items, outer ones before inner ones."""
    return sorted(_entries([document.written for document in file.documents]), key=lambda scope: (scope[0], -scope[1]))


def ignore_file_scopes(file: DockerIgnore) -> list[Span]:
    """What a comment of an ignore file can hold for: its patterns, also those that are wrong."""
    return sorted([pattern.span for pattern in file.patterns] + [problem.span for problem in file.problems])


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

    def read(self, comments: Sequence[_Comment], foreign: Sequence[Silence] = ()) -> Suppressions:
        """The comments that are dflint's, besides those of other tools."""
        for comment in comments:
            text = self._source.slice(comment.span)
            match = re.match(_COMMENT, text) if _may_be_own(text) else None
            if match is not None:
                self._read(comment.span, text, match)
        return Suppressions(self._ignores, self._problems, foreign)

    def complain(self, misplaced: Iterable[tuple[Span, bool]]) -> None:
        """Note that these are no comments: spans, each with whether it is text for the shell."""
        for span, is_for_shell in misplaced:
            what = "text for the shell" if is_for_shell else "an argument of the instruction"
            self._problem(span, f"this is {what} and silences nothing: {SYNTAX} stands on a line above the instruction")

    def _read(self, span: Span, text: str, match: re.Match[str]) -> None:
        verb = match["verb"]
        if (match["marker"], verb) != (MARKER, verb.lower()):
            if verb.lower() in _VERBS and match["equals"]:
                self._problem(span, f"this comment is not in lower case and silences nothing: it is written {SYNTAX}")
                return
            if match["marker"] != MARKER:
                return  # it only speaks of dflint
        if not match["colon"] and not (verb.startswith("ignore") and match["equals"]):
            return  # it only speaks of dflint
        if not match["colon"] or match["equals"] == ":" or verb not in _VERBS:
            hint = "; did you mean `ignore`?" if "ign" in verb and match["equals"] else ""
            self._problem(span, f"this comment is not understood: it is written {SYNTAX}{hint}")
            return
        named, end = self._named(span.start, text, match.end())
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
        self._ignores.append(Ignore(span, named, text[end:].strip(" \t\r\n,:-"), scope))

    def _named(self, offset: int, text: str, start: int) -> tuple[Sequence[Named], int]:
        """The words in the list at `start` of the comment `text`, and where the list ends."""
        words: list[Named] = []
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
            words.append(Named(Span(offset + start, offset + end), named or frozenset()))
            comma = re.match(_COMMA, text[end:])
            if comma is None:
                break
            start = end + comma.end()
            may_be_reason = bool(comma[1])
        return words, end

    def _scope(self, span: Span) -> Span | None:
        """What the comment at `span` holds for: what it stands in or ends the line of, else what comes next."""
        line = self._source.line_span(self._source.row(span.start))
        is_alone = not self._source.text[line.start : span.start].lstrip(BYTE_ORDER_MARK).strip()
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
