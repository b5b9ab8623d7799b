"""The files of a commit, from the one commit to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dflint.build.input_digests import FOLDER, Item

Folder = dict[str, "Item | Folder"]
"""What lies in a folder, by name."""


class Change(NamedTuple):
    """What a commit does at `path`: `before` is None where there was nothing, `after` where nothing is left."""

    path: str
    before: Item | None
    after: Item | None


class Tree:
    """The files of a commit, by their paths from the root of the repository.

    A submodule is an `Item` like a file; its content is the commit that it is at.
    """

    def __init__(self) -> None:
        self.root: Folder = {}

    def apply(self, changes: Iterable[Change]) -> list[Change]:
        """Carry out changes, all of one commit; the folders that come and go with them are returned."""
        folders: list[Change] = []
        coming: list[Change] = []
        for change in changes:
            if change.after is None:
                self._drop(change.path, folders)
            else:
                coming.append(change)
        # What goes makes way first: a folder may come where a file was.
        for change in coming:
            self._put(change.path, change.after, folders)
        return folders

    def _put(self, path: str, item: Item | None, folders: list[Change]) -> None:
        if item is None:
            return
        folder = self.root
        start = 0
        while (end := path.find("/", start)) >= 0:
            name = path[start:end]
            inner = folder.get(name)
            if not isinstance(inner, dict):
                inner = folder[name] = {}
                folders.append(Change(path[:end], None, FOLDER))
            folder = inner
            start = end + 1
        folder[path[start:]] = item

    def _drop(self, path: str, folders: list[Change]) -> None:
        *names, last = path.split("/")
        around: list[tuple[Folder, str]] = []
        folder = self.root
        for name in names:
            inner = folder.get(name)
            if not isinstance(inner, dict):
                return
            around.append((folder, name))
            folder = inner
        folder.pop(last, None)
        while around and not folder:
            folder, name = around.pop()
            del folder[name]
            folders.append(Change("/".join(names[: len(around) + 1]), FOLDER, None))

    def node(self, path: str) -> Item | Folder | None:
        """The file, or the folder with what is in it, at `path`; "" is the root."""
        node: Item | Folder = self.root
        for name in path.split("/") if path else ():
            if not isinstance(node, dict) or name not in node:
                return None
            node = node[name]
        return node

    def item(self, path: str) -> Item | None:
        """The file at `path`."""
        node = self.node(path)
        return node if isinstance(node, Item) else None

    def files(self, folder: str = "") -> Iterator[tuple[str, Item]]:
        """All files at or below `folder`, with their paths."""
        node = self.node(folder)
        if isinstance(node, Item):
            yield folder, node
        waiting = [(f"{folder}/" if folder else "", node)] if isinstance(node, dict) else []
        while waiting:
            prefix, inner = waiting.pop()
            for name, child in inner.items():
                if isinstance(child, dict):
                    waiting.append((f"{prefix}{name}/", child))
                else:
                    yield prefix + name, child
