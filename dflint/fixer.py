"""What would the files be? Applies fixes in memory, verifies every result, and writes files atomically.

Fixes that do not touch each other are applied in one pass; the others wait for the next, until nothing changes. A fix
is refused when its result has a syntax error, brings a finding of severity error, or is read differently by a second
parser. A fix over several files is applied whole or not at all.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.source import CreateFile, Edit, Source, apply_edits, encode

if TYPE_CHECKING:
    from dflint.linter import Result

MOST_PASSES = 12
"""More passes than any chain of rules needs; a bound, so that two fixes that undo each other end."""

Overlay = Mapping[str, bytes]
"""Files as they would be: path to bytes."""


class Change(NamedTuple):
    """A file that differs after the fixes. `before` is None where the file is new."""

    path: str
    before: bytes | None
    after: bytes


class Refusal(NamedTuple):
    """A fix that was not applied, and why."""

    diagnostic: Diagnostic
    reason: str


class FixResult(NamedTuple):
    """What fixing would change, and what is left to say about the result."""

    changes: tuple[Change, ...]
    applied: tuple[Diagnostic, ...]
    refused: tuple[Refusal, ...]
    remaining: Result


Identity = tuple[str, str, str, str]
"""What names a finding also after other edits have moved it: code, file, message and text."""


_Outcome = tuple[dict[str, bytes], "Result"] | str
"""The overlay and the findings after some fixes, or why they are refused."""


class FileChangedError(Exception):
    """A file was changed by somebody else since it was read; it is left alone."""


class Fixer:
    """Applies the fixes of findings until none is left that may be applied.

    `check` runs the rules over the project with an overlay of changed files; `read` gives the bytes of a file on disk,
    or None; `is_writable_kind` says whether a path is a Dockerfile, a compose file or an ignore file: fixes write no
    other.
    """

    def __init__(
        self,
        check: Callable[[Overlay], Result],
        read: Callable[[str], bytes | None],
        is_writable_kind: Callable[[str], bool],
        objection: Callable[[Source, Source, Sequence[Edit]], str | None],
        allowed: Applicability,
        original: Overlay | None = None,
    ) -> None:
        self._check = check
        self._read_from_disk = read
        self._is_writable_kind = is_writable_kind
        self._objection = objection
        self._allowed = allowed
        self._original: dict[str, bytes] = dict(original or {})
        self._overlay: dict[str, bytes] = dict(self._original)
        self._applied: list[Diagnostic] = []
        self._refused: dict[Identity, Refusal] = {}
        # The outcomes for the findings of one result: mostly all that could be applied is what was tried first.
        self._outcomes: dict[tuple[int, ...], _Outcome] = {}

    def run(self) -> FixResult:
        """Apply what may be applied."""
        result = self._check(self._overlay)
        for _ in range(MOST_PASSES):
            candidates = [diagnostic for diagnostic in result.diagnostics if self._is_candidate(diagnostic)]
            if not candidates:
                break
            after = self._apply_batch(_disjoint(candidates), result)
            if after is None:
                continue
            result = after
        changes = [
            Change(path, self._before(path), after)
            for path, after in sorted(self._overlay.items())
            if self._before(path) != after
        ]
        return FixResult(tuple(changes), tuple(self._applied), tuple(self._refused.values()), result)

    def _before(self, path: str) -> bytes | None:
        return self._original[path] if path in self._original else self._read_from_disk(path)

    def _current(self, path: str) -> bytes | None:
        return self._overlay[path] if path in self._overlay else self._read_from_disk(path)

    def _is_candidate(self, diagnostic: Diagnostic) -> bool:
        fix = diagnostic.fix
        return fix is not None and fix.applicability >= self._allowed and _identity(diagnostic) not in self._refused

    def _apply_batch(self, batch: Sequence[Diagnostic], result: Result) -> Result | None:
        """Apply the fixes of `batch`, without those that are refused. None: nothing could be applied."""
        self._outcomes.clear()
        acceptable = self._acceptable(batch, result)
        for attempt in (acceptable, acceptable[:1]):
            outcome = self._attempt(attempt, result) if attempt else ""
            if not isinstance(outcome, str):
                overlay, after = outcome
                self._overlay = overlay
                self._applied.extend(attempt)
                return after
        return None

    def _acceptable(self, batch: Sequence[Diagnostic], result: Result) -> list[Diagnostic]:
        """The fixes of `batch` that can be applied; the others are refused. Halves the batch to find them."""
        outcome = self._attempt(batch, result)
        if not isinstance(outcome, str):
            return list(batch)
        if len(batch) == 1:
            self._refused[_identity(batch[0])] = Refusal(batch[0], outcome)
            return []
        middle = len(batch) // 2
        return self._acceptable(batch[:middle], result) + self._acceptable(batch[middle:], result)

    def _attempt(self, batch: Sequence[Diagnostic], result: Result) -> _Outcome:
        key = tuple(map(id, batch))
        if key not in self._outcomes:
            self._outcomes[key] = self._outcome(batch, result)
        return self._outcomes[key]

    def _outcome(self, batch: Sequence[Diagnostic], result: Result) -> _Outcome:
        changed = self._rewritten(batch)
        if isinstance(changed, str):
            return changed
        overlay = {**self._overlay, **changed}
        after = self._check(overlay)
        brought = _new_errors(result, after)
        return f"the result has a new error: {brought}" if brought else (overlay, after)

    def _rewritten(self, batch: Sequence[Diagnostic]) -> dict[str, bytes] | str:
        edits: dict[str, list[Edit]] = {}
        changed: dict[str, bytes] = {}
        for diagnostic in batch:
            for edit in diagnostic.fix.edits if diagnostic.fix else ():
                if not self._is_writable_kind(edit.path):
                    return f"{os.path.basename(edit.path)} is not a file that a fix may write"
                if isinstance(edit, CreateFile):
                    if edit.path in changed or self._current(edit.path) is not None:
                        return f"{os.path.basename(edit.path)} exists"
                    changed[edit.path] = encode(edit.text)
                else:
                    edits.setdefault(edit.path, []).append(edit)
        for path, of_file in edits.items():
            data = self._current(path)
            if data is None:
                return f"{os.path.basename(path)} cannot be read"
            before = Source.from_bytes(path, data)
            try:
                after = Source(path, apply_edits(before.text, of_file))
            except ValueError as error:
                return str(error)
            objection = self._objection(before, after, of_file)
            if objection:
                return objection
            changed[path] = after.data
        return changed


def _identity(diagnostic: Diagnostic) -> Identity:
    return diagnostic.code, diagnostic.path, diagnostic.message, diagnostic.source.slice(diagnostic.span)


def _disjoint(candidates: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The findings, in order, whose fixes touch nothing that a fix before them touches."""
    chosen: list[Diagnostic] = []
    taken: dict[str, list[Edit]] = {}
    created: set[str] = set()
    seen: set[Fix] = set()
    for diagnostic in candidates:
        fix = diagnostic.fix
        if fix is None or fix in seen:
            continue
        if any(_collides(edit, taken, created) for edit in fix.edits):
            continue
        seen.add(fix)
        chosen.append(diagnostic)
        for edit in fix.edits:
            if isinstance(edit, CreateFile):
                created.add(edit.path)
            else:
                taken.setdefault(edit.path, []).append(edit)
    return chosen


def _collides(edit: Edit | CreateFile, taken: Mapping[str, Sequence[Edit]], created: set[str]) -> bool:
    if isinstance(edit, CreateFile):
        return edit.path in created
    start, end = edit.span
    return any(start <= other.span.end and other.span.start <= end for other in taken.get(edit.path, ()))


def _new_errors(before: Result, after: Result) -> str | None:
    """The message of a finding of severity error that is not in `before`, or None."""
    counts = Counter((found.code, found.path) for found in before.diagnostics if found.severity is Severity.ERROR)
    for found in after.diagnostics:
        if found.severity is Severity.ERROR:
            key = (found.code, found.path)
            counts[key] -= 1
            if counts[key] < 0:
                return f"{found.code} {found.message}"
    return None


def write(change: Change) -> None:
    """Write a changed file: a temporary file in the same folder, then a rename; the mode stays.

    A symbolic link stays a link, and the file that it names is written. Raises `FileChangedError` where the file is not
    as it was when it was read, and `OSError`.
    """
    import tempfile

    path = os.path.realpath(change.path)
    if change.before is None:
        with open(path, "xb") as file:
            file.write(change.after)
        return
    # Opened as for writing: what its owner has made read-only could be replaced all the same.
    with open(path, "r+b") as file:
        if file.read() != change.before:
            raise FileChangedError(path)
        mode = os.fstat(file.fileno()).st_mode & 0o7777
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".dflint-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(change.after)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
