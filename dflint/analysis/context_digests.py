"""The digests of what instructions take from a build context, kept up to date while its files come and go.

A digest is a sum of the hashes of names with what is there, so that a change costs no more than itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from dflint.analysis.history import SUBMODULE
from dflint.analysis.tree import Change, Folder, Tree
from dflint.build.input_digests import FOLDER, Item, hash_of

if TYPE_CHECKING:
    from dflint.build.context_inputs import ContextInput
    from dflint.context.dockerignore import DockerIgnore, State


class ContextDigests:
    """Sums of the hashes of what is taken from the context at `folder` of `tree`, less what `ignore` names.

    An input is watched from the first question for its sum until it is forgotten.
    """

    def __init__(self, tree: Tree, folder: str, ignore: DockerIgnore) -> None:
        self._tree = tree
        self._prefix = f"{folder}/" if folder else ""
        self._folder = folder
        self._ignore = ignore
        self._sums: dict[ContextInput, int] = {}
        self._folders: dict[str, tuple[bool, State | None]] = {"": (False, None)}
        self._ignored: dict[str, bool] = {}
        # Of ignored folders, how much of what lies in them, at any depth, is sent.
        self._held: dict[str, int] = {}
        if ignore.has_exceptions:
            for path, _ in self._everything():
                if not self.is_ignored(path):
                    self._hold(path, 1)

    def sum(self, one: ContextInput) -> int:
        """The sum of an input, whose links have been followed; any integer."""
        known = self._sums.get(one)
        if known is None:
            known = self._sums[one] = self._measured(one)
        return known

    def forget(self, kept: Iterable[ContextInput]) -> None:
        """Watch only those of `kept` from now on."""
        self._sums = {one: self._sums[one] for one in kept if one in self._sums}

    def change(self, changes: Iterable[Change]) -> bool:
        """Take in changes of the tree, folders among them; whether one of the sums is another now."""
        any_changed = False
        prefix = self._prefix
        start = len(prefix)
        for path, before, after in changes:
            if path.startswith(prefix) and self._change(Change(path[start:], before, after)):
                any_changed = True
        return any_changed

    def _change(self, change: Change) -> bool:
        path = change.path
        if self.is_ignored(path):
            # A folder that is ignored is there for what it holds.
            return False
        changed = self._add(change)
        if self._ignore.has_exceptions and (change.before is None) != (change.after is None):
            changed |= self._hold(path, 1 if change.before is None else -1)
        return changed

    def _hold(self, path: str, count: int) -> bool:
        """Count something that is sent in the ignored folders around it, which are sent for it; see `change`."""
        changed = False
        while path := path.rpartition("/")[0]:
            if self._state(path)[0]:
                before = self._held.get(path, 0)
                after = self._held[path] = before + count
                if not before or not after:
                    changed |= self._add(Change(path, FOLDER if before else None, FOLDER if after else None))
        return changed

    def _add(self, change: Change) -> bool:
        path, before, after = change
        changed = False
        hashes: dict[tuple[str, bool], int] = {}
        for one in self._sums:
            name = name_in(one, path, before or after or FOLDER)
            if name is None:
                continue
            key = name, one.has_modes
            if key not in hashes:
                hashes[key] = share(after, *key) - share(before, *key)
            self._sums[one] += hashes[key]
            changed = True
        return changed

    # What the ignore file says

    def is_ignored(self, path: str) -> bool:
        """Whether what is at `path`, relative to the context, is ignored by itself."""
        known = self._ignored.get(path)
        if known is None:
            known = False
            if self._ignore.patterns:
                known = self._ignore.decide(path, self._state(path.rpartition("/")[0])[1])[0]
            self._ignored[path] = known
        return known

    def _state(self, folder: str) -> tuple[bool, State | None]:
        missing: list[str] = []
        while folder not in self._folders:
            missing.append(folder)
            folder = folder.rpartition("/")[0]
        for name in reversed(missing):
            self._folders[name] = self._ignore.decide(name, self._folders[name.rpartition("/")[0]][1])
            folder = name
        return self._folders[folder]

    # All that is there

    def _measured(self, one: ContextInput) -> int:
        total = 0
        for path, item in self._below(selector.path for selector in one.selectors):
            name = name_in(one, path, item)
            if name is not None:
                total += hash_of(name, item, one.has_modes)
        return total

    def _below(self, paths: Iterable[str]) -> Iterator[tuple[str, Item]]:
        """All that is sent at or below one of `paths`, each once."""
        done: list[str] = []
        for path in sorted(set(paths)):
            if not any(path.startswith(f"{one}/" if one else "") for one in done):
                done.append(path)
                yield from self._sent(path)

    def _sent(self, path: str) -> Iterator[tuple[str, Item]]:
        node, path = self._reached(path)
        if isinstance(node, Item):
            if not self.is_ignored(path):
                yield path, node
        elif node is not None or not path:
            if not self._state(path)[0] or self._held.get(path):
                yield path, FOLDER
            yield from self._inside(path, node or {})

    def _reached(self, path: str) -> tuple[Item | Folder | None, str]:
        """What is at `path`, or the submodule around it, and where that is."""
        node = self._node(path)
        while node is None and path:
            path = path.rpartition("/")[0]
            outer = self._node(path)
            if isinstance(outer, Item) and outer.mode == SUBMODULE:
                return outer, path
        return node, path

    def _node(self, path: str) -> Item | Folder | None:
        if path:
            return self._tree.node(self._prefix + path)
        root = self._tree.node(self._folder)
        # The context is a folder, even where there is none at this commit.
        return root if isinstance(root, dict) else None

    def _inside(self, path: str, folder: Folder) -> Iterator[tuple[str, Item]]:
        decide = self._ignore.decide if self._ignore.patterns else None
        state = self._state(path)[1]
        inside = f"{path}/" if path else ""
        for name, node in folder.items():
            below = inside + name
            ignored, inner = decide(below, state) if decide else (False, None)
            if isinstance(node, Item):
                if not ignored:
                    yield below, node
                continue
            self._folders[below] = ignored, inner
            if not ignored or self._held.get(below):
                yield below, FOLDER
                yield from self._inside(below, node)

    def _everything(self) -> Iterator[tuple[str, Item]]:
        """All files and folders in the context, ignored or not."""
        node = self._node("")
        waiting = [("", node)] if isinstance(node, dict) else []
        while waiting:
            inside, folder = waiting.pop()
            for name, child in folder.items():
                if isinstance(child, dict):
                    waiting.append((f"{inside}{name}/", child))
                    yield inside + name, FOLDER
                else:
                    yield inside + name, child


@lru_cache(maxsize=1 << 14)
def share(item: Item | None, name: str, has_modes: bool) -> int:
    """The part that an item has in a sum; 0 for none.

    What a commit brings is what a later one takes away, and contexts with other ignore files hold the same.
    """
    return 0 if item is None else hash_of(name, item, has_modes)


def name_in(one: ContextInput, path: str, item: Item) -> str | None:
    """The name under which an input takes what is at `path`; None if it does not.

    Of a submodule nothing is known but its commit, so that all that is taken out of it changes with that.
    """
    name = one.takes(path)
    if name is None and item.mode == SUBMODULE:
        inside = path + "/"
        for selector in one.selectors:
            if selector.path.startswith(inside):
                return f"{selector.position}:../{selector.path}"
    return name
