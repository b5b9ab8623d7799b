"""What is known of the files of the commit that a replay has come to."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dflint.analysis.commit_files import CommitFiles
from dflint.analysis.context_digests import ContextDigests
from dflint.analysis.history import SUBMODULE, CommitChanges, History, is_link
from dflint.analysis.tree import Change
from dflint.build.input_digests import Item
from dflint.lazy_pattern import lazy_pattern
from dflint.packages.manifests import manifest_of
from dflint.project.compose_text import is_compose_text
from dflint.project.discovery import Found, FoundFile
from dflint.project.names import Kind, is_candidate, is_told_by_text, kind_of

if TYPE_CHECKING:
    from dflint.build.context_inputs import ContextInput
    from dflint.context.dockerignore import DockerIgnore

COMPOSE_FILES = "\0compose files"
"""What stands, among paths, for which compose files there are."""

_NUMBER = lazy_pattern(rb"\d[\w.+!*-]*")


class CommitState:
    """The files of a commit, its links and container files, and the digests that are kept of its contexts.

    `links_changed` counts the commits that have changed links. `listings_changed` counts those with which folders came
    or went, or files, unless they were among others of their kind, or links led elsewhere.
    """

    def __init__(self, history: History, root: str) -> None:
        """The state before the first commit of `history`; `root` stands for the root of the repository."""
        self.commit = history.base or ""
        self.tree = history.tree()
        self.blobs = history.repository.blobs
        self.files = CommitFiles(root, self.tree, self.blobs)
        self.links_changed = 0
        self.listings_changed = 0
        self._links: dict[str, Item] = {}
        self._container_files: dict[str, Kind] = {}
        self._digests: dict[tuple[str, str], ContextDigests] = {}
        for path, item in self.tree.files():
            self._note(path, item)

    def go_to(self, commit: CommitChanges) -> None:
        """Go on to the next commit."""
        self.commit = commit.commit
        changes = commit.changes
        self.blobs.expect([after.content for _, _, after in changes if after is not None])
        folders = self.tree.apply(changes)
        for digests in self._digests.values():
            digests.change(changes)
            if folders:
                digests.change(folders)
        has_other_listing = bool(folders)
        has_other_links = False
        for path, before, after in changes:
            if before is None or after is None:
                has_other_listing = has_other_listing or not self._is_one_of_many(path)
                self._note(path, after)
            if (before is not None and is_link(before)) or (after is not None and is_link(after)):
                has_other_links = True
                self._note(path, after)
        self.links_changed += has_other_links
        self.listings_changed += has_other_listing or has_other_links

    def _is_one_of_many(self, path: str) -> bool:
        """Whether the file at `path` is or was one of several with one ending, and none that says what is installed."""
        folder, _, name = path.rpartition("/")
        suffix = name[max(name.rfind("."), 0) :]
        around = self.tree.node(folder)
        if len(suffix) in (0, len(name)) or not isinstance(around, dict) or manifest_of(name) is not None:
            return False
        return any(other.endswith(suffix) and other != name for other in around)

    def _note(self, path: str, item: Item | None) -> None:
        name = path.rpartition("/")[2]
        if is_candidate(name) is not None:
            kind = kind_of(name)
            if item is None or not stat.S_ISREG(item.mode):
                self._container_files.pop(path, None)
            elif kind is not None and not self._is_foreign(name, item):
                self._container_files[path] = kind
        if item is not None and is_link(item):
            self._links[path] = item
        elif self._links:
            self._links.pop(path, None)

    def _is_foreign(self, name: str, item: Item) -> bool:
        """Whether a file has a name as compose files have, and is none by its text."""
        if not is_told_by_text(name):
            return False
        try:
            return not is_compose_text(self.blobs.read(item.content).decode("utf-8", "replace"))
        except OSError:
            return False

    def found(self) -> Found:
        """The container files of the commit."""
        native = self.files.native
        return Found(
            tuple(FoundFile(native(path), kind) for path, kind in sorted(self._container_files.items(), key=_path))
        )

    def links(self, folder: str, digests: ContextDigests) -> dict[str, str]:
        """What the links hold that are sent of the context at `folder`, by their paths in it."""
        start = len(folder) + 1 if folder else 0
        held: dict[str, str] = {}
        for path in self._links:
            if (not folder or path.startswith(folder + "/")) and not digests.is_ignored(path[start:]):
                target = self.files.link(self.files.native(path))
                if target is not None:
                    held[path[start:]] = target
        return held

    # Digests

    def digests(self, folder: str, ignore: DockerIgnore) -> ContextDigests:
        """The digests over the context at `folder`, less what `ignore` names."""
        key = (folder, "" if ignore.source is None else ignore.source.text)
        known = self._digests.get(key)
        if known is None:
            known = self._digests[key] = ContextDigests(self.tree, folder, ignore)
        return known

    def keep_digests(self, used: Iterable[tuple[ContextDigests, Iterable[ContextInput]]]) -> None:
        """Forget all digests but those that are `used`."""
        inputs: dict[int, set[ContextInput]] = {}
        for digests, of_one in used:
            inputs.setdefault(id(digests), set()).update(of_one)
        self._digests = {key: digests for key, digests in self._digests.items() if id(digests) in inputs}
        for digests in self._digests.values():
            digests.forget(inputs[id(digests)])

    # What a version depends on

    def kind(self, path: str) -> bytes:
        """What there is at `path`: nothing, a file, a folder, or which link."""
        node = self.tree.node(path)
        if isinstance(node, Item):
            return node.content if is_link(node) else b"%o" % stat.S_IFMT(node.mode)
        return b"" if node is None else b"folder"

    def content(self, path: str) -> bytes:
        """What identifies what there is at `path`, and what it says."""
        if path == COMPOSE_FILES:
            files = sorted(path for path, kind in self._container_files.items() if kind is Kind.COMPOSE)
            return os.fsencode("\0".join(files))
        node = self.tree.node(path)
        return b"%o %s" % node if isinstance(node, Item) else self.kind(path)

    def manifest(self, path: str) -> bytes:
        """What identifies the manifest of packages at `path`, but for versions: they do not change what is mended."""
        node = self.tree.node(path)
        kind = manifest_of(path.rpartition("/")[2])
        if not isinstance(node, Item) or node.mode == SUBMODULE or kind is None or kind.is_lock:
            return self.kind(path)
        try:
            return _NUMBER.sub(b"", self.blobs.read(node.content))
        except OSError:
            return node.content


def _path(pair: tuple[str, Kind]) -> str:
    return pair[0]


def paths_of(changes: Iterable[Change]) -> set[str]:
    """The paths that are changed."""
    return {change.path for change in changes}
