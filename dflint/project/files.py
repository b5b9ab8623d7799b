"""The files of a project: each is read once and parsed once, when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from dflint.cached_property import cached_property
from dflint.project.names import Kind
from dflint.source import Source
from dflint.storage import DISK, Storage

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.context.dockerignore import DockerIgnore
    from dflint.dockerfile.instructions import Dockerfile

MOST_BYTES = 1 << 20
"""A larger file is not read: no person wrote it."""


_POINTER = "version https://git-lfs.github.com/spec/v1\n"
"""The first line of what Git LFS leaves in place of a file (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md)."""


class FailureKind(Enum):
    """Why a file is not there for the rules."""

    UNREADABLE = "unreadable"
    POINTER = "pointer"
    TOO_LARGE = "too large"


class Failure(NamedTuple):
    """A file that could not be read, or is not the one that it stands for."""

    kind: FailureKind
    message: str


class FileReader:
    """Reads files from `storage`, or from `overlay`, which maps absolute paths to bytes that are not there.

    No file is read twice. Where a file says the same as `like` has read, a reader of another version of the project, it
    is the same object.
    """

    def __init__(self, overlay: Mapping[str, bytes], storage: Storage = DISK, like: FileReader | None = None) -> None:
        self.overlay = overlay
        self.storage = storage
        self._like = like
        self._read: dict[str, Source | Failure] = {}

    def read(self, path: str, takes_pipes: bool = False) -> Source | Failure:
        """The text of the file at the absolute `path`. With `takes_pipes` also of what is no regular file."""
        known = self._read.get(path)
        if known is None:
            known = self._from_overlay(path) or self._from_storage(path, takes_pipes)
            like = None if self._like is None else self._like._read.get(path)
            if isinstance(like, Source) and isinstance(known, Source) and like.text == known.text:
                known = like
            self._read[path] = known
        return known

    def exists(self, path: str) -> bool:
        """Whether there is a file at `path`, or in the overlay."""
        return path in self.overlay or self.storage.is_file(path)

    def with_overlay(self, overlay: Mapping[str, bytes]) -> FileReader:
        """A reader with another overlay, which knows what this one has read from the storage."""
        reader = FileReader(overlay, self.storage)
        changed = overlay.keys() | self.overlay.keys()
        reader._read = {path: read for path, read in self._read.items() if path not in changed}
        return reader

    def _from_overlay(self, path: str) -> Source | Failure | None:
        data = self.overlay.get(path)
        return None if data is None else _checked(path, data)

    def _from_storage(self, path: str, takes_pipes: bool) -> Source | Failure:
        storage = self.storage
        try:
            if not takes_pipes and not storage.is_file(path) and _is_something_else(storage, path):
                return Failure(FailureKind.UNREADABLE, "not a regular file")
            return _checked(path, storage.read(path, MOST_BYTES + 1))
        except OSError as error:
            return Failure(FailureKind.UNREADABLE, error.strerror or str(error))
        except ValueError as error:
            return Failure(FailureKind.UNREADABLE, str(error))


def _checked(path: str, data: bytes) -> Source | Failure:
    if len(data) > MOST_BYTES:
        return Failure(FailureKind.TOO_LARGE, f"the file is larger than {MOST_BYTES >> 20} MiB and is not checked")
    return Source.from_bytes(path, data)


def _is_something_else(storage: Storage, path: str) -> bool:
    """Whether there is something at `path` that leads to no file or folder, but perhaps to a pipe or a device."""
    return storage.mode(path) is not None and not storage.is_directory(path)


class ProjectFile:
    """A Dockerfile, a compose file or an ignore file.

    `source` is empty where the file could not be read, or is a pointer of Git LFS, which `failure` says then. Of
    `dockerfile`, `compose` and `ignore` only the one of its kind is there, and none where there is a failure.
    """

    def __init__(self, path: str, kind: Kind, read: Source | Failure, storage: Storage = DISK) -> None:
        self.path = path
        self._storage = storage
        self.kind = kind
        if isinstance(read, Source) and read.text.replace("\r\n", "\n", 1).startswith(_POINTER):
            read = Failure(FailureKind.POINTER, "this is a Git LFS pointer: the file itself is not here")
        self.failure = read if isinstance(read, Failure) else None
        self.source = Source(path, "") if isinstance(read, Failure) else read

    def __repr__(self) -> str:
        return f"ProjectFile({self.path!r}, {self.kind})"

    def _is(self, kind: Kind) -> bool:
        return self.kind is kind and self.failure is None

    @cached_property
    def dockerfile(self) -> Dockerfile | None:
        """The syntax tree."""
        if not self._is(Kind.DOCKERFILE):
            return None
        from dflint.dockerfile.parser import parse

        return parse(self.source)

    @cached_property
    def compose(self) -> ComposeFile | None:
        """The model of the compose file, with the variables of the ``.env`` beside it."""
        if not self._is(Kind.COMPOSE):
            return None
        from dflint.compose.environment_file import environment_of
        from dflint.compose.loader import load

        return load(self.source, environment_of(os.path.dirname(self.path), self._storage))

    @cached_property
    def ignore(self) -> DockerIgnore | None:
        """The patterns."""
        if not self._is(Kind.IGNORE):
            return None
        from dflint.context.dockerignore import parse_dockerignore

        return parse_dockerignore(self.source)
