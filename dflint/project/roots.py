"""Where does a project start? The folder under which everything belongs together."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from dflint.lazy_pattern import lazy_pattern

CONFIGURATION_FILES = ("dflint.toml", ".dflint.toml")
"""A folder with one of these, or a ``pyproject.toml`` with a table ``tool.dflint``, is configured for dflint."""

_TOOL_TABLE = lazy_pattern(rb"""^[ \t]*\[+[ \t]*tool[ \t]*\.[ \t]*["']?dflint["']?[ \t]*[\].]""", re.MULTILINE)


class Roots:
    """Says which project a path belongs to, and remembers what it saw on the disk."""

    def __init__(self, working_directory: str | None = None) -> None:
        """`working_directory` is the current one where it is not given."""
        self._working_directory = os.path.abspath(working_directory or os.curdir)
        self._repositories: dict[str, str | None] = {}
        self._configured: dict[str, str | None] = {}

    def of(self, path: str) -> str:
        """The root of the project that holds `path`, a file or a folder, which need not exist.

        The nearest folder with ``.git``, else with a configuration of dflint, else the working directory. What lies
        outside of that is a project of its own, in its folder.
        """
        folder = os.path.abspath(path)
        if not os.path.isdir(folder):
            folder = os.path.dirname(folder)
        root = _nearest(folder, is_repository, self._repositories) or _nearest(folder, is_configured, self._configured)
        if root is not None:
            return root
        return self._working_directory if is_below(folder, self._working_directory) else folder


def root_of(path: str, working_directory: str | None = None) -> str:
    """The root of the project that holds `path`; see `Roots.of`."""
    return Roots(working_directory).of(path)


def is_below(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or lies in it. Both are absolute and normal."""
    return path == folder or path.startswith(folder if folder.endswith(os.sep) else folder + os.sep)


def is_repository(folder: str) -> bool:
    """Whether `folder` is the root of a git repository, of a work tree or of a submodule."""
    return os.path.exists(os.path.join(folder, ".git"))


def is_configured(folder: str) -> bool:
    """Whether `folder` holds a configuration of dflint."""
    if any(os.path.isfile(os.path.join(folder, name)) for name in CONFIGURATION_FILES):
        return True
    try:
        with open(os.path.join(folder, "pyproject.toml"), "rb") as file:
            return _TOOL_TABLE.search(file.read()) is not None
    except OSError:
        return False


def _nearest(folder: str, test: Callable[[str], bool], known: dict[str, str | None]) -> str | None:
    """The nearest of `folder` and the folders above it that passes `test`. `known` are earlier answers."""
    asked: list[str] = []
    answer: str | None = None
    while folder not in known:
        asked.append(folder)
        if test(folder):
            answer = folder
            break
        parent = os.path.dirname(folder)
        if parent == folder:
            break
        folder = parent
    else:
        answer = known[folder]
    known.update(dict.fromkeys(asked, answer))
    return answer
