"""Comments that silence what is found today: where each can stand, and the proof that it changes nothing else.

A comment goes as near to a finding as it can: above the instruction, the key, the item or the pattern that the finding
starts in. Where it would be read as something else, or would not silence the finding, it goes to the next place around
that. Findings that stand in none of these get a comment for the file.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.diagnostics import Diagnostic
from dflint.fixer import Change, Overlay
from dflint.source import BYTE_ORDER_MARK, Edit, Source, Span, apply_edits
from dflint.suppression import ParsedFile, compose_scopes, ignore_file_scopes
from dflint.verification import comment_objection

if TYPE_CHECKING:
    from dflint.dockerfile.instructions import Dockerfile, Instruction
    from dflint.linter import Result

_MOST_PLACES = 8
"""So many places are tried for a comment, from the inside to the outside."""

_NO_PLACE = "no comment can stand there"
_NOT_SILENCED = "a comment there does not silence it"
_ABOUT_COMMENTS = "it is about a comment that silences findings"


class Spot(NamedTuple):
    """A place for a comment: a line of its own before the character at `offset` of `source`.

    `verb` is ``ignore`` or ``ignore-file``.
    """

    source: Source
    offset: int
    indentation: str = ""
    verb: str = "ignore"

    def edit(self, codes: Iterable[str], reason: str) -> Edit | None:
        """The edit of the file that writes the comment; None where it cannot be written."""
        text = self.source.text
        is_line_start = self.offset == 0 or text[self.offset - 1] in ("\n", BYTE_ORDER_MARK)
        before = self.indentation if is_line_start else self.source.newline + self.indentation
        comment = f"# dflint: {self.verb}={','.join(sorted(codes))} {reason}"
        return self.source.edit(Span(self.offset, self.offset), before + comment + self.source.newline)


Key = tuple[str, int, str]
"""What makes two spots the same one: the file, the place in it, the verb."""


class Left(NamedTuple):
    """A finding that no comment silences, and why."""

    diagnostic: Diagnostic
    reason: str


class Added(NamedTuple):
    """What adding comments would change: the files, the path of the file of each comment, and what these silence.

    `remaining` is what is found with them, without what was not wanted before.
    """

    changes: tuple[Change, ...]
    commented: tuple[str, ...]
    silenced: tuple[Diagnostic, ...]
    left: tuple[Left, ...]
    remaining: Result

    @property
    def comments(self) -> int:
        """How many comments there are."""
        return len(self.commented)

    def without(self, failed: frozenset[str], wanted: Sequence[Diagnostic]) -> Added:
        """The same where the files at the paths `failed` could not be written; `wanted` as for `IgnoreAdder.run`."""
        there = [one for one in wanted if one.path in failed]
        others = [one for one in self.remaining.diagnostics if one.path not in failed]
        return Added(
            tuple(change for change in self.changes if change.path not in failed),
            tuple(path for path in self.commented if path not in failed),
            tuple(one for one in self.silenced if one.path not in failed),
            tuple(one for one in self.left if one.diagnostic.path not in failed),
            self.remaining._replace(diagnostics=(*others, *there)),
        )


class _Attempt(NamedTuple):
    """A finding, the place that is tried for its comment, and those that are left."""

    diagnostic: Diagnostic
    key: Key
    spot: Spot
    others: Iterator[Spot]


class IgnoreAdder:
    """Adds comments with a `reason` to the files of one project.

    `check` runs the rules with an overlay of changed files; `read` gives the bytes of a file on disk, or None; `file`
    gives the parsed file at a path. Findings of the rules `about_comments` are never silenced by another comment.
    """

    def __init__(
        self,
        check: Callable[[Overlay], Result],
        read: Callable[[str], bytes | None],
        file: Callable[[str], ParsedFile],
        about_comments: frozenset[str],
        reason: str,
    ) -> None:
        self._check = check
        self._read = read
        self._file = file
        self._about_comments = about_comments
        self._reason = reason
        self._accepted: dict[Key, tuple[Spot, set[str]]] = {}

    def run(self, found: Result, wanted: Sequence[Diagnostic]) -> Added:
        """Add a comment for each of the findings `wanted`, which are some of those that were `found`."""
        silenced: list[Diagnostic] = []
        left = [Left(one, _ABOUT_COMMENTS) for one in wanted if one.code in self._about_comments]
        waiting = [
            (Left(one, _NO_PLACE), spots_of(one, self._file)) for one in wanted if one.code not in self._about_comments
        ]
        overlay: Mapping[str, bytes] = {}
        result = found
        expected = Counter(map(_identity, found.diagnostics))
        for _ in range(_MOST_PLACES):
            attempts: list[_Attempt] = []
            for one, spots in waiting:
                attempt = _next(one.diagnostic, spots)
                if attempt is None:
                    left.append(one)
                else:
                    attempts.append(attempt)
            waiting = []
            if not attempts:
                break
            overlay, refused = self._overlay(attempts)
            result = self._check(overlay)
            failed = {attempt.key: _NOT_SILENCED for attempt in _failed(attempts, expected, result)} | refused
            for attempt in attempts:
                diagnostic, key, spot, others = attempt
                if key in failed:
                    waiting.append((Left(diagnostic, failed[key]), others))
                    continue
                self._accepted.setdefault(key, (spot, set()))[1].add(diagnostic.code)
                silenced.append(diagnostic)
                expected[_identity(diagnostic)] -= 1
        left += [one for one, _ in waiting]
        if left:
            overlay, _refused = self._overlay(())
            result = self._check(overlay)
        changes = [Change(path, self._read(path), data) for path, data in sorted(overlay.items())]
        remaining = tuple(_without(result.diagnostics, found.diagnostics, wanted))
        # A comment for the file may silence what had no place for one of its own.
        there = list(_still_there(left, remaining))
        silenced += [one.diagnostic for one in left if one not in there]
        result = result._replace(diagnostics=remaining)
        commented = tuple(path for path, _, _ in self._accepted)
        return Added(tuple(changes), commented, tuple(silenced), tuple(there), result)

    def _overlay(self, attempts: Iterable[_Attempt]) -> tuple[dict[str, bytes], dict[Key, str]]:
        """The files with the comments that are accepted and those that are tried, and why which are refused."""
        comments = {key: (spot, set(codes)) for key, (spot, codes) in self._accepted.items()}
        for diagnostic, key, spot, _ in attempts:
            comments.setdefault(key, (spot, set()))[1].add(diagnostic.code)
        overlay: dict[str, bytes] = {}
        refused: dict[Key, str] = {}
        for path in {key[0] for key in comments}:
            of_file = {key: comments[key] for key in comments if key[0] == path}
            data = self._read(path)
            if data is None:
                refused.update(dict.fromkeys(of_file, "the file cannot be read"))
                continue
            before = Source.from_bytes(path, data)
            after, objections = self._rewritten(before, of_file)
            refused.update(objections)
            if after.text != before.text:
                overlay[path] = after.data
        return overlay, refused

    def _rewritten(
        self, before: Source, comments: Mapping[Key, tuple[Spot, set[str]]]
    ) -> tuple[Source, Mapping[Key, str]]:
        """The file with as many of its `comments` as it can have, and why it cannot have the others."""
        edits = {key: spot.edit(codes, self._reason) for key, (spot, codes) in comments.items()}
        after, objection = self._attempt(before, edits.values())
        if objection is None:
            return after, {}
        kept: list[Edit | None] = []
        objections: dict[Key, str] = {}
        after = before
        for key, edit in edits.items():
            attempt, objection = self._attempt(before, (*kept, edit))
            if objection is None:
                kept.append(edit)
                after = attempt
            else:
                objections[key] = objection
        return after, objections

    def _attempt(self, before: Source, edits: Iterable[Edit | None]) -> tuple[Source, str | None]:
        """The file with `edits`, and what there is to be said against it."""
        written = [edit for edit in edits if edit is not None]
        after = Source(before.path, apply_edits(before.text, written))
        return after, comment_objection(before, after, self._file(before.path))


def _next(diagnostic: Diagnostic, spots: Iterator[Spot]) -> _Attempt | None:
    """The first of `spots` at which a comment can be written."""
    for spot in spots:
        edit = spot.edit((), "")
        if edit is not None:
            return _Attempt(diagnostic, (edit.path, edit.span.start, spot.verb), spot, spots)
    return None


def _failed(
    attempts: Sequence[_Attempt], expected: Mapping[tuple[str, str, str], int], result: Result
) -> Iterator[_Attempt]:
    """Those of `attempts` whose findings are still among those of `result`; `expected` counts what was found before."""
    tried = Counter(_identity(attempt.diagnostic) for attempt in attempts)
    present = Counter(map(_identity, result.diagnostics))
    for attempt in attempts:
        identity = _identity(attempt.diagnostic)
        if present[identity] > expected[identity] - tried[identity]:
            yield attempt


def _without(
    diagnostics: Iterable[Diagnostic], found: Iterable[Diagnostic], wanted: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """Those of `diagnostics` that are not the same as what was `found` and not `wanted`."""
    unwanted = Counter(map(_identity, found)) - Counter(map(_identity, wanted))
    for diagnostic in diagnostics:
        if unwanted[_identity(diagnostic)] > 0:
            unwanted[_identity(diagnostic)] -= 1
        else:
            yield diagnostic


def _still_there(left: Iterable[Left], remaining: Iterable[Diagnostic]) -> Iterator[Left]:
    """Those of `left` that are among what is `remaining`."""
    present = Counter(map(_identity, remaining))
    for one in left:
        present[_identity(one.diagnostic)] -= 1
        if present[_identity(one.diagnostic)] >= 0:
            yield one


def _identity(diagnostic: Diagnostic) -> tuple[str, str, str]:
    """What names a finding also after comments were added in it and above it: code, file and its first line."""
    return diagnostic.code, diagnostic.path, diagnostic.source.slice(diagnostic.span).partition("\n")[0]


def spots_of(diagnostic: Diagnostic, file: Callable[[str], ParsedFile]) -> Iterator[Spot]:
    """Where a comment that silences `diagnostic` may stand, the nearest place first."""
    source, span = diagnostic.source, diagnostic.span
    while (outer := source.embedded_in) is not None:
        from dflint.dockerfile.parser import parse

        yield from _in_dockerfile(parse(source), span.start)
        source, span = outer.source, outer.span(*span)
    parsed = file(source.path)
    if parsed.dockerfile is not None:
        yield from _in_dockerfile(parsed.dockerfile, span.start)
    elif parsed.compose is not None:
        scopes = compose_scopes(parsed.compose)
        yield from _above_scopes(parsed.compose.source, scopes, span.start)
    elif parsed.ignore is not None and parsed.ignore.source is not None:
        for spot in _above_scopes(parsed.ignore.source, ignore_file_scopes(parsed.ignore), span.start):
            yield spot._replace(indentation="")  # what is indented is a pattern


def _in_dockerfile(dockerfile: Dockerfile, offset: int) -> Iterator[Spot]:
    source = dockerfile.source
    for instruction in dockerfile.instructions:
        if instruction.span.start <= offset <= instruction.span.end:
            start = max(source.line_starts[_row_above(instruction) - 1], dockerfile.first_insertable_offset)
            line = source.line(instruction.start_row)
            yield Spot(source, start, line[: len(line) - len(line.lstrip(" \t"))])
            return
    yield Spot(source, dockerfile.first_insertable_offset, verb="ignore-file")


def _row_above(instruction: Instruction) -> int:
    """The 1-based row before which a comment on `instruction` goes: above what has to stand directly above that.

    That is a comment for hadolint, and the description of a stage or an argument, which is all that follows its name.
    """
    source = instruction.source
    names = {word.partition("=")[0].lower() for word in instruction.body_text.split()}
    row = top = instruction.start_row
    while row > 1 and (line := source.line(row - 1).lstrip()).startswith("#"):
        row -= 1
        words = line[1:].split()
        if "hadolint" in words or (words and words[0].lower() in names):
            top = row
    return top


def _above_scopes(source: Source, scopes: Sequence[Span], offset: int) -> Iterator[Spot]:
    """The lines above those of `scopes` that `offset` lies in, the innermost first; above them all if it lies in none.

    A comment holds for the first scope that starts in the line below it.
    """
    tried: set[int] = set()
    for scope in reversed(scopes):
        row = source.row(scope.start)
        if not scope.start <= offset <= scope.end or row in tried:
            continue
        tried.add(row)
        line = source.line_span(row)
        first = scopes[bisect_left(scopes, (line.start,))]
        before = source.text[line.start : first.start].lstrip(BYTE_ORDER_MARK)
        if first.start <= offset <= first.end and not before.strip(" \t-?{["):
            while row > 1 and "dclint disable-line" in source.line(row - 1):
                row -= 1
            yield Spot(source, _line_start(source, row), before[: len(before) - len(before.lstrip(" \t"))])
    if not tried:
        yield Spot(source, _line_start(source, 1), verb="ignore-file")


def _line_start(source: Source, row: int) -> int:
    """Where the text of the 1-based `row` starts, behind a byte order mark."""
    start = source.line_starts[row - 1]
    return start + source.text.startswith(BYTE_ORDER_MARK, start)
