"""What does a requirements file want? The format of pip, read with the place of everything.

The format is that of https://pip.pypa.io/en/stable/reference/requirements-file-format/: lines joined by backslashes,
comments, options of the file, options of a requirement, and other files.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from dflint.cached_property import cached_property
from dflint.lazy_pattern import lazy_pattern
from dflint.packages.requirement import (
    Requirement,
    RequirementKind,
    is_url,
    normalise_name,
    parse_editable,
    parse_requirement,
)
from dflint.source import BYTE_ORDER_MARK, MappedText, Source, Span

MOST_FILES = 100
"""A requirements file may name others, which may name others; no more than this are read."""

_COMMENT = lazy_pattern(r"(?:^|(?<=\s))#.*", re.DOTALL)
_OPTIONS_START = lazy_pattern(r"(?:^|\s)-")
_TOKEN = lazy_pattern(r"""(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+""", re.DOTALL)
_QUOTED = lazy_pattern(r"""\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'""", re.DOTALL)
_CODING = lazy_pattern(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_WITH_VALUE = (
    "--config-settings",
    "--constraint",
    "--editable",
    "--extra-index-url",
    "--find-links",
    "--global-option",
    "--hash",
    "--index-url",
    "--install-option",
    "--no-binary",
    "--only-binary",
    "--pypi-url",
    "--requirement",
    "--trusted-host",
    "--use-feature",
)
_WITHOUT_VALUE = (
    "--always-unzip",
    "--no-index",
    "--pre",
    "--prefer-binary",
    "--process-dependency-links",
    "--require-hashes",
)
_SHORT = {
    "-C": "--config-settings",
    "-c": "--constraint",
    "-e": "--editable",
    "-f": "--find-links",
    "-i": "--index-url",
    "-r": "--requirement",
    "-Z": "--always-unzip",
}


class Problem(NamedTuple):
    """A line that pip would refuse."""

    span: Span
    message: str


class Reference(NamedTuple):
    """Another file that a requirements file takes in, by ``-r`` or as constraints by ``-c``."""

    path: str
    """As it is written: from the folder of the file that names it, or a URL."""
    is_constraints: bool
    source: Source
    span: Span


class FileOption(NamedTuple):
    """An option for the whole run of pip, such as an index. `name` is the long one; `value` is None without one."""

    name: str
    value: str | None
    source: Source
    span: Span


class RequirementsFile:
    """One requirements file, alone."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.requirements: list[Requirement] = []
        self.references: list[Reference] = []
        self.options: list[FileOption] = []
        self.problems: list[Problem] = []


class RequirementSet:
    """All that a requirements file wants, with the files it takes in.

    `unread` are the files that could not be read, URLs among them: where there are any, more may be wanted than is
    known here.
    """

    def __init__(self) -> None:
        self.files: list[RequirementsFile] = []
        self.requirements: list[Requirement] = []
        self.constraints: list[Requirement] = []
        self.options: list[FileOption] = []
        self.unread: list[Reference] = []

    @property
    def is_complete(self) -> bool:
        """Whether everything that is wanted is known by its name."""
        return not self.unread and all(requirement.name for requirement in self.requirements)

    def named(self, name: str) -> tuple[Requirement, ...]:
        """The requirements of the package `name`, in any spelling."""
        return self._by_name.get(normalise_name(name), ())

    @cached_property
    def _by_name(self) -> dict[str, tuple[Requirement, ...]]:
        by_name: dict[str, tuple[Requirement, ...]] = {}
        for requirement in self.requirements:
            by_name[requirement.name] = (*by_name.get(requirement.name, ()), requirement)
        return by_name


def read_requirements(path: str, read: Callable[[str], Source | None]) -> RequirementSet:
    """The requirements file at `path` with those it takes in. Never raises.

    `read` gives the file at a path, None where it cannot be read. Paths are absolute, or relative with ``/``, as `path`
    is.
    """
    result = RequirementSet()
    seen: set[tuple[str, bool]] = set()
    waiting: list[tuple[str, bool, Reference | None]] = [(path, False, None)]
    while waiting:
        current, is_constraints, reference = waiting.pop()
        if (current, is_constraints) in seen:
            continue
        seen.add((current, is_constraints))
        source = read(current) if len(seen) <= MOST_FILES and not is_url(current) else None
        if source is None:
            result.unread.append(reference or Reference(path, False, Source(path, ""), Span(0, 0)))
            continue
        file = parse_requirements(source)
        result.files.append(file)
        (result.constraints if is_constraints else result.requirements).extend(file.requirements)
        result.options.extend(file.options)
        for named in reversed(file.references):
            waiting.append((_resolve(current, named.path), named.is_constraints, named))
    return result


def parse_requirements(source: Source) -> RequirementsFile:
    """The requirements file that `source` is, without the files it takes in. Never raises."""
    file = RequirementsFile(_decoded(source))
    for line in _logical_lines(file.source):
        _read_line(file, line)
    return file


def _resolve(path: str, reference: str) -> str:
    """Where the file `reference` is that the one at `path` names."""
    if is_url(reference):
        return reference
    if os.path.isabs(path):
        return os.path.normpath(os.path.join(os.path.dirname(path), reference))
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), reference))


def _decoded(source: Source) -> Source:
    """`source` in the encoding that its first bytes declare, as pip reads it."""
    head = source.data[:400]
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if head.startswith(mark)), None)
    if encoding is None:
        matches = (_CODING.match(line) for line in head.split(b"\n")[:2])
        encoding = next((match[1].decode("ascii", "replace") for match in matches if match), None)
    if encoding is None or encoding.lower() in ("utf-8", "utf8"):
        return source
    try:
        return Source(source.path, source.data.decode(encoding), source.data)
    except (LookupError, ValueError):
        return source


def _logical_lines(source: Source) -> Iterator[MappedText]:
    """The lines, continued ones joined, without comments and the space around them; no empty ones."""
    pieces: list[Span] = []
    offset = 1 if source.text.startswith(BYTE_ORDER_MARK) else 0
    for written in source.text[offset:].splitlines(keepends=True):
        start, offset = offset, offset + len(written)
        line = written.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            pieces.append(Span(start, start + len(line.rstrip("\\"))))
            continue
        # A comment ends the line that is continued before it, though no space stands between the two.
        if not (pieces and line.lstrip().startswith("#")):
            pieces.append(Span(start, start + len(line)))
        yield from _stripped(source, pieces)
        pieces = []
    yield from _stripped(source, pieces)


def _stripped(source: Source, pieces: list[Span]) -> Iterator[MappedText]:
    if not pieces:
        return
    mapped = MappedText.joined(source, pieces)
    text = _COMMENT.sub("", mapped.text).rstrip()
    start = len(text) - len(text.lstrip())
    if start < len(text):
        yield mapped.sliced(start, len(text))


def _read_line(file: RequirementsFile, line: MappedText) -> None:
    """Add what `line` says to `file`."""
    options_start = _OPTIONS_START.search(line.text)
    end = options_start.start() if options_start else len(line.text)
    wanted = line.sliced(0, len(line.text[:end].rstrip()))
    options = list(_options(file, line, end))
    if wanted.text:
        requirement = parse_requirement(wanted)
        if requirement is None:
            file.problems.append(Problem(wanted.span(0, len(wanted.text)), "not a requirement"))
            return
        hashes = tuple(option.value for option in options if option.name == "--hash" and option.value)
        file.requirements.append(requirement._replace(hashes=hashes))
        return
    for option in options:
        _read_option(file, option)


class _Option(NamedTuple):
    name: str
    value: str | None
    mapped: MappedText
    """The value as it is written, or the option where it has none."""
    span: Span


def _read_option(file: RequirementsFile, option: _Option) -> None:
    span = option.mapped.span(0, len(option.mapped.text))
    if option.name == "--editable":
        file.requirements.append(parse_editable(option.mapped))
    elif option.name in ("--requirement", "--constraint"):
        file.references.append(Reference(option.value or "", option.name == "--constraint", file.source, span))
    else:
        name = "--index-url" if option.name == "--pypi-url" else option.name
        file.options.append(FileOption(name, option.value, file.source, option.span))


def _options(file: RequirementsFile, line: MappedText, start: int) -> Iterator[_Option]:
    """The options of `line` from `start` on. What is none is recorded as a problem."""
    tokens = [match.span() for match in _TOKEN.finditer(line.text, start)]
    position = 0
    while position < len(tokens):
        begin, end = tokens[position]
        position += 1
        written = line.text[begin:end]
        name, value_start = _option_name(written)
        if name is None:
            file.problems.append(Problem(line.span(begin, end), f"unknown option {written}"))
            return
        if name in _WITHOUT_VALUE:
            yield _Option(name, None, line.sliced(begin, end), line.span(begin, end))
            continue
        value_begin, value_end = begin + value_start, end
        if not value_start:
            if position == len(tokens):
                file.problems.append(Problem(line.span(begin, end), f"{written} needs a value"))
                return
            value_begin, value_end = tokens[position]
            position += 1
        value = _without_quotes(line.sliced(value_begin, value_end))
        yield _Option(name, _unquoted(value.text), value, line.span(begin, value_end))


def _option_name(token: str) -> tuple[str | None, int]:
    """The long name of the option that `token` is, None if unknown, and where in it its value starts, 0 if not."""
    if not token.startswith("--"):
        name = _SHORT.get(token[:2])
        return name, 2 if name and len(token) > 2 else 0
    written, equals, _ = token.partition("=")
    value_start = len(written) + 1 if equals else 0
    known = (*_WITH_VALUE, *_WITHOUT_VALUE)
    if written in known:
        return written, value_start
    # pip's command line takes an option that is cut short as long as one only starts so.
    candidates = [name for name in known if name.startswith(written)]
    return (candidates[0] if len(candidates) == 1 and len(written) > 2 else None), value_start


def _without_quotes(value: MappedText) -> MappedText:
    """`value` without the quotes around it, if there are any."""
    is_quoted = value.text[:1] in ("'", '"') and _QUOTED.fullmatch(value.text)
    return value.sliced(1, len(value.text) - 1) if is_quoted else value


def _unquoted(text: str) -> str:
    return _QUOTED.sub(lambda match: match[1] or match[2] or match[3] or "", text)


__all__ = [
    "FileOption",
    "Problem",
    "Reference",
    "Requirement",
    "RequirementKind",
    "RequirementSet",
    "RequirementsFile",
    "normalise_name",
    "parse_requirements",
    "read_requirements",
]
