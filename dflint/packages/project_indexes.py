"""From which indexes does a project take its packages? What pyproject.toml, uv.toml and pip.conf say of it.

The tables are described at https://docs.astral.sh/uv/concepts/indexes/, https://python-poetry.org/docs/repositories/,
https://pdm-project.org/en/latest/usage/config/ and https://pip.pypa.io/en/stable/topics/configuration/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from dflint.lazy_pattern import lazy_pattern
from dflint.packages.requirement import normalise_name
from dflint.packages.toml import Table, load_toml
from dflint.source import Source, Span

if TYPE_CHECKING:
    from dflint.packages.pyproject import PyProject

_INI_OPTION = lazy_pattern(r"^(?P<name>[A-Za-z_-]+)[ \t]*[=:][ \t]*(?P<value>.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
_INI_SECTION = lazy_pattern(r"^\[(?P<name>[^\]]+)\]", re.MULTILINE)
_INI_SECTIONS = frozenset({"global", "install", "download", "wheel"})


class Index(NamedTuple):
    """An index of packages.

    `role` is ``default`` for the one in place of PyPI, ``extra`` for one beside it, ``explicit`` for one that is only
    used where a package names it, ``links`` for a page of archives, ``""`` where that is not known.
    """

    url: str
    role: str
    name: str = ""
    source: Source | None = None
    span: Span = Span(0, 0)


class PackageSource(NamedTuple):
    """Where a project says that one package comes from: an index, by its name or URL, or else elsewhere (``""``).

    It holds where `marker` does, and for an extra or a group if one is named.
    """

    index_name: str
    marker: str = ""
    extra: str = ""
    group: str = ""


class ProjectIndexes:
    """The indexes of a project, and those of single packages by normalised name."""

    def __init__(
        self, indexes: Iterable[Index] = (), sources: Mapping[str, tuple[PackageSource, ...]] | None = None
    ) -> None:
        self.indexes = tuple(indexes)
        self.sources = sources or {}

    def named(self, name: str) -> Index | None:
        """The index of that name."""
        return next((index for index in self.indexes if index.name == name), None)


def indexes_of_project(project: PyProject, manager: str) -> ProjectIndexes:
    """The indexes that `manager` (``uv``, ``poetry``, ``pdm``) takes from a ``pyproject.toml``."""
    if manager == "uv":
        return _indexes_of_uv(project.table("tool", "uv"), project.source)
    if manager == "poetry":
        return _indexes_of_poetry(project)
    if manager == "pdm":
        named = _tables(project.table("tool", "pdm").get("source"))
        return ProjectIndexes(
            _index(one, "default" if one.get("name") == "pypi" else "extra", project.source) for one in named
        )
    return ProjectIndexes()


def indexes_of_uv_settings(source: Source) -> ProjectIndexes | None:
    """The indexes of a ``uv.toml``; None where it cannot be read."""
    try:
        return _indexes_of_uv(load_toml(source.text), source)
    except (ValueError, RecursionError):
        return None


def indexes_of_pip_settings(source: Source) -> tuple[Index, ...]:
    """The indexes of a ``pip.conf``."""
    return tuple(_indexes_of_ini(source))


def _indexes_of_uv(settings: Table, source: Source) -> ProjectIndexes:
    indexes = []
    for entry in _tables(settings.get("index")):
        role = "default" if entry.get("default") is True else "explicit" if entry.get("explicit") is True else "extra"
        indexes.append(_index(entry, role, source))
    pip = settings.get("pip")
    for table in (settings, pip if isinstance(pip, Mapping) else {}):
        for key, role in (("index-url", "default"), ("extra-index-url", "extra"), ("find-links", "links")):
            value = table.get(key)
            for url in [value] if isinstance(value, str) else value if isinstance(value, list) else ():
                if isinstance(url, str):
                    indexes.append(Index(url, role, "", source, _place(source, url)))
    named = settings.get("sources")
    sources = {
        normalise_name(name): tuple(
            _package_source(choice) for choice in (entry if isinstance(entry, list) else [entry])
        )
        for name, entry in (named.items() if isinstance(named, Mapping) else ())
    }
    return ProjectIndexes(indexes, sources)


def _package_source(choice: Any) -> PackageSource:
    table: Table = choice if isinstance(choice, Mapping) else {}
    return PackageSource(*(_text(table.get(key)) for key in ("index", "marker", "extra", "group")))


_POETRY_ROLES = {"supplemental": "extra", "secondary": "extra", "explicit": "explicit", "default": "default"}


def _indexes_of_poetry(project: PyProject) -> ProjectIndexes:
    settings = project.table("tool", "poetry")
    indexes = []
    for entry in _tables(settings.get("source")):
        # A primary source is asked beside PyPI, or in place of it: that depends on the version of Poetry.
        role = (
            "default" if entry.get("default") is True else _POETRY_ROLES.get(_text(entry.get("priority")).lower(), "")
        )
        indexes.append(_index(entry, role, project.source))
    sources: dict[str, tuple[PackageSource, ...]] = {}
    tables = [project.table("tool", "poetry", "dependencies")]
    tables.extend(
        project.table("tool", "poetry", "group", name, "dependencies")
        for name in project.table("tool", "poetry", "group")
    )
    for table in tables:
        for name, entry in table.items():
            found = tuple(_poetry_sources(entry if isinstance(entry, list) else [entry]))
            if found:
                sources[normalise_name(name)] = (*sources.get(normalise_name(name), ()), *found)
    return ProjectIndexes(indexes, sources)


def _poetry_sources(choices: Iterable[Any]) -> Iterator[PackageSource]:
    for choice in choices:
        if not isinstance(choice, Mapping):
            continue
        if isinstance(choice.get("source"), str):
            yield PackageSource(choice["source"], _text(choice.get("markers")))
        elif any(key in choice for key in ("git", "url", "file", "path")):
            yield PackageSource("", _text(choice.get("markers")))


def _indexes_of_ini(source: Source) -> Iterator[Index]:
    text = source.text
    sections = [(match.start(), match["name"].strip()) for match in _INI_SECTION.finditer(text)]
    for match in _INI_OPTION.finditer(text):
        section = next((name for start, name in reversed(sections) if start < match.start()), "")
        role = _INI_ROLES.get(match["name"].replace("_", "-").lower())
        if role is None or section not in _INI_SECTIONS:
            continue
        for word in re.finditer(r"\S+", match["value"]):
            start = match.start("value") + word.start()
            yield Index(word[0], role, "", source, Span(start, start + len(word[0])))


_INI_ROLES = {"index-url": "default", "extra-index-url": "extra", "find-links": "links"}


def _index(entry: Table, role: str, source: Source) -> Index:
    url = _text(entry.get("url"))
    return Index(url, role, _text(entry.get("name")), source, _place(source, url))


def _place(source: Source, url: str) -> Span:
    start = source.text.find(url) if url else -1
    return Span(0, 0) if start < 0 else Span(start, start + len(url))


def _tables(value: Any) -> list[Table]:
    return [table for table in value if isinstance(table, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
