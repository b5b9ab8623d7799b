"""What every format is given: the findings in order, the rules that made them, names of files as people see them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dflint.cached_property import cached_property
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.source import Position, Source, Span

if TYPE_CHECKING:
    from dflint.fingerprints import Fingerprints
    from dflint.linter import InternalError
    from dflint.rules.rule import Rule


class RuleLike(Protocol):
    """What a format needs to know of a rule; a `RuleEntry` is one."""

    @property
    def code(self) -> str:
        """Such as ``ML201``."""

    @property
    def name(self) -> str:
        """Such as ``copy-source-before-deps``."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Codes of other tools."""

    @property
    def fixes(self) -> Applicability | None:
        """The widest applicability of its fixes."""

    @property
    def rule(self) -> type[Rule]:
        """The rule itself, which is imported for it: only for what is said nowhere else."""

    def url(self) -> str:
        """The address of its page."""


class Place(NamedTuple):
    """A place in a file as people count it: rows and columns from 1 in characters, the end is exclusive."""

    filename: str
    start: Position
    end: Position


class Counted(NamedTuple):
    """How many findings of a run have which severity, and how many of them have which fix."""

    by_severity: Mapping[Severity, int]
    files: int
    safe: int
    unsafe: int

    @property
    def total(self) -> int:
        """How many findings there are."""
        return sum(self.by_severity.values())


class Saving(NamedTuple):
    """How many bytes the findings of a run say could leave the images, and whether any of them are an estimate."""

    byte_count: int
    is_estimate: bool
    files: int


class RuleCount(NamedTuple):
    """How often a rule found something, and how many of these findings have a fix."""

    code: str
    name: str
    findings: int
    safe: int
    unsafe: int


class Report:
    """The findings of a run.

    `rules` maps codes to the rules; a code that is not in it has no page. File names are relative to
    `working_directory`, or absolute outside it. `source_of` gives the text of a file that a fix edits and that is
    not the one a finding stands in. `fingerprints` makes those of the whole run; where it is not given, these findings
    are all, and files are named as they are shown. `files` are the paths of all files that were looked at, `errors` the
    rules that have failed, and `is_failure` says of a finding whether it makes the run fail.
    """

    def __init__(
        self,
        diagnostics: Sequence[Diagnostic],
        rules: Mapping[str, RuleLike],
        working_directory: str,
        source_of: Callable[[str], Source | None] | None = None,
        fingerprints: Callable[[], Fingerprints] | None = None,
        files: Sequence[str] = (),
        errors: Sequence[InternalError] = (),
        is_failure: Callable[[Diagnostic], bool] | None = None,
    ) -> None:
        self.rules = rules
        self.working_directory = working_directory
        self.files = files
        self.errors = errors
        self.is_failure = is_failure or _is_more_than_information
        self._unordered = diagnostics
        self._source_of = source_of or _read
        self._make_fingerprints = fingerprints or self._own_fingerprints
        self._filenames: dict[str, str] = {}
        self._sources: dict[str, Source | None] = {}
        self._masked: dict[str, Source] = {}

    @cached_property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """The findings by file name, row, column and code."""
        return sorted(self._unordered, key=self._order)

    @cached_property
    def by_file(self) -> Mapping[str, Sequence[Diagnostic]]:
        """The findings of each file that has some, by its name."""
        found: dict[str, list[Diagnostic]] = {}
        for diagnostic in self.diagnostics:
            found.setdefault(self.filename(diagnostic.path), []).append(diagnostic)
        return found

    def _order(self, diagnostic: Diagnostic) -> tuple[str, Position, str, Position, str]:
        filename, start, end = self.place(diagnostic.source, diagnostic.span)
        return filename, start, diagnostic.code, end, diagnostic.message

    def filename(self, path: str) -> str:
        """The name of the file at `path`, relative to the working directory with ``/``, or absolute outside it."""
        known = self._filenames.get(path)
        if known is None:
            known = self._filenames[path] = display_path(path, self.working_directory)
        return known

    def name_in_checkout(self, path: str) -> str:
        """The name of the file at `path` from the root of the repository, as code hosts name files."""
        return display_path(path, self._checkout)

    @cached_property
    def _checkout(self) -> str:
        from dflint.output.checkout import checkout_of

        return checkout_of(self.working_directory)

    def place(self, source: Source, span: Span) -> Place:
        """Where `span` of `source` stands in its file."""
        file, resolved = source.resolve(span)
        self._sources.setdefault(file.path, file)
        return Place(self.filename(file.path), file.position(resolved.start), file.position(resolved.end))

    def place_of_edit(self, path: str, span: Span) -> Place:
        """Where an edit of the file at `path` stands. Where the file cannot be had, that is its start."""
        if path not in self._sources:
            self._sources[path] = self._source_of(path)
        source = self._sources[path]
        if source is None:
            return Place(self.filename(path), Position(1, 1), Position(1, 1))
        return self.place(source, span)

    def fingerprint(self, diagnostic: Diagnostic) -> str:
        """What names one of the findings in every run that has it: see `dflint.fingerprints`."""
        return self._fingerprints.of(diagnostic)

    @cached_property
    def _fingerprints(self) -> Fingerprints:
        return self._make_fingerprints()

    def _own_fingerprints(self) -> Fingerprints:
        from dflint.fingerprints import Fingerprints

        return Fingerprints(self._unordered, self.filename)

    def shown(self, source: Source) -> Source:
        """The file `source` as it may be shown: of the same length, with stars in place of every secret in it."""
        spans = self._secrets.get(source.path)
        if spans is None:
            return source
        known = self._masked.get(source.path)
        if known is None:
            text = source.text
            for span in spans:
                text = text[: span.start] + "*" * (span.end - span.start) + text[span.end :]
            known = self._masked[source.path] = Source(source.path, text)
        return known

    @cached_property
    def _secrets(self) -> Mapping[str, Sequence[Span]]:
        """Path of a file to where secrets stand in it, whichever finding told of them."""
        found: dict[str, list[Span]] = {}
        for diagnostic in self._unordered:
            for span in diagnostic.secrets:
                file, resolved = diagnostic.source.resolve(span)
                found.setdefault(file.path, []).append(resolved)
        return found

    @cached_property
    def counted(self) -> Counted:
        """The figures of the summary."""
        severities = Counter(diagnostic.severity for diagnostic in self._unordered)
        return Counted(
            {severity: severities[severity] for severity in sorted(Severity, reverse=True)},
            len({diagnostic.path for diagnostic in self._unordered}),
            _with_fix(self._unordered, Applicability.SAFE),
            _with_fix(self._unordered, Applicability.UNSAFE),
        )

    @cached_property
    def saving(self) -> Saving:
        """What could leave the images. Costs of a context or of a rebuild make no image smaller and do not count."""
        counted = [one for one in self._unordered if one.cost is not None and one.cost.of == "image"]
        costs = [one.cost for one in counted if one.cost is not None]
        return Saving(
            sum(cost.byte_count for cost in costs),
            any(cost.basis != "measured" for cost in costs),
            len({one.path for one in counted}),
        )

    @cached_property
    def by_rule(self) -> Sequence[RuleCount]:
        """How often each rule found something, the most frequent first."""
        of_code: dict[str, list[Diagnostic]] = {}
        for diagnostic in self._unordered:
            of_code.setdefault(diagnostic.code, []).append(diagnostic)
        counts = [
            RuleCount(
                code,
                self.rules[code].name if code in self.rules else "",
                len(found),
                _with_fix(found, Applicability.SAFE),
                _with_fix(found, Applicability.UNSAFE),
            )
            for code, found in of_code.items()
        ]
        return sorted(counts, key=lambda row: (-row.findings, row.code))


def _is_more_than_information(diagnostic: Diagnostic) -> bool:
    return diagnostic.severity > Severity.INFO


def _with_fix(diagnostics: Sequence[Diagnostic], applicability: Applicability) -> int:
    return sum(1 for found in diagnostics if found.fix is not None and found.fix.applicability is applicability)


def display_path(path: str, working_directory: str) -> str:
    """`path` relative to `working_directory` with ``/``, or absolute outside it."""
    folder = working_directory if working_directory.endswith(os.sep) else working_directory + os.sep
    if path.startswith(folder):
        return path[len(folder) :].replace(os.sep, "/")
    return path


def _read(path: str) -> Source | None:
    try:
        return Source.read(path)
    except OSError:
        return None
