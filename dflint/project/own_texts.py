"""The texts that a project is made of: source, settings, scripts. Read only where a rule has a reason to search them.

What git ignores, what others have made (`node_modules`, `vendor`) and what is written for people only is left out, and
so are compose files, which have a model of their own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.cached_property import cached_property
from dflint.lazy_pattern import lazy_pattern
from dflint.project.discovery import find_texts
from dflint.project.names import Kind, kind_of
from dflint.project.roots import is_below

if TYPE_CHECKING:
    from dflint.project.project import Project
    from dflint.source import Source

MOST_FILES = 3000
MOST_BYTES = 1 << 18
"""A larger file is not read: it is data, or made by a program."""
MOST_BYTES_OF_ALL = 1 << 24

_TEXTS = lazy_pattern(
    r".*\.(?:py|pyi|ipynb|[cm]?[jt]sx?|vue|svelte|java|kts?|scala|groovy|gradle|go|rs|cs|fs|vb|rb|php|pl|lua|exs?|erl|clj|"
    r"c|cc|cpp|h|hpp|swift|dart|r|jl|sql|sh|bash|zsh|fish|bat|cmd|ps1|ya?ml|toml|ini|cfg|conf|config|properties|json|xml|"
    r"env|hcl|tf|prisma)"
    r"|\.env(?:\.\w+)?|(?:docker|container)file(?:\..*)?|.*\.dockerfile|makefile|justfile|procfile|gemfile|rakefile"
    r"|\.pgpass|\.my\.cnf",
    re.IGNORECASE,
)
_MADE = lazy_pattern(
    r".*\.(?:min|bundle|generated)\.\w+|package-lock\.json|.*[-.]lock(?:\.\w+)?|composer\.lock"
    r"|.*[._-](?:example|sample|template|dist|tmpl)s?(?:\.\w+)?|(?:example|sample|template)[._-].*"
    r"|\.gitlab-ci\.yml|azure-pipelines.*|\.travis\.yml|jenkinsfile|mkdocs\.yml",
    re.IGNORECASE,
)
"""Names of files that a program has made, that are there to be copied, or that tell servers of tests what to do."""
_LEFT_OUT = frozenset(
    "dist build out target vendor vendors third_party third-party bower_components venv env .next .nuxt .svelte-kit "
    "coverage docs doc .github .circleci .gitlab .idea .vscode .vs k8s kubernetes helm charts bin obj pgdata".split()
)


class OwnTexts:
    """The texts of `project`, the paths found once and each file read once."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def _found(self) -> tuple[tuple[str, ...], bool]:
        return find_texts(self._project.root, _is_text, _LEFT_OUT, MOST_FILES, self._project.storage)

    @cached_property
    def _read(self) -> tuple[tuple[Source, ...], bool]:
        """The texts, and whether they are all."""
        paths, is_complete = self._found
        sources: list[Source] = []
        room = MOST_BYTES_OF_ALL
        for path in paths:
            size = self._project.storage.size(path)
            if not 0 < size <= MOST_BYTES:
                continue
            room -= size
            source = self._project.source(path) if room >= 0 else None
            if source is not None:
                sources.append(source)
        return tuple(sources), is_complete and room >= 0

    @property
    def sources(self) -> tuple[Source, ...]:
        """The texts, by path."""
        return self._read[0]

    @property
    def is_complete(self) -> bool:
        """Whether these are all; false in a project that is too large."""
        return self._read[1]

    def below(self, folder: str) -> Iterator[Source]:
        """The texts in `folder` and further down."""
        return (source for source in self.sources if is_below(source.path, folder))

    def take_paths_of(self, other: OwnTexts) -> None:
        """Search for no paths if `other` has done so: an edit makes no files."""
        if "_found" in other.__dict__:
            self.__dict__["_found"] = other.__dict__["_found"]


def _is_text(name: str) -> bool:
    if _TEXTS.fullmatch(name) is None or kind_of(name) is Kind.COMPOSE:
        return False
    return _MADE.fullmatch(name) is None or os.path.splitext(name)[1] in (".py", ".js", ".ts", ".go", ".java")
