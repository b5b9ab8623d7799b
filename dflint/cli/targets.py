"""Which files does a call name, and to which projects do they belong?"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dflint.project.discovery import Found, find, is_foreign
from dflint.project.roots import Roots, is_below

STANDARD_INPUT = "-"


class Target(NamedTuple):
    """Files of one project that are to be checked.

    `named` are those that were named themselves, not found in one of `folders`. `found` is what the whole project has,
    if that is known.
    """

    root: str
    files: tuple[str, ...]
    named: frozenset[str]
    folders: tuple[str, ...] = ()
    found: Found | None = None

    def takes_in(self, path: str) -> bool:
        """Whether the container file at `path` would be one of `files` if it existed."""
        return any(is_below(path, folder) for folder in self.folders)


class MissingPathError(Exception):
    """A path of the command line does not exist."""


class Targets(NamedTuple):
    """What a call names.

    `incomplete` are folders that were too large to be searched whole, `unreadable` those that could not be read.
    """

    of_projects: tuple[Target, ...]
    incomplete: tuple[str, ...]
    unreadable: tuple[str, ...] = ()

    @property
    def file_count(self) -> int:
        """How many files there are."""
        return sum(len(target.files) for target in self.of_projects)


def targets_of(paths: Sequence[str], working_directory: str) -> Targets:
    """The files that `paths` name or hold. Raises `MissingPathError`."""
    roots = Roots(working_directory)
    of_roots: dict[str, _Collected] = {}
    incomplete: list[str] = []
    unreadable: list[str] = []
    for given in paths:
        path = os.path.abspath(given)
        if not os.path.lexists(path):
            raise MissingPathError(given)
        root = roots.of(path)
        if not os.path.isdir(path):
            # pre-commit names files by their names alone.
            if not is_foreign(path):
                of_roots.setdefault(root, _Collected()).named.add(path)
            continue
        for inner_root, start, found in _search(root, path):
            of_roots.setdefault(inner_root, _Collected()).add(start, found, is_whole=start == inner_root)
            if not found.is_complete:
                incomplete.append(start)
            unreadable += found.unreadable
    projects = tuple(of_roots[root].target(root) for root in sorted(of_roots))
    return Targets(projects, tuple(incomplete), tuple(dict.fromkeys(unreadable)))


class _Collected:
    """What the paths of a call name of one project."""

    def __init__(self) -> None:
        self.named: set[str] = set()
        self._paths: set[str] = set()
        self._folders: set[str] = set()
        self._whole: Found | None = None

    def add(self, folder: str, found: Found, is_whole: bool) -> None:
        self._folders.add(folder)
        self._paths.update(file.path for file in found.files)
        if is_whole:
            self._whole = found

    def target(self, root: str) -> Target:
        files = tuple(sorted(self._paths | self.named))
        return Target(root, files, frozenset(self.named), tuple(sorted(self._folders)), self._whole)


def target_of_standard_input(filename: str, working_directory: str) -> Target:
    """The file that standard input stands for."""
    path = os.path.abspath(filename)
    return Target(Roots(working_directory).of(path), (path,), frozenset((path,)))


def _search(root: str, start: str) -> Iterator[tuple[str, str, Found]]:
    """Root, folder and what it holds, for `start` and for the projects that are found inside it."""
    found = find(root, start)
    yield root, start, found
    for inner in found.inner_roots:
        yield from _search(inner, inner)
