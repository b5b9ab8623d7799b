"""A project as it was at a revision, to tell what has come since. Nothing is checked out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping

from dflint.analysis.base_files import BaseFiles
from dflint.analysis.commit_files import CommitFiles
from dflint.analysis.git import GitError
from dflint.analysis.history import SUBMODULE, HistoryError, Repository
from dflint.analysis.tree import Tree
from dflint.build.input_digests import Item

_LEAST_SIMILARITY = 0.5
"""As git has it: a file that has less in common with another one is not that file under another name."""

_MOST_PAIRS = 40_000
"""Of more pairs only those are the same file whose texts are equal."""


class BaseVersion:
    """The repository at `root` as it was at `commit`.

    `storage` is what a rule may ask of its files, until `close`.
    """

    def __init__(self, root: str, repository: Repository, commit: str) -> None:
        """Raises `HistoryError`."""
        self.root = root
        self.commit = commit
        self._repository = repository
        self._tree = Tree()
        try:
            self._tree.apply(repository.files(commit))
            left = repository.git.run(*_IGNORED).decode("utf-8", "surrogateescape")
        except GitError as error:
            raise HistoryError(str(error)) from None
        # A folder that is called by another name, through a link, keeps that name.
        inside = os.path.relpath(os.path.realpath(root), repository.root)
        around = os.path.normpath(os.path.join(root, os.path.relpath(os.curdir, inside)))
        self._files = CommitFiles(around, self._tree, repository.blobs)
        ignored = [path.rstrip("/") for path in left.split("\0") if path]
        self.storage = BaseFiles(
            self._files, [*(path for path in ignored if self._tree.node(path) is None), *self._submodules()]
        )

    def _submodules(self) -> Iterator[str]:
        """The submodules that are still there: a checkout does not touch what is in them."""
        for path, item in self._tree.files():
            if item.mode == SUBMODULE and os.path.exists(os.path.join(self._files.native(path), ".git")):
                yield path

    @classmethod
    def open(cls, root: str, revision: str) -> BaseVersion:
        """The repository around `root` at `revision`, a commit in one of the ways that git knows.

        ``REVISION...`` is where the history of what is checked out has left that of the revision; ``HEAD`` may follow
        it, as in `git diff`. Raises `HistoryError`.
        """
        repository = Repository.open(root)
        try:
            return cls(root, repository, _commit(repository, revision))
        except BaseException:
            repository.blobs.close()
            raise

    def follow(self, names: Mapping[str, str]) -> None:
        """Take what a checkout leaves alone to have moved with its folder: it was there then, under the old name.

        `names` are the absolute paths of files that have other names today: old path to new path.
        """
        moves = {move for old, new in names.items() if (move := self._moved_folder(old, new)) is not None}
        for old, new in sorted(moves):
            self.storage.move(old, new)

    def _moved_folder(self, old: str, new: str) -> tuple[str, str] | None:
        """The outermost folder of the file at `old` that is gone, and what it is called today, if it has moved."""
        before, after = self._files.path(old), self._files.path(new)
        if not before or not after:
            return None
        parts, parts_today = before.split("/"), after.split("/")
        found = None
        while len(parts) > 1 and len(parts_today) > 1 and parts.pop() == parts_today.pop():
            folder, today = "/".join(parts), "/".join(parts_today)
            if os.path.lexists(self._files.native(folder)) or self._tree.node(today) is not None:
                break
            found = folder, today
        return found

    def check_complete(self) -> None:
        """Complain if something was asked for that a clone of only some of the files has not got.

        What was found without it may be wrong. Raises `HistoryError`.
        """
        if self._repository.blobs.missing:
            raise HistoryError(
                f"the clone lacks files of {self.commit[:12]}: it was made with `--filter`, and nothing is fetched here"
            )

    def close(self) -> None:
        """End what reads the repository."""
        self._repository.blobs.close()

    def commit_of_submodule(self, path: str) -> str | None:
        """The commit that the submodule at the absolute `path` was at; None where there was none."""
        inside = self._files.path(path)
        item = None if inside is None else self._tree.item(inside)
        return item.content.decode() if isinstance(item, Item) and item.mode == SUBMODULE else None


def check_revision(root: str, revision: str) -> None:
    """Raise `HistoryError` where `revision` is none of the repository around `root`."""
    _commit(Repository.open(root), revision)


_MORE = "`fetch-depth` of actions/checkout, `GIT_DEPTH` of GitLab or `git fetch` brings more"
_IGNORED = ("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")


def _commit(repository: Repository, revision: str) -> str:
    """The full hash of a revision. Raises `HistoryError`."""
    git = repository.git
    if not revision or revision.startswith("-"):
        raise HistoryError(f"`{revision}` is not a revision")
    name, is_merge_base = _of_range(revision)
    output, problem = git.answer("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    if problem is not None:
        hint = f"; the clone is shallow, so it may have to be fetched; {_MORE}" if repository.is_shallow else ""
        raise HistoryError(f"`{name}` is not a commit of this repository{hint}")
    commit = output.decode().strip()
    if not is_merge_base:
        return commit
    output, problem = git.answer("merge-base", commit, "HEAD")
    if problem is not None:
        hint = f"; the clone is shallow, so the history may lack it; {_MORE}" if repository.is_shallow else ""
        raise HistoryError(f"`{name}` has no commit in common with what is checked out{hint}")
    return output.decode().split()[0]


def _of_range(revision: str) -> tuple[str, bool]:
    """The commit that a revision names, and whether where the history has left it is meant. Raises `HistoryError`.

    A range as `git diff` takes it ends at what is checked out: ``main..HEAD`` is ``main``, ``main...HEAD`` ``main...``.
    """
    if "^{/" in revision:
        return revision, False  # the text of a commit message may hold dots
    name, dots, end = revision.partition("...")
    if not dots:
        name, dots, end = revision.partition("..")
    if dots and not name:
        raise HistoryError(f"`{revision}` names no revision before its dots")
    if dots and end not in ("", "HEAD", "@"):
        raise HistoryError(f"`{revision}` ends elsewhere than at what is checked, the work tree; write `{name}{dots}`")
    return name, dots == "..."


def renamed(gone: Mapping[str, str], come: Mapping[str, str]) -> dict[str, str]:
    """Which files that are `gone` are there under another name: old path to new path.

    Both map paths to texts. Two texts are those of one file, as git sees it, if at least half of the larger one stands
    in both of them; the most similar ones belong together.
    """
    pairs = [(1.0, old, new) for new, text in come.items() for old, before in gone.items() if text == before]
    if len(gone) * len(come) <= _MOST_PAIRS:
        lines = {text: Counter(text.splitlines(keepends=True)) for text in {*gone.values(), *come.values()}}
        for new, text in come.items():
            for old, before in gone.items():
                if text != before and (share := _share(lines[before], lines[text])) >= _LEAST_SIMILARITY:
                    pairs.append((share, old, new))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, old, new in sorted(pairs, key=_likelihood):
        if old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    return found


def _share(before: Counter[str], after: Counter[str]) -> float:
    """Which part of the larger text consists of lines that both have."""
    size = max(_size(before), _size(after))
    return _size(before & after) / size if size else 0.0


def _size(lines: Counter[str]) -> int:
    return sum(len(line) * count for line, count in lines.items())


def _likelihood(pair: tuple[float, str, str]) -> tuple[float, bool, str, str]:
    share, old, new = pair
    return -share, os.path.basename(old) != os.path.basename(new), old, new
