"""The files that would be there if a commit were checked out in a work tree, without a checkout."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator

from dflint.analysis.commit_files import CommitFiles
from dflint.storage import DISK, Storage

_FOLDER_MODE = stat.S_IFDIR | 0o755


class BaseFiles:
    """A `dflint.storage.Storage` of the files of a commit, and of those on the disk that a checkout leaves alone.

    These are the files that git ignores, such as a virtual environment, data and ``.env``, the files of submodules, and
    what lies outside of the repository: what is found because of them is not brought by a change.
    """

    def __init__(self, files: CommitFiles, left: Iterable[str]) -> None:
        """`left` are the paths in the repository of files and folders that a checkout leaves alone."""
        self._files = files
        # Where what is left lies today, by its path in the repository then.
        self._left: dict[str, str] = {}
        self._known: dict[str, str | None] = {}
        self._names: dict[str, set[str]] = {}
        for path in left:
            self._leave(path, files.native(path))

    def _leave(self, path: str, today: str) -> None:
        self._left[path] = today
        self._note(path)

    def _note(self, path: str) -> None:
        """Note the names of what is left, and of the folders around it."""
        while path:
            folder, _, name = path.rpartition("/")
            names = self._names.setdefault(folder, set())
            if name in names:
                break
            names.add(name)
            path = folder

    def move(self, old: str, new: str) -> None:
        """Take what is left in the folder `new`, a path in the repository, to have been in the folder `old` then."""
        inside = f"{new}/"
        for path, today in [(path, today) for path, today in self._left.items() if path.startswith(inside)]:
            before = f"{old}/{path[len(inside) :]}"
            if before not in self._left:
                self._leave(before, today)
        self._known.clear()

    def _place(self, native: str) -> tuple[Storage, str]:
        """What knows of what was at `native`, and under which path."""
        path = self._files.path(native)
        if path is None:
            return DISK, native
        left = self._left_around(path)
        if left is None:
            return self._files, native
        return DISK, self._left[left] + native[len(self._files.native(left)) :]

    def _left_around(self, path: str) -> str | None:
        """What is left and is at `path`, or around it."""
        if not path or path in self._left:
            return path or None
        if path not in self._known:
            self._known[path] = self._left_around(path.rpartition("/")[0])
        return self._known[path]

    def _is_around_what_is_left(self, native: str) -> bool:
        path = self._files.path(native)
        return path is not None and path in self._names

    def mode(self, path: str) -> int | None:
        """See `Storage`."""
        storage, place = self._place(path)
        mode = storage.mode(place)
        if mode is None and self._is_around_what_is_left(path):
            return DISK.mode(path) or _FOLDER_MODE
        return mode

    def link(self, path: str) -> str | None:
        """See `Storage`."""
        storage, place = self._place(path)
        return storage.link(place)

    def size(self, path: str) -> int:
        """See `Storage`."""
        storage, place = self._place(path)
        return storage.size(place)

    def entries(self, path: str) -> Iterator[tuple[str, int]]:
        """See `Storage`."""
        storage, place = self._place(path)
        names = self._names.get(self._files.path(path) or "", set()) if storage is not DISK else set()
        seen: set[str] = set()
        if not names or self._files.is_directory(path):
            for name, kind in storage.entries(place):
                seen.add(name)
                yield name, kind
        for name in names - seen:
            mode = self.mode(os.path.join(path, name))
            if mode is not None:
                yield name, stat.S_IFMT(mode)

    def read(self, path: str, limit: int) -> bytes:
        """See `Storage`."""
        storage, place = self._place(path)
        return storage.read(place, limit)

    def is_file(self, path: str) -> bool:
        """See `Storage`."""
        storage, place = self._place(path)
        return storage.is_file(place)

    def is_directory(self, path: str) -> bool:
        """See `Storage`."""
        storage, place = self._place(path)
        return storage.is_directory(place) or self._is_around_what_is_left(path)

    def real_path(self, path: str) -> str:
        """See `Storage`."""
        storage, place = self._place(path)
        return storage.real_path(path) if place == path else path
