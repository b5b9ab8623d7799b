"""Digests of what instructions take from the build context: of a folder on the disk, or of files that come and go.

A digest tells the same content from another one, and is no more than that. As BuildKit has it, names, content and
permissions count, times and owners do not, nor does what a link leads to, unless an instruction names the link.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.context_inputs import ContextInput

if TYPE_CHECKING:
    from dflint.context.build_context import BuildContext
    from dflint.context.dockerignore import DockerIgnore, State

_LENGTH = 16
_SUM = 1 << 8 * _LENGTH
_CHUNK = 1 << 20


class Item(NamedTuple):
    """What there is at a path: `mode` as ``lstat`` or git gives it, `content` what identifies its content.

    The content of a link is what it holds; a folder has none.
    """

    mode: int
    content: bytes = b""


FOLDER = Item(stat.S_IFDIR | 0o755)
"""A folder as git makes one."""


def hash_of(name: str, item: Item, has_modes: bool = True) -> int:
    """The share that an item has in the digest of an input which takes it under `name`."""
    # The permissions of a link mean nothing.
    mode = item.mode if has_modes and not stat.S_ISLNK(item.mode) else stat.S_IFMT(item.mode)
    text = f"{mode:o} {len(name)} {name}".encode("utf-8", "surrogateescape")
    return int.from_bytes(hashlib.blake2b(text + item.content, digest_size=_LENGTH).digest(), "big")


class InputDigests:
    """The digests of `inputs` over files that come and go.

    There are the folders that hold files, with usual permissions. `ignore` is the ignore file of the context; where
    that changes, or a link, there must be new digests. `links` are the links that are sent, by their paths: what each
    of them holds.
    """

    def __init__(self, inputs: Iterable[ContextInput], ignore: DockerIgnore, links: Mapping[str, str]) -> None:
        self._inputs = {one: one.following(links) for one in inputs}
        self._sums = dict.fromkeys(self._inputs, 0)
        self._ignore = ignore
        self._decisions: dict[str, tuple[bool, State | None]] = {"": (False, None)}
        # Of each folder, how many files and folders it holds directly.
        self._counts: dict[str, int] = {"": 1}
        for one, followed in self._inputs.items():
            self._change(one, followed, "", FOLDER, 1)

    def add(self, path: str, item: Item) -> None:
        """The file or link `item` appears at `path`, relative to the context."""
        self._change_all(path, item, 1)
        folder = path.rpartition("/")[0]
        while folder not in self._counts:
            self._counts[folder] = 1
            self._change_all(folder, FOLDER, 1)
            folder = folder.rpartition("/")[0]
        else:
            self._counts[folder] += 1

    def remove(self, path: str, item: Item) -> None:
        """The file or link `item` at `path` goes away; it must have been added."""
        self._change_all(path, item, -1)
        folder = path.rpartition("/")[0]
        self._counts[folder] -= 1
        while not self._counts[folder]:
            del self._counts[folder]
            self._change_all(folder, FOLDER, -1)
            folder = folder.rpartition("/")[0]
            self._counts[folder] -= 1

    def digest(self, one: ContextInput) -> bytes:
        """The digest of one of the inputs; empty if nothing is taken."""
        return _digest_of(self._sums[one])

    def is_sent(self, path: str) -> bool:
        """Whether what is at `path` is sent, as far as that is for its own path to say."""
        return not self._decision(path)[0]

    def _change_all(self, path: str, item: Item, sign: int) -> None:
        if self._decision(path)[0]:
            return
        for one, followed in self._inputs.items():
            self._change(one, followed, path, item, sign)

    def _change(self, one: ContextInput, followed: ContextInput, path: str, item: Item, sign: int) -> None:
        name = followed.takes(path)
        if name is not None:
            self._sums[one] = (self._sums[one] + sign * hash_of(name, item, one.has_modes)) % _SUM

    def _decision(self, path: str) -> tuple[bool, State | None]:
        folder = path.rpartition("/")[0] if path else ""
        missing: list[str] = []
        while folder not in self._decisions:
            missing.append(folder)
            folder = folder.rpartition("/")[0]
        for name in reversed(missing):
            self._decisions[name] = self._ignore.decide(name, self._decisions[name.rpartition("/")[0]][1])
        if not path:
            return False, None
        return self._ignore.decide(path, self._decisions[path.rpartition("/")[0]][1])


class DiskDigests:
    """The digests of inputs over what lies in a build context now. Each file is read once."""

    def __init__(self, context: BuildContext) -> None:
        self._context = context
        self._items: dict[str, Item] = {"": FOLDER}
        links: dict[str, str] = {}
        for entry in context.walk():
            item = _item_at(context.native(entry.path))
            if item is None:
                continue
            self._items[entry.path] = item
            self._add_folders_around(entry.path)
            if stat.S_ISLNK(item.mode):
                links[entry.path] = item.content.decode("utf-8", "surrogateescape")
        self._links = links

    def _add_folders_around(self, path: str) -> None:
        """Add the folders that are sent only for what lies in them."""
        folder = path.rpartition("/")[0]
        while folder not in self._items:
            self._items[folder] = _item_at(self._context.native(folder)) or FOLDER
            folder = folder.rpartition("/")[0]

    def __call__(self, one: ContextInput) -> bytes:
        """The digest of an input; empty if nothing is taken."""
        followed = one.following(self._links)
        total = 0
        for path, item in self._items.items():
            name = followed.takes(path)
            if name is not None:
                total += hash_of(name, self._with_content(path, item), one.has_modes)
        return _digest_of(total % _SUM)

    def content(self, path: str) -> bytes:
        """What identifies the content of the file or link at `path`; empty if there is none."""
        item = self._items.get(path)
        return b"" if item is None else self._with_content(path, item).content

    def _with_content(self, path: str, item: Item) -> Item:
        if stat.S_ISREG(item.mode) and not item.content:
            item = self._items[path] = Item(item.mode, _content_at(self._context.native(path)))
        return item


def _digest_of(total: int) -> bytes:
    return total.to_bytes(_LENGTH, "big") if total else b""


def _item_at(path: str) -> Item | None:
    try:
        mode = os.lstat(path).st_mode
        return Item(mode, os.fsencode(os.readlink(path)) if stat.S_ISLNK(mode) else b"")
    except OSError:
        return None


def _content_at(path: str) -> bytes:
    """The digest of the file at `path`, the same for all that cannot be read."""
    hashed = hashlib.blake2b(digest_size=_LENGTH)
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                hashed.update(chunk)
    except OSError:
        return b"?" * _LENGTH
    return hashed.digest()
