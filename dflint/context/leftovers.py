"""What lies in a build context that has no business there: `dflint.knowledge.ignorable_files` on the disk.

Only what is sent to the builder is found, so what the ignore file leaves out is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from dflint.context.build_context import BuildContext
from dflint.context.entries import ContextFile, Entry
from dflint.context.weights import weights_among
from dflint.knowledge import ignorable_files as kinds
from dflint.knowledge.ignorable_files import IgnorableKind
from dflint.knowledge.model_files import WEIGHT_SUFFIXES
from dflint.sizes import MEGABYTE

LARGE_FILE = 50 * MEGABYTE
"""A single file with weights or data is large from this size on."""

_DIRECTORY_KINDS = {
    kind.name: kind
    for kind in (kinds.GIT, kinds.BYTE_CODE, *kinds.SAFE_KINDS, *kinds.UNSAFE_KINDS)
    if kind.is_directory and "/" not in kind.name
}
_NESTED_KINDS = tuple(kind for kind in kinds.UNSAFE_KINDS if "/" in kind.name)
_FILE_KINDS = {
    kind.name: kind for kind in (kinds.GIT, *kinds.UNSAFE_KINDS) if not kind.is_directory or kind is kinds.GIT
}
_LARGE_SUFFIXES = (*kinds.DATA_SUFFIXES, *(row.suffix for row in WEIGHT_SUFFIXES))


class Leftover(NamedTuple):
    """A file or folder of one kind, its size in bytes, and how many files it holds.

    The size is a lower bound if not all of it was looked at (`is_truncated`).
    """

    kind: IgnorableKind
    path: str
    byte_count: int
    file_count: int
    is_truncated: bool = False

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


def leftovers(context: BuildContext) -> tuple[Leftover, ...]:
    """The leftovers among what is sent, in the order of their paths; none lies in another."""
    return context.once(_leftovers)


def _leftovers(context: BuildContext) -> tuple[Leftover, ...]:
    return tuple(sorted(_Search(context).run(), key=lambda leftover: leftover.path))


class _Search:
    def __init__(self, context: BuildContext) -> None:
        self.context = context
        self.found: list[Leftover] = []
        self.sources: set[str] = set()
        self.byte_code: list[str] = []
        self.notebooks: list[ContextFile] = []
        self.large: list[ContextFile] = []

    def run(self) -> Iterator[Leftover]:
        for entry in self.context.walk(descend=self._is_ordinary):
            if not entry.is_directory and not entry.is_symlink:
                self._look_at_file(entry)
        yield from self.found
        yield from self._stray_byte_code()
        yield from self._notebooks()
        yield from self._large_files()

    def _is_ordinary(self, entry: Entry) -> bool:
        """Whether the folder is no leftover; one that is, is noted."""
        kind = self._directory_kind(entry.path, entry.name)
        if kind is None:
            return True
        measure = self.context.measure(entry.path)
        if measure.byte_count < kind.least_bytes:
            return True
        if kind.holds_no_code and (self._is_in_package(entry.path) or self._holds_code(entry.path)):
            return True
        self.found.append(Leftover(kind, entry.path, *measure))
        return False

    def _directory_kind(self, path: str, name: str) -> IgnorableKind | None:
        kind = _DIRECTORY_KINDS.get(name)
        if kind is not None:
            return kind if not kind.evidence or self._has_evidence(path, kind) else None
        if self._has_evidence(path, kinds.ENVIRONMENT):
            return kinds.ENVIRONMENT
        return next((kind for kind in _NESTED_KINDS if ("/" + path).endswith("/" + kind.name)), None)

    def _has_evidence(self, path: str, kind: IgnorableKind) -> bool:
        return any(fnmatchcase(name, pattern) for name in self.context.names(path) for pattern in kind.evidence)

    def _is_in_package(self, path: str) -> bool:
        """Whether a folder around `path` is a Python package, whose data it then may be."""
        while path:
            path = path.rpartition("/")[0]
            if "__init__.py" in self.context.names(path):
                return True
        return False

    def _holds_code(self, path: str) -> bool:
        walked = self.context.walk(path)
        return any(not entry.is_directory and entry.name.endswith(kinds.CODE_SUFFIXES) for entry in walked)

    def _look_at_file(self, entry: Entry) -> None:
        name = entry.name
        kind = _FILE_KINDS.get(name)
        if kind is not None:
            size = self.context.size(entry.path)
            if size >= kind.least_bytes:
                self.found.append(Leftover(kind, entry.path, size, 1))
        elif name.endswith(".py"):
            self.sources.add(entry.path)
        elif name.endswith(".pyc"):
            self.byte_code.append(entry.path)
        elif name.endswith(".ipynb"):
            self.notebooks.append(ContextFile(entry.path, self.context.size(entry.path)))
        elif name.lower().endswith(_LARGE_SUFFIXES):
            size = self.context.size(entry.path)
            if size >= LARGE_FILE:
                self.large.append(ContextFile(entry.path, size))

    def _stray_byte_code(self) -> Iterator[Leftover]:
        # Without its source, byte code is the program itself, and no pattern must catch it.
        if all(path[:-1] in self.sources for path in self.byte_code):
            for path in self.byte_code:
                yield Leftover(kinds.STRAY_BYTE_CODE, path, self.context.size(path), 1)

    def _notebooks(self) -> Iterator[Leftover]:
        if sum(file.size for file in self.notebooks) >= kinds.NOTEBOOKS.least_bytes:
            for file in self.notebooks:
                yield Leftover(kinds.NOTEBOOKS, file.path, file.size, 1)

    def _large_files(self) -> Iterator[Leftover]:
        weights = {file.path for file in weights_among(self.context, self.large)}
        for file in self.large:
            if file.path in weights:
                yield Leftover(kinds.LARGE_WEIGHTS, file.path, file.size, 1)
            elif file.path.lower().endswith(kinds.DATA_SUFFIXES) and not self._is_in_package(file.path):
                yield Leftover(kinds.LARGE_DATA, file.path, file.size, 1)


def patterns_for(found: Sequence[Leftover]) -> tuple[str, ...]:
    """The patterns of an ignore file that leave out `found`, and as little else as they can.

    What occurs anywhere is left out anywhere, other things where they lie. A name with a dot that tools give to what is
    safe to leave out is left out anywhere too once it is found below the root.
    """
    nested = {leftover.name for leftover in found if leftover.kind.is_safe and "/" in leftover.path}
    patterns: dict[str, None] = {}
    for leftover in found:
        if leftover.kind.occurs_anywhere:
            pattern = "**/" + leftover.kind.name
        elif leftover.name.startswith(".") and leftover.name in nested:
            pattern = "**/" + escaped(leftover.name)
        else:
            pattern = escaped(leftover.path)
        patterns[pattern] = None
    return tuple(patterns)


def escaped(path: str) -> str:
    """`path` as a pattern that matches nothing else."""
    written = "".join("\\" + character if character in "*?[\\" else character for character in path)
    return "\\" + written if written.startswith(("#", "!")) else written
