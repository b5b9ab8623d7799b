"""The commits of a git history, and what each of them changes.

Nothing is checked out. One process lists the commits, one tells the files of the first, one tells all changes.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dflint.analysis.git import Blobs, Git, GitError
from dflint.analysis.tree import Change, Tree
from dflint.build.input_digests import Item

MOST_COMMITS = 100
"""How many commits are looked at where nothing else is asked for."""

SUBMODULE = 0o160000
"""The mode of what stands for another repository, whose files are not here."""


class HistoryError(Exception):
    """There is no history that could be read; the message is for a person."""


class Extent(NamedTuple):
    """Which part of a history is looked at: the last `commits`, and of those what came after `since`.

    `since` is a date as git understands it. With `first_parent` a merge is one commit, which brings all of its branch;
    else the commits of branches count too, in the order of their dates.
    """

    commits: int = MOST_COMMITS
    since: str | None = None
    first_parent: bool = True


_MOST_NAMES = 10


class Name(NamedTuple):
    """What a file was called, before the commit `until`."""

    path: str
    until: str


class CommitChanges(NamedTuple):
    """A commit, by its full hash, and what it changes since the one before."""

    commit: str
    changes: Sequence[Change]


class Repository:
    """The work tree of a git repository. `root` is its real path, `blobs` gives the contents of its files.

    It is closed when it is left as a context manager.
    """

    def __init__(self, root: str, git: Git, is_shallow: bool) -> None:
        self.root = root
        self.git = git
        self.is_shallow = is_shallow
        self.blobs = Blobs(git)

    @classmethod
    def open(cls, folder: str) -> Repository:
        """The repository that `folder` lies in. Raises `HistoryError`."""
        git = Git(folder)
        try:
            output, problem = git.answer("rev-parse", "--show-toplevel", "--is-shallow-repository", "HEAD^{commit}")
        except GitError as error:
            raise HistoryError(str(error)) from None
        lines = os.fsdecode(output).split("\n")
        if problem is None:
            # A name may hold line feeds.
            root = "\n".join(lines[:-3])
            return cls(os.path.realpath(root), Git(root), lines[-3] == "true")
        if len(lines) > 2:
            raise HistoryError("the repository has no commit yet")
        if "not a git repository" in problem or "work tree" in problem:
            raise HistoryError("the folder is not in the work tree of a git repository")
        raise HistoryError(problem)

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *_: object) -> None:
        self.blobs.close()

    def history(self, extent: Extent) -> History:
        """The commits of a part of the history up to what is checked out. Raises `HistoryError`."""
        options = ["--reverse", "--parents", f"--max-count={extent.commits}"]
        if extent.since is not None:
            options.append(f"--since={extent.since}")
        if extent.first_parent:
            options.append("--first-parent")
        try:
            lines = self.git.run("rev-list", *options, "HEAD", "--").decode().splitlines()
        except GitError as error:
            raise HistoryError(str(error)) from None
        commits = [line.split()[:2] for line in lines]
        base = commits[0][1] if commits and len(commits[0]) > 1 else None
        hashes = [words[0] for words in commits]
        if base is None and hashes and self.is_shallow:
            # What the oldest commit of a shallow clone changes is not known.
            base = hashes.pop(0)
        return History(self, tuple(hashes), base)

    def files(self, commit: str) -> Iterator[Change]:
        """The files of a commit, as if it brought all of them; their sizes are known to `blobs` then."""
        options = ("ls-tree", "-r", "-z", "--full-tree")
        output, problem = self.git.answer(*options, "--long", commit)
        if problem is not None:
            # The sizes of files that a partial clone has left out are not known.
            output = self.git.run(*options, commit)
        sizes: list[tuple[bytes, int]] = []
        modes: dict[bytes, int] = {}
        for line in output.split(b"\0"):
            if not line:
                continue
            about, _, path = line.partition(b"\t")
            mode, _, object_id, *size = about.split()
            if mode not in modes:
                modes[mode] = int(mode, 8)
            # A missing object has no size that could be told ("BAD").
            if size and size[0].isdigit():
                sizes.append((object_id, int(size[0])))
            yield Change(os.fsdecode(path), None, Item(modes[mode], object_id))
        self.blobs.know_sizes(sizes)


class History:
    """Some commits of a repository, the oldest first.

    `base` is the commit before the first of them, None where the first is the beginning of all.
    """

    def __init__(self, repository: Repository, commits: Sequence[str], base: str | None) -> None:
        self.repository = repository
        self.commits = commits
        self.base = base

    def tree(self) -> Tree:
        """The files of `base`; none where there is no such commit. Raises `HistoryError`."""
        tree = Tree()
        if self.base is not None:
            try:
                tree.apply(self.repository.files(self.base))
            except GitError as error:
                raise HistoryError(str(error)) from None
        return tree

    def changes(self) -> Iterator[CommitChanges]:
        """What each commit changes since the one before it in the list. Raises `HistoryError`."""
        commits = self.commits
        try:
            if self.base is None and commits:
                yield CommitChanges(commits[0], list(self.repository.files(commits[0])))
                yield from self._differences(commits[0], commits[1:])
            elif self.base is not None:
                yield from self._differences(self.base, commits)
        except GitError as error:
            raise HistoryError(str(error)) from None

    def names(self, path: str) -> Sequence[Name]:
        """What the file at `path` was called before it was renamed, the latest name first. Raises `HistoryError`."""
        found: list[Name] = []
        last = "HEAD"
        try:
            while len(found) < _MOST_NAMES and (name := self._name_before(path, last)) is not None:
                found.append(name)
                path, last = name.path, f"{name.until}^"
        except GitError as error:
            raise HistoryError(str(error)) from None
        return found

    def _name_before(self, path: str, last: str) -> Name | None:
        git = self.repository.git
        commits = (last, f"^{self.base}") if self.base is not None else (last,)
        listed = git.run("rev-list", "--first-parent", *commits, "--", f":(literal){path}").decode().split()
        if not listed:
            return None
        # The oldest of the commits that touch the file is the one that brought it.
        lines = git.run("rev-list", "--parents", "--max-count=1", listed[-1], "--").decode().split()
        if len(lines) < 2 or listed[-1] not in self.commits:
            return None
        options = ("-r", "--raw", "-z", "--no-abbrev", "--find-renames", "--diff-filter=R")
        parts = git.run("diff-tree", *options, lines[1], lines[0], "--").split(b"\0")
        for before, after in zip(parts[1::3], parts[2::3], strict=False):
            if os.fsdecode(after) == path:
                return Name(os.fsdecode(before), lines[0])
        return None

    def _differences(self, base: str, commits: Sequence[str]) -> Iterator[CommitChanges]:
        if not commits:
            return
        # A commit and what stands for its parent: so the result does not depend on which parents there are.
        pairs = (f"{commit} {before}" for before, commit in zip((base, *commits), commits, strict=False))
        options = ("diff-tree", "--stdin", "--always", "-r", "--raw", "-z", "--no-abbrev", "--no-renames")
        parts = self.repository.git.stream((*options, "--ignore-submodules=none"), pairs)
        commit: str | None = None
        changes: list[Change] = []
        modes: dict[bytes, int] = {}
        for part in parts:
            if not part.startswith(b":"):
                if commit is not None:
                    yield CommitChanges(commit, changes)
                commit, changes = part.decode(), []
                continue
            before_mode, after_mode, before_id, after_id, _ = part[1:].split(b" ")
            for mode in (before_mode, after_mode):
                if mode not in modes:
                    modes[mode] = int(mode, 8)
            before = Item(modes[before_mode], before_id) if modes[before_mode] else None
            after = Item(modes[after_mode], after_id) if modes[after_mode] else None
            changes.append(Change(os.fsdecode(next(parts)), before, after))
        if commit is not None:
            yield CommitChanges(commit, changes)


def is_link(item: Item) -> bool:
    """Whether an item of a tree is a symbolic link."""
    return stat.S_ISLNK(item.mode)
