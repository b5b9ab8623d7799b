"""What a lock file says, whatever its format.

The readers keep what decides which packages are installed, and from where. Markers stay text (`dflint.packages.markers`
evaluates them), and where a package stands in its file is looked for when it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from dflint.cached_property import cached_property
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Source, Span

Table = Mapping[str, Any]

_HEADER = lazy_pattern(r"^\[\[(?:package|packages)\]\][ \t]*(?:#.*)?\r?$", re.MULTILINE)
_NAME = lazy_pattern(r"""^name[ \t]*=[ \t]*["']([^"'\n]+)["']""", re.MULTILINE)


class OriginKind(Enum):
    """Where a locked package comes from."""

    REGISTRY = "registry"
    GIT = "git"
    URL = "url"
    """An archive at a URL."""
    PATH = "path"
    """An archive or a folder on the disk."""
    PROJECT = "project"
    """The project itself, or a member of its workspace."""


class Origin(NamedTuple):
    """Where a locked package comes from: `location` is the URL or the path, "" for the tool's default registry.

    `reference` is the commit of a Git repository.
    """

    kind: OriginKind
    location: str = ""
    reference: str = ""


REGISTRY = Origin(OriginKind.REGISTRY)


class Dependency(NamedTuple):
    """A package that another one, or the project, needs. `name` and `extras` are normalised.

    `version` and `location` tell which of several locked packages of that name is meant, "" where nothing does.
    """

    name: str
    marker: str = ""
    extras: tuple[str, ...] = ()
    version: str = ""
    location: str = ""


Dependencies = tuple[Dependency, ...]


class LockedPackage:
    """A package of a lock file.

    `extras` and `groups` are what its extras and, for the project's own package, its dependency groups need besides.
    `markers` say under which conditions it is installed, by group or, under "", for all; `in_groups` are the groups
    that bring it, None where the format does not say that. `resolution_markers` tell versions of one package apart.
    """

    __slots__ = (
        "dependencies",
        "extras",
        "groups",
        "in_groups",
        "index",
        "is_optional",
        "lock",
        "markers",
        "name",
        "origin",
        "resolution_markers",
        "version",
        "wheels",
    )

    def __init__(
        self,
        lock: Lock,
        index: int,
        name: str,
        version: str,
        origin: Origin = REGISTRY,
        dependencies: Dependencies = (),
        extras: Mapping[str, Dependencies] | None = None,
        groups: Mapping[str, Dependencies] | None = None,
        markers: Mapping[str, str] | None = None,
        in_groups: frozenset[str] | None = None,
        is_optional: bool = False,
        resolution_markers: tuple[str, ...] = (),
        wheels: tuple[str, ...] = (),
    ) -> None:
        """`index` is its place among the packages of the file."""
        self.lock = lock
        self.index = index
        self.name = name
        self.version = version
        self.origin = origin
        self.dependencies = dependencies
        self.extras = extras or {}
        self.groups = groups or {}
        self.markers = markers or {}
        self.in_groups = in_groups
        self.is_optional = is_optional
        self.resolution_markers = resolution_markers
        self.wheels = wheels

    @property
    def span(self) -> Span:
        """Where its name stands in the file; the start of the file where it is not found."""
        return self.lock.span_of(self)

    def __repr__(self) -> str:
        return f"LockedPackage({self.name!r}, {self.version!r})"


class Lock:
    """A lock file. `tool` is ``uv``, ``poetry``, ``pdm``, ``pipenv`` or ``pip``; `problem` says why it cannot be read.

    `extras` are the packages that the project's extras bring, for the formats that list them in the lock.
    """

    def __init__(self, source: Source, tool: str) -> None:
        self.source = source
        self.tool = tool
        self.problem: str | None = None
        self.packages: list[LockedPackage] = []
        self.extras: Mapping[str, tuple[str, ...]] = {}

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[LockedPackage]]:
        by_name: dict[str, list[LockedPackage]] = {}
        for package in self.packages:
            by_name.setdefault(package.name, []).append(package)
        return by_name

    def named(self, name: str) -> Sequence[LockedPackage]:
        """The packages of the normalised `name`; there may be several versions of one."""
        return self._by_name.get(name, ())

    def span_of(self, package: LockedPackage) -> Span:
        """Where the name of one of the packages stands."""
        spans = self._spans
        return spans[package.index] if package.index < len(spans) else Span(0, 0)

    @cached_property
    def _spans(self) -> Sequence[Span]:
        """Where the names of the packages stand, in the order of the file."""
        text = self.source.text
        if self.tool == "pipenv":
            return [_key_span(text, package) for package in self.packages]
        spans = []
        for header in _HEADER.finditer(text):
            name = _NAME.search(text, header.end())
            spans.append(Span(0, 0) if name is None else Span(*name.span(1)))
        return spans


def _key_span(text: str, package: LockedPackage) -> Span:
    """Where the key of a package of a JSON text stands."""
    section = next(iter(package.in_groups or ()), "default")
    start = text.find(f'"{section}"')
    match = re.compile(rf'"({re.escape(package.name)})"\s*:', re.IGNORECASE).search(text, max(start, 0))
    return Span(0, 0) if match is None else Span(*match.span(1))


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list; empty where it is none."""
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()


def text(value: Any) -> str:
    """`value` where it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def tables(value: Any) -> list[Table]:
    """The tables of a list; empty where it is none."""
    return [table for table in value if isinstance(table, Mapping)] if isinstance(value, list) else []


def table(value: Any) -> Table:
    """`value` where it is a table, else an empty one."""
    return value if isinstance(value, Mapping) else {}


LockReader = Callable[[Lock, Table], None]
"""Adds to a `Lock` what the table of its file says."""
