"""Which container files does a project have? Finds them below its root, as far as git does not ignore them.

The names are those of `dflint.project.names`; where a name does not say enough, the text of the file does. Symbolic
links are not followed: the file that a link names is found where it stands.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection
from typing import NamedTuple

from dflint.project.gitignore import GitIgnore
from dflint.project.names import Kind, is_candidate, is_told_by_text, kind_of
from dflint.project.roots import CONFIGURATION_FILES, is_below, is_configured, is_repository
from dflint.storage import DISK, Storage

MOST_FOLDERS = 200_000
"""A walk ends after so many folders: a working directory may be the root of a disk."""

MOST_BYTES = 1 << 20
"""Of a longer ignore file the rest is not read."""

_HISTORIES = (".bzr", ".git", ".git-rewrite", ".hg", ".svn")
_CACHES = (".cache", ".direnv", ".ipynb_checkpoints", ".mypy_cache", ".pytest_cache", ".pytype", ".ruff_cache")
_INSTALLED = (
    ".eggs",
    ".nox",
    ".pyenv",
    ".terraform",
    ".tox",
    ".venv",
    "__pypackages__",
    "node_modules",
    "site-packages",
)
_PRUNED = frozenset((*_HISTORIES, *_CACHES, *_INSTALLED, "__pycache__"))
"""Folders that tools fill. No project keeps its own files there."""

_ENVIRONMENT_MARKERS = frozenset(("pyvenv.cfg", "conda-meta"))
"""A folder with one of these is a Python environment, whatever its name."""

_CONFIGURATION_NAMES = frozenset((*CONFIGURATION_FILES, "pyproject.toml"))
_TELLING_NAMES = _ENVIRONMENT_MARKERS | _CONFIGURATION_NAMES | {".git", ".gitignore"}


class FoundFile(NamedTuple):
    """A file that dflint looks at. `path` is absolute."""

    path: str
    kind: Kind


class Found(NamedTuple):
    """The container files below a folder, by path.

    `inner_roots` are folders below it that are projects of their own; they were not searched. `is_complete` is false
    where the walk ended early because there were too many folders. `unreadable` are folders that could not be read.
    """

    files: tuple[FoundFile, ...]
    inner_roots: tuple[str, ...] = ()
    is_complete: bool = True
    unreadable: tuple[str, ...] = ()


def find(root: str, start: str | None = None, storage: Storage = DISK) -> Found:
    """The container files of the project at `root`, or those of them below `start`, as `storage` has them.

    Git's ignore files apply from `root` on; `start` itself is searched even if they name it. Folders that cannot be
    read are passed over.
    """
    return _Walk(os.path.abspath(root), storage).run(os.path.abspath(start or root))


def find_texts(
    root: str, accepts: Callable[[str], object], left_out: Collection[str], most: int, storage: Storage = DISK
) -> tuple[tuple[str, ...], bool]:
    """The files of the project at `root` with a name that `accepts` takes, in order, and whether these are all.

    As `find`, but not in folders with a name of `left_out`, and no more than about `most`.
    """
    return _TextWalk(os.path.abspath(root), storage, accepts, frozenset(left_out)).texts(most)


def is_ignored(path: str, root: str, is_directory: bool, storage: Storage = DISK) -> bool:
    """Whether git ignores `path`, which need not exist and lies below the project at `root`, or a folder above it."""
    relative = os.path.relpath(path, root).replace(os.sep, "/")
    exclude = GitIgnore(_text_of(_exclude_file(root), DISK)) if is_repository(root) else None
    rules: tuple[_Rules, ...] = (_Rules(exclude, 0),) if exclude else ()
    folder, prefix = root, ""
    parts = relative.split("/")
    for index, part in enumerate(parts):
        rules = _with_rules_of(folder, prefix, rules, storage)
        if _is_ignored(rules, prefix + part, is_directory or index + 1 < len(parts)):
            return True
        folder, prefix = os.path.join(folder, part), f"{prefix}{part}/"
    return False


def is_foreign(path: str, storage: Storage = DISK) -> bool:
    """Whether the file at `path` has a name as compose files have, and is none by its text."""
    if not is_told_by_text(os.path.basename(path)):
        return False
    from dflint.project.compose_text import is_compose_at

    return is_compose_at(path, storage) is False


class _Rules(NamedTuple):
    """Patterns, and how many characters of a path from the root come before the folder that they are relative to."""

    patterns: GitIgnore
    prefix: int


class _Folder(NamedTuple):
    """A folder to visit. `relative` is its path from the root with ``/`` at its end, and empty for the root."""

    path: str
    relative: str
    rules: tuple[_Rules, ...]


class _Walk:
    """One walk over the folders of a project."""

    def __init__(
        self,
        root: str,
        storage: Storage,
        accepts: Callable[[str], object] = is_candidate,
        left_out: frozenset[str] = frozenset(),
    ) -> None:
        self._root = root
        self._storage = storage
        self._accepts = accepts
        self._left_out = left_out
        self._is_repository = is_repository(root)
        self._files: list[FoundFile] = []
        self._inner_roots: list[str] = []
        self._unreadable: list[str] = []
        self._waiting: list[_Folder] = []

    def run(self, start: str) -> Found:
        self._waiting.append(self._first_folder(start))
        count = 0
        while self._waiting and count < MOST_FOLDERS:
            self._visit(self._waiting.pop(), is_start=not count)
            count += 1
        return Found(
            tuple(sorted(self._files, key=_path)),
            tuple(sorted(self._inner_roots)),
            not self._waiting,
            tuple(sorted(self._unreadable)),
        )

    def _first_folder(self, start: str) -> _Folder:
        """`start`, with the rules of the folders from the root down to it."""
        rules: tuple[_Rules, ...] = ()
        if self._is_repository and (exclude := GitIgnore(_text_of(_exclude_file(self._root), DISK))):
            rules = (_Rules(exclude, 0),)
        if start == self._root or not is_below(start, self._root):
            return _Folder(start, "", rules)
        path, relative = self._root, ""
        for part in os.path.relpath(start, self._root).split(os.sep):
            rules = _with_rules_of(path, relative, rules, self._storage)
            path, relative = os.path.join(path, part), f"{relative}{part}/"
        return _Folder(path, relative, rules)

    def _visit(self, folder: _Folder, is_start: bool) -> None:
        path, relative, rules = folder
        listing = self._list(path)
        if not is_start:
            if not _ENVIRONMENT_MARKERS.isdisjoint(listing.telling):
                return
            if self._is_inner_root(path, listing.telling):
                self._inner_roots.append(path)
                return
        if ".gitignore" in listing.telling:
            rules = _with_rules_of(path, relative, rules, self._storage)
        prefix = path if path.endswith(os.sep) else path + os.sep
        for name in listing.candidates:
            self._meet(prefix + name, name, relative + name, rules)
        for name in listing.folders:
            if name not in self._left_out and not _is_ignored(rules, relative + name, is_directory=True):
                self._waiting.append(_Folder(prefix + name, f"{relative}{name}/", rules))

    def _list(self, path: str) -> _Listing:
        """What is in the folder at `path`; nothing where it cannot be read."""
        try:
            return _list(path, self._storage, self._accepts)
        except FileNotFoundError:
            pass  # it is gone by now
        except OSError:
            self._unreadable.append(path)
        return _Listing([], [], set())

    def _meet(self, path: str, name: str, relative: str, rules: tuple[_Rules, ...]) -> None:
        """Take in the file at `path`, if it is one to take in."""
        kind = kind_of(name)
        if kind is None or _is_ignored(rules, relative, is_directory=False):
            return
        if kind is not Kind.COMPOSE or not is_foreign(path, self._storage):
            self._files.append(FoundFile(path, kind))

    def _is_inner_root(self, path: str, telling: Collection[str]) -> bool:
        """Whether the folder at `path`, which holds the names `telling`, starts a project of its own."""
        if ".git" in telling:
            return True
        return not self._is_repository and not _CONFIGURATION_NAMES.isdisjoint(telling) and is_configured(path)


class _TextWalk(_Walk):
    """A walk for files of any kind, by their names."""

    def texts(self, most: int) -> tuple[tuple[str, ...], bool]:
        """The paths in order, and whether these are all."""
        self._paths: list[str] = []
        self._waiting.append(self._first_folder(self._root))
        count = 0
        while self._waiting and count < MOST_FOLDERS and len(self._paths) < most:
            self._visit(self._waiting.pop(), is_start=not count)
            count += 1
        return tuple(sorted(self._paths[:most])), not self._waiting and len(self._paths) <= most

    def _meet(self, path: str, name: str, relative: str, rules: tuple[_Rules, ...]) -> None:
        if not _is_ignored(rules, relative, is_directory=False):
            self._paths.append(path)


class _Listing(NamedTuple):
    """Names in a folder: folders to visit, files that may be container files, and names that say what it is."""

    folders: list[str]
    candidates: list[str]
    telling: set[str]


def _list(path: str, storage: Storage, accepts: Callable[[str], object]) -> _Listing:
    """What is in the folder at `path`. Raises `OSError`."""
    listing = _Listing([], [], set())
    folders, candidates, telling = listing
    for name, kind in storage.entries(path):
        if name in _TELLING_NAMES:
            telling.add(name)
        if kind == stat.S_IFDIR:
            if name not in _PRUNED:
                folders.append(name)
        elif kind == stat.S_IFREG and accepts(name):
            candidates.append(name)
    return listing


def _path(file: FoundFile) -> str:
    return file.path


def _with_rules_of(path: str, relative: str, rules: tuple[_Rules, ...], storage: Storage) -> tuple[_Rules, ...]:
    """`rules` with those of the ``.gitignore`` in the folder at `path`, if there are any, in front."""
    patterns = GitIgnore(_text_of(os.path.join(path, ".gitignore"), storage))
    return (_Rules(patterns, len(relative)), *rules) if patterns else rules


def _is_ignored(rules: tuple[_Rules, ...], relative: str, is_directory: bool) -> bool:
    """Whether git ignores the path. The nearest ``.gitignore`` that says something decides."""
    for patterns, prefix in rules:
        answer = patterns.ignores(relative[prefix:], is_directory)
        if answer is not None:
            return answer
    return False


def _exclude_file(root: str) -> str:
    """The path of the ignore file that a clone keeps for itself, ``info/exclude`` in the folder of its history."""
    history = os.path.join(root, ".git")
    if os.path.isfile(history):
        history = os.path.join(root, _text_of(history, DISK).removeprefix("gitdir:").strip())
        common = _text_of(os.path.join(history, "commondir"), DISK).strip()
        history = os.path.join(history, common)
    return os.path.join(history, "info", "exclude")


def _text_of(path: str, storage: Storage) -> str:
    """The text of a file, empty where it cannot be read."""
    try:
        return storage.read(path, MOST_BYTES).decode("utf-8", "surrogateescape")
    except (OSError, ValueError):
        return ""
