"""The files that would be there if a commit were checked out in a work tree, without a checkout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dflint.analysis.commit_files import CommitFiles
from dflint.storage import DISK, Storage


class BaseFiles:
    """A `dflint.storage.Storage` of the files of a commit, and of those on the disk that a checkout leaves alone.

    These are the files that git ignores, such as a virtual environment, data and ``.env``, the files of submodules, and
    what lies outside of the repository: what is found because of them is not brought by a change.
    """

    def __init__(self, files: CommitFiles, left: Iterable[str]) -> None:
        """`left` are the paths in the repository of files and folders that a checkout leaves alone."""
        self._files = files
        self._is_left: dict[str, bool] = {"": False}
        self._names: dict[str, set[str]] = {}
        for path in left:
            self._is_left[path] = True
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

    def _storage(self, native: str) -> Storage:
        path = self._files.path(native)
        return DISK if path is None or self._lies_in_what_is_left(path) else self._files

    def _lies_in_what_is_left(self, path: str) -> bool:
        known = self._is_left.get(path)
        if known is None:
            known = self._is_left[path] = self._lies_in_what_is_left(path.rpartition("/")[0])
        return known

    def _is_around_what_is_left(self, native: str) -> bool:
        path = self._files.path(native)
        return path is not None and path in self._names

    def mode(self, path: str) -> int | None:
        """See `Storage`."""
        mode = self._storage(path).mode(path)
        return DISK.mode(path) if mode is None and self._is_around_what_is_left(path) else mode

    def link(self, path: str) -> str | None:
        """See `Storage`."""
        return self._storage(path).link(path)

    def size(self, path: str) -> int:
        """See `Storage`."""
        return self._storage(path).size(path)

    def entries(self, path: str) -> Iterator[tuple[str, int]]:
        """See `Storage`."""
        storage = self._storage(path)
        names = self._names.get(self._files.path(path) or "", set()) if storage is not DISK else set()
        seen: set[str] = set()
        if not names or self._files.is_directory(path):
            for name, kind in storage.entries(path):
                seen.add(name)
                yield name, kind
        if names:
            yield from ((name, kind) for name, kind in DISK.entries(path) if name in names and name not in seen)

    def read(self, path: str, limit: int) -> bytes:
        """See `Storage`."""
        return self._storage(path).read(path, limit)

    def is_file(self, path: str) -> bool:
        """See `Storage`."""
        return self._storage(path).is_file(path)

    def is_directory(self, path: str) -> bool:
        """See `Storage`."""
        return self._storage(path).is_directory(path) or self._is_around_what_is_left(path)

    def real_path(self, path: str) -> str:
        """See `Storage`."""
        return self._storage(path).real_path(path)
