"""`.dockerignore` files: which paths of a build context stay behind.

The semantics are those of BuildKit (https://docs.docker.com/build/concepts/context/#dockerignore-files and the Go
module github.com/moby/patternmatcher, verified 2026-11-23), as a build applies them while it walks the context: a
folder is decided before what is in it, and a pattern is not looked at where it could change nothing. That is why
``!src`` does not bring back what ``src/*`` took away. Tests compare this module with an engine.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dflint.cached_property import cached_property
from dflint.context.go_filepath import clean, match_elements
from dflint.context.ignore_patterns import IgnorePattern, PatternSet
from dflint.context.links import follow_links
from dflint.context.wildcards import PatternError
from dflint.source import BYTE_ORDER_MARK, Source, Span, encode
from dflint.storage import DISK, Storage

IGNORE_FILE_NAME = ".dockerignore"

# What Go's strings.TrimSpace removes; Python's strip() removes four separators more.
_SPACES = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
# The engine reads lines through a buffer of 64 KiB and gives up on a longer one.
_LONGEST_LINE = 64 * 1024 - 1

State = tuple[int, ...]
"""The runs of patterns that match a folder, or one around it, by their indexes."""


class Problem(NamedTuple):
    """A line that makes the engine refuse the file."""

    span: Span
    message: str


class Comment(NamedTuple):
    """A comment line: `text` is what stands behind the ``#``, stripped; `row` is 1-based."""

    span: Span
    text: str
    row: int


class Pattern:
    """One pattern of an ignore file.

    `text` is what is written, at `span` on the 1-based `row`; `cleaned` is what is compared, without ``!``.
    """

    def __init__(self, text: str, span: Span, row: int, cleaned: str, negated: bool) -> None:
        """Raises `PatternError`."""
        self.text = text
        self.span = span
        self.row = row
        self.cleaned = cleaned
        self.negated = negated
        if "[" in cleaned or "\\" in cleaned:
            match_elements(cleaned)
        self.compiled = IgnorePattern(cleaned)

    def __repr__(self) -> str:
        return f"Pattern({self.text!r}, row={self.row})"

    def matches(self, path: str) -> bool:
        """Whether `path` itself, and not only a folder around it, matches, whatever the sign of the pattern."""
        return self.compiled.matches(path)


class _Run:
    """Neighbouring patterns of one sign, which are decided together."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.negated = patterns[0].negated
        self.patterns = patterns

    @cached_property
    def first_names(self) -> frozenset[str | None]:
        """The names that paths start with that match; None among them if some may start with any name."""
        return frozenset(pattern.compiled.first_name for pattern in self.patterns)

    @cached_property
    def set(self) -> PatternSet:
        return PatternSet([pattern.compiled for pattern in self.patterns])


class DockerIgnore:
    """The patterns of an ignore file, in order; none if there is no file.

    The engine refuses a file with `problems` altogether. Here the lines concerned are left out and the others count.
    """

    def __init__(
        self,
        source: Source | None = None,
        patterns: Iterable[Pattern] = (),
        problems: Iterable[Problem] = (),
        comments: Iterable[Comment] = (),
    ) -> None:
        self.source = source
        self.patterns = tuple(patterns)
        self.problems = tuple(problems)
        self.comments = tuple(comments)

    @cached_property
    def has_exceptions(self) -> bool:
        """Whether a pattern starts with ``!``."""
        return any(pattern.negated for pattern in self.patterns)

    @cached_property
    def _runs(self) -> Sequence[_Run]:
        runs: list[list[Pattern]] = []
        for pattern in self.patterns:
            if runs and runs[-1][0].negated == pattern.negated:
                runs[-1].append(pattern)
            else:
                runs.append([pattern])
        return [_Run(patterns) for patterns in runs]

    def decide(self, path: str, parent: State | None) -> tuple[bool, State]:
        """Whether `path` is ignored, and what to hand on as `parent` for the paths directly below it.

        `path` is clean and relative to the context's root, and `parent` comes from the folder that holds it: None for
        the root. This is `match` for those who walk.
        """
        ignored = False
        state: list[int] = []
        inherited = frozenset(parent or ())
        candidates = self._candidates(path)
        for index in sorted(inherited.union(candidates)) if inherited else candidates:
            run = self._runs[index]
            # A run that would leave the decision as it is, is not even looked at, nor remembered for what is below.
            if index in inherited or (run.negated == ignored and run.set.matches(path)):
                state.append(index)
                ignored = not run.negated
        return ignored, tuple(state)

    def _candidates(self, path: str) -> Sequence[int]:
        """The indexes of the runs that may match `path`, by its first name."""
        name = path.partition("/")[0]
        if name not in self._by_name:
            return self._of_any_name
        return self._by_name[name]

    @cached_property
    def _of_any_name(self) -> Sequence[int]:
        return [index for index, run in enumerate(self._runs) if None in run.first_names]

    @cached_property
    def _by_name(self) -> dict[str, Sequence[int]]:
        """The runs that may match what lies at or below a name at the root, for the names that patterns start with."""
        by_name: dict[str, list[int]] = {}
        for index, run in enumerate(self._runs):
            for name in run.first_names:
                if name is not None:
                    by_name.setdefault(name, []).append(index)
        return {name: sorted({*found, *self._of_any_name}) for name, found in by_name.items()}

    def match(self, path: str) -> bool:
        """Whether the file or folder at `path` (relative to the context, with slashes) is ignored.

        The folders on the way are decided first. The root of the context is never ignored.
        """
        ignored = False
        state: State | None = None
        for ancestor in _ancestors(path):
            ignored, state = self.decide(ancestor, state)
        return ignored

    def matching(self, path: str) -> Pattern | None:
        """The pattern that decides on `path`: the last that matches it or, before it, a folder around it."""
        deciding: Pattern | None = None
        remembered: set[int] = set()
        for ancestor in _ancestors(path):
            deciding = None
            ignored = False
            for index, pattern in enumerate(self.patterns):
                if index not in remembered and (pattern.negated != ignored or not pattern.matches(ancestor)):
                    continue
                remembered.add(index)
                ignored = not pattern.negated
                deciding = pattern
        return deciding

    def can_skip_directory(self, path: str) -> bool:
        """Whether the folder at `path` is ignored and no exception can bring back anything in it."""
        ignored = False
        state: State | None = None
        for ancestor in _ancestors(path):
            ignored, state = self.decide(ancestor, state)
        return ignored and state is not None and self.hides_all_below(path, state)

    def hides_all_below(self, path: str, state: State) -> bool:
        """Whether nothing below the ignored folder at `path`, which has the given `state`, can be included."""
        deciding = max(
            (index for index, run in enumerate(self._runs) if index in state and not run.negated), default=-1
        )
        exceptions = [pattern for run in self._runs[deciding + 1 :] if run.negated for pattern in run.patterns]
        return not any(pattern.compiled.may_match_below(path) for pattern in exceptions)


def _ancestors(path: str) -> list[str]:
    """The folders on the way to `path`, the outermost first, and `path` itself; empty for the root."""
    cleaned = clean(path)
    parts = cleaned.lstrip("/").split("/") if cleaned not in (".", "/") else []
    return ["/".join(parts[: length + 1]) for length in range(len(parts))]


def parse_dockerignore(source: Source) -> DockerIgnore:
    """Read an ignore file. Never raises: lines that the engine refuses are `problems`."""
    patterns: list[Pattern] = []
    problems: list[Problem] = []
    comments: list[Comment] = []
    offset = 0
    for row, line in enumerate(source.text.split("\n"), 1):
        start = offset
        offset += len(line) + 1
        if row == 1 and line.startswith(BYTE_ORDER_MARK):
            line = line[1:]
            start += 1
        written = line.strip(_SPACES)
        start += len(line) - len(line.lstrip(_SPACES)) if written else 0
        span = Span(start, start + len(written))
        if 4 * len(line) > _LONGEST_LINE and len(encode(line)) > _LONGEST_LINE:
            problems.append(Problem(span, "the line is longer than 64 KiB"))
        elif line.startswith("#"):
            comments.append(Comment(span, written[1:].strip(_SPACES), row))
        elif written:
            try:
                patterns.append(_pattern(written, span, row))
            except PatternError as error:
                problems.append(Problem(span, f"bad pattern '{written}': {error}"))
    return DockerIgnore(source, patterns, problems, comments)


def _pattern(written: str, span: Span, row: int) -> Pattern:
    """The pattern that is `written` on a line of a file. Raises `PatternError`."""
    negated = written.startswith("!")
    text = written[1:].strip(_SPACES) if negated else written
    if text:
        text = clean(text)
        if len(text) > 1 and text.startswith("/"):
            text = text[1:]
    return _read_pattern(written, ("!" if negated else "") + text, span, row)


def _read_pattern(written: str, text: str, span: Span, row: int) -> Pattern:
    """The pattern that the engine's matcher makes of `text`. Raises `PatternError`.

    The matcher trims and cleans again, and cleaning may have brought a space or a ``!`` to the front.
    """
    text = clean(text.strip(_SPACES))
    if not text.startswith("!"):
        return Pattern(written, span, row, text, negated=False)
    if text == "!":
        raise PatternError("no path follows the '!'")
    return Pattern(written, span, row, text[1:], negated=True)


def matcher_patterns(values: Iterable[str]) -> DockerIgnore:
    """Patterns of the same language that do not come from a file, such as those of COPY's ``--exclude``.

    Bad ones are left out.
    """
    patterns = []
    for value in values:
        try:
            patterns.append(_read_pattern(value, value, Span(0, len(value)), 1))
        except PatternError:
            continue
    return DockerIgnore(patterns=patterns)


def ignore_file_for(dockerfile_path: str, context_root: str, storage: Storage = DISK) -> str | None:
    """The ignore file that a build of `dockerfile_path` with the context at `context_root` reads, if there is one.

    A ``<Dockerfile>.dockerignore`` beside the Dockerfile wins, even an empty one; then the `.dockerignore` at the
    root of the context. A link that leads out of its folder is not followed by the builder.
    """
    folder, name = os.path.split(dockerfile_path)
    for root, file_name in ((folder, name + IGNORE_FILE_NAME), (context_root, IGNORE_FILE_NAME)):
        path = _file_in(root, file_name, storage)
        if path is not None:
            return path
    return None


def _file_in(root: str, name: str, storage: Storage) -> str | None:
    """The regular file that the builder finds as `name` in `root`."""
    path = os.path.join(root, name)
    mode = storage.mode(path)
    if mode is not None and stat.S_ISLNK(mode):
        target = follow_links(
            name,
            lambda part: storage.mode(os.path.join(root, part)),
            lambda part: storage.link(os.path.join(root, part)),
        )
        path = os.path.join(root, target) if target else root
        mode = storage.mode(path)
    return path if mode is not None and stat.S_ISREG(mode) else None


def debug_ignore(patterns_text: str, paths: Iterable[str]) -> tuple[list[str], str | None]:
    """What ``dflint debug ignore`` prints: ``ignored`` or ``included`` for each of `paths`, or an error message.

    Where the engine would refuse the patterns there are no lines, and the message says which row and why.
    """
    ignore = parse_dockerignore(Source(IGNORE_FILE_NAME, patterns_text))
    if ignore.problems:
        problem = ignore.problems[0]
        row = ignore.source.row(problem.span.start) if ignore.source else 1
        return [], f"row {row}: {problem.message}"
    return ["ignored" if ignore.match(path) else "included" for path in paths], None
