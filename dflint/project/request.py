"""What did a person ask to be checked? From paths on a command line to files of projects."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dflint.project.discovery import Found, find
from dflint.project.project import Project
from dflint.project.roots import Roots


class ProjectPart(NamedTuple):
    """The files of one project that are asked for, in order."""

    project: Project
    files: tuple[str, ...]


class Request(NamedTuple):
    """The projects that hold what is asked for, by root, and the paths that do not exist, as they were given."""

    parts: tuple[ProjectPart, ...]
    missing: tuple[str, ...]


def resolve_request(
    paths: Iterable[str], working_directory: str | None = None, overlay: Mapping[str, bytes] | None = None
) -> Request:
    """Find what is at `paths`, files and folders, which are seen from `working_directory` (the current one).

    A file is taken whatever it is called and whether or not git ignores it; of a folder, what the finder finds in it.
    Each belongs to the project whose root `Roots.of` says, a folder's files also to projects that start inside it. A
    path of `overlay`, which holds texts that are not on the disk, exists.
    """
    return _Resolver(os.path.abspath(working_directory or os.curdir), overlay or {}).resolve(paths)


class _Resolver:
    def __init__(self, working_directory: str, overlay: Mapping[str, bytes]) -> None:
        self._working_directory = working_directory
        self._overlay = overlay
        self._roots = Roots(working_directory)
        self._found: dict[str, Found] = {}
        self._files: dict[str, set[str]] = {}
        self._named: dict[str, set[str]] = {}

    def resolve(self, paths: Iterable[str]) -> Request:
        missing: list[str] = []
        for given in paths:
            path = os.path.normpath(os.path.join(self._working_directory, given))
            if path not in self._overlay and os.path.isdir(path):
                self._add_folder(self._roots.of(path), path)
            elif path in self._overlay or os.path.lexists(path):
                root = self._roots.of(path)
                self._files.setdefault(root, set()).add(path)
                self._named.setdefault(root, set()).add(path)
            else:
                missing.append(given)
        return Request(tuple(self._part(root) for root in sorted(self._files)), tuple(missing))

    def _add_folder(self, root: str, folder: str) -> None:
        waiting = [(root, folder)]
        while waiting:
            root, folder = waiting.pop()
            found = find(root, folder)
            if root == folder:
                self._found[root] = found
            self._files.setdefault(root, set()).update(file.path for file in found.files)
            waiting.extend((inner, inner) for inner in found.inner_roots)

    def _part(self, root: str) -> ProjectPart:
        files = self._files[root]
        # What was found in a folder that the finder passes over from the root was asked for by naming that folder.
        found = self._found.get(root) or find(root)
        known = {file.path for file in found.files}
        named = self._named.get(root, set()) | (files - known)
        return ProjectPart(Project(root, named, self._overlay, found), tuple(sorted(files)))
