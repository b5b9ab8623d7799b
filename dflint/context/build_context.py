"""What lies in a build context, before and after its ignore file, and how big it is.

Nothing is read before it is asked for. Folders are listed once each, files are looked at only for their size, and
every question looks at a limited number of entries; an answer that is cut short says so. Symbolic links are entries of
their own and are not followed while walking, so loops do no harm. A folder that cannot be read is empty.

The builder is given the Dockerfile and the ignore file apart from the context. An ignore file may name either, and
then COPY does not find it, but the build goes on.
"""

from __future__ import annotations

import os
import stat
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from dflint.context.copy_sources import Taken, take
from dflint.context.dockerignore import DockerIgnore, State, ignore_file_for, parse_dockerignore
from dflint.context.entries import Budget, ContextFile, Entry, Measure
from dflint.context.go_filepath import clean_in_context
from dflint.context.links import follow_links
from dflint.source import Source
from dflint.storage import DISK, Storage

# Entries that one question looks at. A million files would take seconds and gigabytes.
MOST_ENTRIES = 100_000

_OTHER, _DIRECTORY, _SYMLINK = range(3)
_Answer = TypeVar("_Answer")
_KINDS = {stat.S_IFDIR: _DIRECTORY, stat.S_IFLNK: _SYMLINK}
_NAMES_IGNORE_CASE = sys.platform in ("darwin", "win32")


class _Folder:
    """The listing of one folder. `entries` say of the names what the ignore file does, once that was asked."""

    def __init__(self, names: Sequence[str], kinds: bytes, cut: bool) -> None:
        self.names = names
        self.kinds = kinds
        self.cut = cut
        self.entries: Sequence[Entry] | None = None


class BuildContext:
    """The folder that is sent to the builder.

    `root` is an absolute native path. Every other path is relative to it and written with ``/``; ``""`` is the root.
    `unreadable` lists the folders that a walk could not read; the builder would give up there.
    """

    def __init__(
        self,
        root: str,
        ignore: DockerIgnore | None = None,
        ignore_path: str | None = None,
        most_entries: int = MOST_ENTRIES,
        storage: Storage = DISK,
    ) -> None:
        self.root = root
        self.storage = storage
        self._inside_root = os.path.join(root, "")
        self.ignore = ignore or DockerIgnore()
        self.ignore_path = ignore_path
        self.most_entries = most_entries
        self.truncated = False
        self.unreadable: list[str] = []
        self._folders: dict[str, _Folder] = {}
        self._modes: dict[str, int | None] = {}
        self._resolved: dict[str, str | None] = {}
        self._listed = 0
        self._decisions: dict[str, tuple[bool, State | None]] = {"": (False, None)}
        self._taken: dict[tuple[tuple[str, ...], tuple[str, ...], bool], Taken] = {}
        self._measures: dict[tuple[str, bool], Measure] = {}
        self._answers: dict[Any, Any] = {}

    @classmethod
    def open(cls, root: str, dockerfile_path: str | None = None, most_entries: int = MOST_ENTRIES) -> BuildContext:
        """The context at `root` for a build of `dockerfile_path`, with the ignore file that such a build reads."""
        path = ignore_file_for(dockerfile_path or os.path.join(root, "Dockerfile"), root)
        ignore = None
        if path is not None:
            try:
                ignore = parse_dockerignore(Source.read(path))
            except OSError:
                path = None
        return cls(root, ignore, path, most_entries)

    def once(self, question: Callable[[BuildContext], _Answer]) -> _Answer:
        """What `question` finds out about the whole of this context; it is asked once."""
        if question not in self._answers:
            self._answers[question] = question(self)
        answer: _Answer = self._answers[question]
        return answer

    # Paths

    def native(self, path: str) -> str:
        """The absolute native path of `path`."""
        return self._inside_root + (path if os.sep == "/" else path.replace("/", os.sep)) if path else self.root

    def relative(self, native_path: str) -> str | None:
        """The path in the context of an absolute native path, or None if it lies outside."""
        path = os.path.normpath(native_path)
        if path == os.path.normpath(self.root):
            return ""
        inside = os.path.join(os.path.normpath(self.root), "")
        return path[len(inside) :].replace(os.sep, "/") if path.startswith(inside) else None

    def resolve(self, path: str) -> str | None:
        """Where `path` leads in what is sent, or None if it leads nowhere.

        Links are followed as the builder does: an absolute one starts at the root of the context and none leads out
        of it. A link, and what it leads to, must not be ignored.
        """
        try:
            return self._resolved[path]
        except KeyError:
            resolved = follow_links(path, self._mode, self._link)
            found = resolved if resolved is not None and self.is_sent(resolved) else None
            self._resolved[path] = found
            return found

    def _mode(self, path: str) -> int | None:
        try:
            return self._modes[path]
        except KeyError:
            mode = self._modes[path] = self._mode_in_storage(path)
            return mode

    def _mode_in_storage(self, path: str) -> int | None:
        if not path:
            return stat.S_IFDIR if self.storage.is_directory(self.root) else None
        mode = self.storage.mode(self.native(path))
        if mode is not None and _NAMES_IGNORE_CASE:
            folder, _, name = path.rpartition("/")
            if name not in self._listing(folder).names:
                return None
        return mode

    def _link(self, path: str) -> str | None:
        return None if self.is_ignored(path) else self.storage.link(self.native(path))

    # What the ignore file says

    def is_ignored(self, path: str) -> bool:
        """Whether the ignore file leaves out `path`, whether or not there is such a file."""
        return self._decision(clean_in_context(path))[0]

    def is_sent(self, path: str) -> bool:
        """Whether `path`, with its links not followed, is there and sent to the builder.

        An ignored folder is sent if something in it is brought back.
        """
        mode = self._mode(path)
        if mode is None:
            return False
        if not self._decision(path)[0]:
            return True
        return stat.S_ISDIR(mode) and any(True for _ in self.walk(path))

    def may_hold_sent(self, directory: str) -> bool:
        """Whether something below the folder at `directory` could be sent, for all the patterns say."""
        ignored, state = self._decision(directory)
        return not ignored or state is None or not self.ignore.hides_all_below(directory, state)

    def _decision(self, path: str) -> tuple[bool, State | None]:
        known = self._decisions.get(path)
        if known is None:
            known = self.ignore.decide(path, self._decision_around(path))
        return known

    def _decision_around(self, path: str) -> State | None:
        """The state of the folder that holds `path`."""
        folder = path.rpartition("/")[0]
        missing = []
        while folder not in self._decisions:
            missing.append(folder)
            folder = folder.rpartition("/")[0]
        state = self._decisions[folder][1]
        for folder in reversed(missing):
            self._decisions[folder] = self.ignore.decide(folder, state)
            state = self._decisions[folder][1]
        return state

    # Questions about one path

    def exists(self, path: str) -> bool:
        """Whether COPY would find `path`."""
        return self.resolve(path) is not None

    def is_file(self, path: str) -> bool:
        """Whether COPY would find a regular file at `path`, links followed."""
        resolved = self.resolve(path)
        mode = None if resolved is None else self._mode(resolved)
        return mode is not None and stat.S_ISREG(mode)

    def is_directory(self, path: str) -> bool:
        """Whether COPY would find a folder at `path`, links followed."""
        resolved = self.resolve(path)
        mode = None if resolved is None else self._mode(resolved)
        return mode is not None and stat.S_ISDIR(mode)

    def read_text(self, path: str, limit: int = 1 << 20) -> Source | None:
        """The text of the file that COPY would find at `path`; None if there is none or it is over `limit` bytes."""
        resolved = self.resolve(path)
        if resolved is None or not self.is_file(resolved):
            return None
        try:
            data = self.storage.read(self.native(resolved), limit + 1)
        except (OSError, ValueError):
            return None
        return Source.from_bytes(self.native(resolved), data) if len(data) <= limit else None

    # Walking

    def walk(
        self,
        directory: str = "",
        include_ignored: bool = False,
        descend: Callable[[Entry], bool] | None = None,
        budget: Budget | None = None,
    ) -> Iterator[Entry]:
        """What is sent (or, with `include_ignored`, what there is on disk) below `directory`, level by level.

        Within a folder the order is that of names. A folder for which `descend` says no is not entered. Without
        `include_ignored` a folder that is ignored is not reported, but what is brought back in it is.
        """
        budget = budget or Budget(self.most_entries)
        pending = deque([directory])
        while pending:
            folder_path = pending.popleft()
            for entry in self._entries(folder_path):
                if not budget.spend():
                    self.truncated = True
                    return
                if (
                    entry.is_directory
                    and (include_ignored or not entry.ignored or self.may_hold_sent(entry.path))
                    and (descend is None or descend(entry))
                ):
                    pending.append(entry.path)
                if include_ignored or not entry.ignored:
                    yield entry
            if self._listing(folder_path).cut:
                budget.exhausted = self.truncated = True

    def raw_entries(self, directory: str = "") -> Iterator[Entry]:
        """What lies on disk below `directory`, ignored or not, level by level."""
        return self.walk(directory, include_ignored=True)

    def find(
        self, predicate: Callable[[Entry], bool], directory: str = "", include_ignored: bool = False
    ) -> Iterator[Entry]:
        """The entries below `directory` for which `predicate` holds. What is in a found folder is not looked at.

        `measure` gives the size of what is found.
        """
        for entry in self.walk(directory, include_ignored, descend=lambda entry: not predicate(entry)):
            if predicate(entry):
                yield entry

    def files(self, directory: str = "", include_ignored: bool = False) -> Iterator[ContextFile]:
        """All that is not a folder below `directory`, level by level and by name, with sizes."""
        for entry in self.walk(directory, include_ignored):
            if not entry.is_directory:
                yield ContextFile(entry.path, self.size(entry.path), entry.is_symlink)

    def names(self, directory: str = "") -> Sequence[str]:
        """The names in `directory`, ignored ones too, in order."""
        return self._listing(directory).names

    def _entries(self, directory: str) -> Sequence[Entry]:
        folder = self._listing(directory)
        if folder.entries is None:
            inside = directory + "/" if directory else ""
            pairs = zip(folder.names, folder.kinds, strict=True)
            if not self.ignore.patterns:
                folder.entries = [
                    Entry(inside + name, kind == _DIRECTORY, kind == _SYMLINK, False) for name, kind in pairs
                ]
            else:
                state = self._decision_around(inside + "x")
                decide = self.ignore.decide
                folder.entries = [
                    Entry(path := inside + name, kind == _DIRECTORY, kind == _SYMLINK, decide(path, state)[0])
                    for name, kind in pairs
                ]
        return folder.entries

    def _listing(self, directory: str) -> _Folder:
        folder = self._folders.get(directory)
        if folder is None:
            folder = self._list(directory)
            if self._listed + len(folder.names) <= self.most_entries:
                self._listed += len(folder.names)
                self._folders[directory] = folder
        return folder

    def _list(self, directory: str) -> _Folder:
        found: list[tuple[str, int]] = []
        cut = False
        kinds = _KINDS
        try:
            for name, kind in self.storage.entries(self.native(directory)):
                if len(found) >= self.most_entries:
                    cut = True
                    break
                found.append((name, kinds.get(kind, _OTHER)))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            pass
        except OSError:
            self.unreadable.append(directory)
        found.sort()
        return _Folder([name for name, _ in found], bytes(kind for _, kind in found), cut)

    # Sizes

    def size(self, path: str) -> int:
        """The size in bytes of the file at `path`; 0 for what is not a regular file."""
        return self.storage.size(self.native(path))

    def measure(self, path: str = "", include_ignored: bool = False) -> Measure:
        """The size of the file at `path`, or of what is sent (or there, with `include_ignored`) in the folder."""
        key = (path, include_ignored)
        known = self._measures.get(key)
        if known is None:
            known = self._measures[key] = self._measure(path, include_ignored)
        return known

    def _measure(self, path: str, include_ignored: bool) -> Measure:
        mode = self._mode(path)
        if mode is None:
            return Measure(0, 0, truncated=False)
        if not stat.S_ISDIR(mode):
            return Measure(self.size(path), 1, truncated=False)
        budget = Budget(self.most_entries)
        byte_count = file_count = 0
        for entry in self.walk(path, include_ignored, budget=budget):
            if not entry.is_directory:
                byte_count += self.size(entry.path)
                file_count += 1
        return Measure(byte_count, file_count, budget.exhausted)

    def taken_by(self, sources: Sequence[str], exclude: Sequence[str] = (), parents: bool = False) -> Taken:
        """What COPY or ADD of `sources`, whose variables are expanded, takes from this context.

        `exclude` are the values of ``--exclude``, `parents` says whether there is ``--parents``.
        """
        key = (tuple(sources), tuple(exclude), parents)
        known = self._taken.get(key)
        if known is None:
            known = self._taken[key] = take(self, *key)
        return known
