"""The words in which a build context answers."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A file, folder, symbolic link or other thing in the context; `path` is relative to it, with slashes."""

    path: str
    is_directory: bool
    is_symlink: bool
    ignored: bool

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


class ContextFile(NamedTuple):
    """A file (or a link, device …) of the context, and its size in bytes; only regular files have one."""

    path: str
    size: int
    is_symlink: bool = False


class Measure(NamedTuple):
    """The size of a file or of all that is in a folder; a lower bound if `truncated`."""

    byte_count: int
    file_count: int
    truncated: bool


class Budget:
    """How many entries a question may still look at."""

    def __init__(self, entries: int) -> None:
        self.entries = entries
        self.exhausted = False

    def spend(self) -> bool:
        """Take one entry; False if there is none left."""
        if self.entries <= 0:
            self.exhausted = True
            return False
        self.entries -= 1
        return True
