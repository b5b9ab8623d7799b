"""What does a ``package.json`` say of local packages and of scripts that run while installing?

Sources: https://docs.npmjs.com/cli/configuring-npm/package-json, https://docs.npmjs.com/cli/using-npm/scripts (verified
2026-11-23).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dflint.cached_property import cached_property
from dflint.source import Source

_DEPENDENCIES = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_LOCAL = ("file:", "link:", "portal:", "./", "../", "/", "~/")
_OF_INSTALLATION = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare")


class PackageJson:
    """A ``package.json``. What is absent, or is not what it should be, is empty."""

    def __init__(self, source: Source) -> None:
        """Reads `source`, and never raises: `problem` says why it could not be read."""
        import json

        self.source = source
        self.problem: str | None = None
        self._table: Mapping[str, Any] = {}
        try:
            table = json.loads(source.text.removeprefix("\ufeff"))
        except (ValueError, RecursionError) as error:
            self.problem = str(error)
        else:
            if isinstance(table, dict):
                self._table = table
            else:
                self.problem = "not an object"

    def _entries(self, key: str) -> Mapping[str, Any]:
        table = self._table.get(key)
        return table if isinstance(table, Mapping) else {}

    @property
    def has_workspaces(self) -> bool:
        """Whether packages of the project's own folders are installed too."""
        return bool(self._table.get("workspaces"))

    @cached_property
    def local_paths(self) -> tuple[str, ...]:
        """The folders and archives of the project that it depends on, as they are written, without ``file:``."""
        paths = []
        for key in _DEPENDENCIES:
            for wanted in self._entries(key).values():
                if isinstance(wanted, str) and wanted.startswith(_LOCAL):
                    scheme, colon, path = wanted.partition(":")
                    paths.append(path if colon and scheme in ("file", "link", "portal") else wanted)
        return tuple(dict.fromkeys(paths))

    @property
    def scripts_of_installation(self) -> tuple[str, ...]:
        """The names of the scripts of its own that ``npm install`` and ``npm ci`` run."""
        scripts = self._entries("scripts")
        return tuple(name for name in _OF_INSTALLATION if name in scripts)
