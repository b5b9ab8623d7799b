"""Which files do patterns name? They are those of ``.gitignore``, relative to the folder of who wrote them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from dflint.project.gitignore import GitIgnore
from dflint.project.roots import is_below


class Patterns:
    """The `patterns` of one list, which name files and folders below `folder`."""

    def __init__(self, folder: str, patterns: Sequence[str]) -> None:
        self.folder = folder
        self._matcher = GitIgnore("\n".join(patterns))

    def match(self, path: str) -> bool:
        """Whether they name the file at the absolute `path`, itself or by a folder that it is in."""
        if not is_below(path, self.folder):
            return False
        parts = os.path.relpath(path, self.folder).split(os.sep)
        folders = ("/".join(parts[:end]) for end in range(1, len(parts)))
        return any(self._matcher.ignores(folder, True) for folder in folders) or bool(
            self._matcher.ignores("/".join(parts), False)
        )
