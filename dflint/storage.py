"""Where files are: on the disk, or somewhere that answers the same questions, such as a commit.

Everything that a rule may ask of the files of a project goes through a `Storage`. Paths are absolute and native.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import Protocol


class Storage(Protocol):
    """Answers what lies at a path. Only `entries` and `read` raise, and then `OSError` or `ValueError`."""

    def mode(self, path: str) -> int | None:
        """The type and permissions of what is at `path`, not following links; None if there is nothing."""

    def link(self, path: str) -> str | None:
        """What the link at `path` holds, with slashes; None if there is none."""

    def size(self, path: str) -> int:
        """The size in bytes of the file at `path`; 0 for what is not a regular file."""

    def entries(self, path: str) -> Iterator[tuple[str, int]]:
        """The names in the folder at `path`, in any order, each with its type as ``stat.S_IFMT`` gives it.

        Links are not followed; the type is 0 where it is not known.
        """

    def read(self, path: str, limit: int) -> bytes:
        """The first `limit` bytes of what is at `path`, links followed."""

    def is_file(self, path: str) -> bool:
        """Whether there is a regular file at `path`, links followed."""

    def is_directory(self, path: str) -> bool:
        """Whether there is a folder at `path`, links followed."""

    def real_path(self, path: str) -> str:
        """`path` without symbolic links."""


class Disk:
    """The files as they are now."""

    def mode(self, path: str) -> int | None:
        """See `Storage`."""
        try:
            return os.lstat(path).st_mode
        except (OSError, ValueError):
            return None

    def link(self, path: str) -> str | None:
        """See `Storage`."""
        try:
            return os.readlink(path).replace(os.sep, "/")
        except (OSError, ValueError):
            return None

    def size(self, path: str) -> int:
        """See `Storage`."""
        try:
            status = os.lstat(path)
        except (OSError, ValueError):
            return 0
        return status.st_size if stat.S_ISREG(status.st_mode) else 0

    def entries(self, path: str) -> Iterator[tuple[str, int]]:
        """See `Storage`."""
        with os.scandir(path) as entries:
            for entry in entries:
                yield entry.name, _kind(entry)

    def read(self, path: str, limit: int) -> bytes:
        """See `Storage`."""
        with open(path, "rb") as file:
            # Room for `limit` bytes would be asked of the system for every small file.
            size = os.fstat(file.fileno()).st_size
            data = file.read(min(size + 1, limit))
            return data + file.read(limit - len(data)) if size < len(data) < limit else data

    def is_file(self, path: str) -> bool:
        """See `Storage`."""
        return os.path.isfile(path)

    def is_directory(self, path: str) -> bool:
        """See `Storage`."""
        return os.path.isdir(path)

    def real_path(self, path: str) -> str:
        """See `Storage`."""
        return os.path.realpath(path)


DISK = Disk()
"""The disk, which has no state."""


def _kind(entry: os.DirEntry[str]) -> int:
    try:
        # Most are files, so that is asked first.
        if entry.is_file(follow_symlinks=False):
            return stat.S_IFREG
        if entry.is_dir(follow_symlinks=False):
            return stat.S_IFDIR
        return stat.S_IFLNK if entry.is_symlink() else 0
    except OSError:
        return 0
