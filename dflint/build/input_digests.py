"""Digests of what instructions take from the build context, and of what lies in it on the disk.

A digest tells the same content from another one, and is no more than that. As BuildKit has it, names, content and
permissions of files count, times and owners do not, nor does what a link leads to, unless an instruction names the
link. Permissions of folders are left out: the builder keeps those that it was sent first, and git has none.
"""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.context_inputs import ContextInput

if TYPE_CHECKING:
    from dflint.context.build_context import BuildContext

_LENGTH = 16
_SUM = 1 << 8 * _LENGTH
_CHUNK = 1 << 20


class Item(NamedTuple):
    """What there is at a path: `mode` as ``lstat`` or git gives it, `content` what identifies its content.

    The content of a link is what it holds; a folder has none.
    """

    mode: int
    content: bytes = b""


FOLDER = Item(stat.S_IFDIR)
"""A folder."""


def hash_of(name: str, item: Item, has_modes: bool = True) -> int:
    """The share that an item has in the digest of an input which takes it under `name`."""
    mode = item.mode if has_modes and stat.S_ISREG(item.mode) else stat.S_IFMT(item.mode)
    text = f"{mode:o} {len(name)} {name}".encode("utf-8", "surrogateescape")
    return int.from_bytes(hashlib.blake2b(text + item.content, digest_size=_LENGTH).digest(), "big")


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
            self._items[folder] = FOLDER
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
