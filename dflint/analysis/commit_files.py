"""The files of a commit as a storage, so that a project can be made of them without a checkout."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator

from dflint.analysis.git import Blobs
from dflint.analysis.history import SUBMODULE
from dflint.analysis.tree import Folder, Tree
from dflint.build.input_digests import Item
from dflint.context.links import follow_links
from dflint.lazy_pattern import lazy_pattern
from dflint.storage import DISK

_FOLDER_MODE = stat.S_IFDIR | 0o755
_MOST_READ = 16 << 20
"""A larger file is not read: git hands over a file as a whole."""

_ATTRIBUTES = ".gitattributes"
_LONGEST_POINTER = 1024
_POINTER = lazy_pattern(rb"version https://git-lfs\.github\.com/spec/v1\n(?:.+\n)*?size (\d+)\n")
"""What Git LFS keeps of a file (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md)."""


class CommitFiles:
    """A `dflint.storage.Storage` of the files of `tree`, which may go on to other commits meanwhile.

    `root` is the path that stands for the root of the repository. What is outside is not there, and the history itself,
    ``.git``, is that on the disk. The size of a file in Git LFS is that of the file, not of its pointer. `looked_for`
    and `read_paths` are the paths in the repository that were asked for by themselves, and those whose text was.
    """

    def __init__(self, root: str, tree: Tree, blobs: Blobs) -> None:
        self.root = root
        self.looked_for: set[str] = set()
        self.read_paths: set[str] = set()
        self._inside = os.path.join(root, "")
        self._tree = tree
        self._blobs = blobs
        self._pointed: dict[bytes, int | None] = {}
        self._uses_lfs: dict[bytes, bool] = {}

    def path(self, native: str) -> str | None:
        """The path in the repository of an absolute native path; None outside."""
        if native == self.root:
            return ""
        if not native.startswith(self._inside):
            return None
        path = native[len(self._inside) :]
        return path if os.sep == "/" else path.replace(os.sep, "/")

    def native(self, path: str) -> str:
        """The absolute native path of a path in the repository."""
        return os.path.join(self.root, *path.split("/")) if path else self.root

    # Storage

    def mode(self, path: str) -> int | None:
        """The type and permissions, as a checkout makes them; links are not followed."""
        if self._is_of_history(path):
            return DISK.mode(path)
        node = self._ask(path)
        if isinstance(node, Item):
            return _FOLDER_MODE if node.mode == SUBMODULE else node.mode
        return None if node is None else _FOLDER_MODE

    def link(self, path: str) -> str | None:
        """What a link holds."""
        node = self._node(path)
        if not isinstance(node, Item) or not stat.S_ISLNK(node.mode):
            return None
        try:
            return os.fsdecode(self._blobs.read(node.content))
        except OSError:
            return None

    def size(self, path: str) -> int:
        """The size of a file in bytes."""
        inside = self.path(path)
        node = None if inside is None else self._tree.node(inside)
        if not isinstance(node, Item) or not stat.S_ISREG(node.mode):
            return DISK.size(path) if self._is_of_history(path) else 0
        size = self._blobs.size(node.content)
        if size <= _LONGEST_POINTER and self._has_lfs():
            pointed = self._size_by_pointer(node.content)
            return size if pointed is None else pointed
        return size

    def entries(self, path: str) -> Iterator[tuple[str, int]]:
        """The names in a folder and their types. Raises `OSError` if it is none."""
        if self._is_of_history(path):
            yield from DISK.entries(path)
            return
        node = self._node(path)
        if isinstance(node, Item) and node.mode == SUBMODULE:
            return
        if not isinstance(node, dict):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
        for name, child in node.items():
            is_file = isinstance(child, Item) and child.mode != SUBMODULE
            yield name, stat.S_IFMT(child.mode) if is_file and isinstance(child, Item) else stat.S_IFDIR
        if path == self.root:
            mode = DISK.mode(os.path.join(path, ".git"))
            if mode is not None:
                yield ".git", stat.S_IFMT(mode)

    def read(self, path: str, limit: int) -> bytes:
        """The first bytes of a file, links followed. Raises `OSError`."""
        if self._is_of_history(path):
            return DISK.read(path, limit)
        node = self._followed(path)
        inside = self.path(path)
        if inside is not None:
            self.read_paths.add(inside)
        if not isinstance(node, Item) or not stat.S_ISREG(node.mode):
            code = errno.ENOENT if node is None else errno.EISDIR
            raise OSError(code, os.strerror(code), path)
        if self._blobs.size(node.content) > _MOST_READ:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
        return self._blobs.read(node.content)[:limit]

    def is_file(self, path: str) -> bool:
        """Whether there is a regular file, links followed."""
        if self._is_of_history(path):
            return DISK.is_file(path)
        node = self._followed(path)
        return isinstance(node, Item) and stat.S_ISREG(node.mode)

    def is_directory(self, path: str) -> bool:
        """Whether there is a folder, links followed."""
        if self._is_of_history(path):
            return DISK.is_directory(path)
        node = self._followed(path)
        return isinstance(node, dict) or (isinstance(node, Item) and node.mode == SUBMODULE)

    def real_path(self, path: str) -> str:
        """The path without links, which is itself where they lead nowhere."""
        inside = self.path(path)
        followed = None if inside is None else self._follow(inside)
        return path if followed is None else self.native(followed)

    # The tree

    def _is_of_history(self, path: str) -> bool:
        return path.startswith(f"{self._inside}.git") and path[len(self._inside) + 4 :][:1] in ("", os.sep)

    def _node(self, native: str) -> Item | Folder | None:
        path = self.path(native)
        return None if path is None else self._tree.node(path)

    def _ask(self, native: str) -> Item | Folder | None:
        path = self.path(native)
        if path is None:
            return None
        self.looked_for.add(path)
        return self._tree.node(path)

    def _followed(self, native: str) -> Item | Folder | None:
        node = self._ask(native)
        if isinstance(node, dict) or (node is not None and not stat.S_ISLNK(node.mode)):
            return node
        path = self.path(native)
        followed = None if path is None else self._follow(path)
        if followed is None:
            return None
        self.looked_for.add(followed)
        return self._tree.node(followed)

    def _follow(self, path: str) -> str | None:
        """Where a path leads in the repository; None if nowhere, or out of it."""
        return follow_links(path, lambda part: self.mode(self.native(part)), self._relative_link)

    def _relative_link(self, path: str) -> str | None:
        target = self.link(self.native(path))
        if target is None or target.startswith("/"):
            return None
        depth = path.count("/")
        for part in target.split("/"):
            depth += -1 if part == ".." else int(part not in ("", "."))
            if depth < 0:
                return None
        return target

    # Git LFS

    def _has_lfs(self) -> bool:
        node = self._tree.node(_ATTRIBUTES)
        if not isinstance(node, Item):
            return False
        if node.content not in self._uses_lfs:
            try:
                self._uses_lfs[node.content] = b"filter=lfs" in self._blobs.read(node.content)
            except OSError:
                self._uses_lfs[node.content] = False
        return self._uses_lfs[node.content]

    def _size_by_pointer(self, object_id: bytes) -> int | None:
        if object_id not in self._pointed:
            try:
                match = _POINTER.match(self._blobs.read(object_id))
            except OSError:
                match = None
            self._pointed[object_id] = None if match is None else int(match[1])
        return self._pointed[object_id]
