"""What does a ``pyproject.toml`` or a ``Pipfile`` want, and does installing it need the project's own source?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dflint.cached_property import cached_property
from dflint.lazy_pattern import lazy_pattern
from dflint.packages.requirement import Requirement, RequirementKind, normalise_name, parse_requirement
from dflint.packages.toml import Table, load_toml
from dflint.source import MappedText, Source, Span

_STRING = lazy_pattern(r""""([^"\\\n]+)"|'([^'\n]+)'""")
_KEY = lazy_pattern(r"""^[ \t]*(["']?)([A-Za-z0-9._-]+)\1[ \t]*=""", re.MULTILINE)


class _Places:
    """Where the strings and keys of a TOML text stand; the first of each, for the reader of TOML does not say."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @cached_property
    def _strings(self) -> Mapping[str, int]:
        matches = reversed(list(_STRING.finditer(self.source.text)))
        return {match[match.lastindex or 1]: match.start() + 1 for match in matches}

    @cached_property
    def _keys(self) -> Mapping[str, int]:
        return {match[2]: match.start(2) for match in reversed(list(_KEY.finditer(self.source.text)))}

    def of_string(self, text: str) -> MappedText:
        """The string `text`; one that is not written as it is has a source of its own."""
        start = self._strings.get(text)
        if start is None:
            return MappedText.of(Source(self.source.path, text), Span(0, len(text)))
        return MappedText.of(self.source, Span(start, start + len(text)))

    def of_key(self, name: str) -> Span:
        """The key `name`, or the start of the file."""
        start = self._keys.get(name)
        return Span(0, 0) if start is None else Span(start, start + len(name))


class PyProject:
    """A ``pyproject.toml``. What is absent, or is not what it should be, is empty."""

    def __init__(self, source: Source) -> None:
        """Reads `source`, and never raises: `problem` says why it could not be read."""
        self.source = source
        self.problem: str | None = None
        self._places = _Places(source)
        self._table: Table = {}
        try:
            self._table = load_toml(source.text)
        except (ValueError, RecursionError) as error:
            self.problem = str(error)

    def table(self, *keys: str) -> Table:
        """The table at `keys`, such as ``tool``, ``uv``."""
        table: Any = self._table
        for key in keys:
            table = table.get(key) if isinstance(table, Mapping) else None
        return table if isinstance(table, Mapping) else {}

    @property
    def name(self) -> str:
        """The normalised name of the project, or an empty text."""
        name = self.table("project").get("name") or self.table("tool", "poetry").get("name")
        return normalise_name(name) if isinstance(name, str) else ""

    @property
    def requires_python(self) -> str:
        """Which versions of Python the project is for, as it is written; an empty text where it does not say."""
        wanted = self.table("project").get("requires-python")
        if wanted is None:
            wanted = self.table("tool", "poetry", "dependencies").get("python")
        return wanted if isinstance(wanted, str) else ""

    @property
    def has_build_system(self) -> bool:
        """Whether there is a ``[build-system]``."""
        return isinstance(self._table.get("build-system"), Mapping)

    @cached_property
    def dependencies(self) -> tuple[Requirement, ...]:
        """What the project needs wherever it runs, of PEP 621 and of Poetry's own table."""
        return (
            *self._requirements(self.table("project").get("dependencies")),
            *self._by_name(self.table("tool", "poetry", "dependencies")),
        )

    @cached_property
    def optional_dependencies(self) -> Mapping[str, tuple[Requirement, ...]]:
        """The extras, by normalised name."""
        extras = self.table("project", "optional-dependencies")
        found = {normalise_name(extra): self._requirements(wanted) for extra, wanted in extras.items()}
        named = self.table("tool", "poetry", "extras")
        if named:
            optional = self._by_name(self.table("tool", "poetry", "dependencies"), optional=True)
            for extra, names in named.items():
                chosen = frozenset(normalise_name(name) for name in _texts(names))
                found[normalise_name(extra)] = tuple(one for one in optional if one.name in chosen)
        return found

    @cached_property
    def dependency_groups(self) -> Mapping[str, tuple[Requirement, ...]]:
        """The groups by normalised name, with the groups they include: PEP 735, and the older tables of the tools."""
        groups = {normalise_name(name): self._group(name, frozenset()) for name in self.table("dependency-groups")}
        for name, table in self.table("tool", "poetry", "group").items():
            wanted = table.get("dependencies") if isinstance(table, Mapping) else None
            groups[normalise_name(name)] = (*groups.get(normalise_name(name), ()), *self._by_name(wanted))
        for name, wanted in self.table("tool", "pdm", "dev-dependencies").items():
            groups[normalise_name(name)] = (*groups.get(normalise_name(name), ()), *self._requirements(wanted))
        older = (
            *self._requirements(self.table("tool", "uv").get("dev-dependencies")),
            *self._by_name(self.table("tool", "poetry").get("dev-dependencies")),
        )
        if older:
            groups["dev"] = (*groups.get("dev", ()), *older)
        return groups

    @property
    def all_dependencies(self) -> Iterator[Requirement]:
        """Everything that is named anywhere in the file, except what only the build needs."""
        yield from self.dependencies
        for group in (self.optional_dependencies, self.dependency_groups):
            for wanted in group.values():
                yield from wanted

    @cached_property
    def dependency_files(self) -> tuple[str, ...]:
        """The requirements files that setuptools reads the dependencies from, as they are written."""
        dynamic = self.table("tool", "setuptools", "dynamic")
        tables = [
            dynamic.get("dependencies"),
            *self.table("tool", "setuptools", "dynamic", "optional-dependencies").values(),
        ]
        files: list[str] = []
        for table in tables:
            named = table.get("file") if isinstance(table, Mapping) else None
            files.extend(_texts([named] if isinstance(named, str) else named))
        return tuple(files)

    @property
    def has_dynamic_dependencies(self) -> bool:
        """Whether the build backend says what is needed, so that this file does not."""
        return "dependencies" in _texts(self.table("project").get("dynamic"))

    @cached_property
    def local_paths(self) -> tuple[str, ...]:
        """The folders and files of other projects that are installed from, as written. ``"."`` is a workspace."""
        paths: list[str] = []
        tables = [self.table("tool", "uv", "sources"), self.table("tool", "poetry", "dependencies")]
        tables.extend(
            self.table("tool", "poetry", "group", name, "dependencies")
            for name in self.table("tool", "poetry", "group")
        )
        for table in tables:
            for entry in table.values():
                for choice in entry if isinstance(entry, list) else (entry,):
                    if isinstance(choice, Mapping):
                        path = "." if choice.get("workspace") is True else choice.get("path")
                        paths.extend([path] if isinstance(path, str) else [])
        if self.table("tool", "uv", "workspace"):
            paths.append(".")
        paths.extend(wanted.location for wanted in self.dependencies if wanted.kind is RequirementKind.LOCAL)
        return tuple(dict.fromkeys(paths))

    def installs_project(self, tool: str) -> bool:
        """Whether `tool` (``"uv"``, ``"poetry"``, ``"pdm"``, ``"pip"``) builds the project itself when it installs.

        uv does for a project that is a package, which a build system makes it; Poetry and PDM do unless told not to.
        """
        if tool == "uv":
            is_package = self.table("tool", "uv").get("package")
            return is_package if isinstance(is_package, bool) else self.has_build_system
        if tool == "poetry":
            return self.table("tool", "poetry").get("package-mode") is not False
        if tool == "pdm":
            settings = self.table("tool", "pdm")
            if isinstance(kind := settings.get("package-type"), str):
                return bool(self.name) and kind == "library"
            return bool(self.name) and settings.get("distribution") is not False
        return True

    def _requirements(self, wanted: Any) -> tuple[Requirement, ...]:
        found = (self._requirement(text) for text in _texts(wanted))
        return tuple(requirement for requirement in found if requirement is not None)

    def _requirement(self, text: str) -> Requirement | None:
        return parse_requirement(self._places.of_string(text))

    def _by_name(self, wanted: Any, optional: bool = False) -> tuple[Requirement, ...]:
        """Requirements written as Poetry does: a table of names. Those that are `optional`, or those that are not."""
        return tuple(_named_requirements(self._places, wanted if isinstance(wanted, Mapping) else {}, optional))

    def _group(self, name: str, including: frozenset[str]) -> tuple[Requirement, ...]:
        """The requirements of a dependency group; `including` are the groups that are being read."""
        key = normalise_name(name)
        if key in including:
            return ()
        groups = self.table("dependency-groups")
        entries = next((entries for group, entries in groups.items() if normalise_name(group) == key), None)
        found: list[Requirement] = []
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, str):
                found.extend(self._requirements([entry]))
            elif isinstance(entry, Mapping) and isinstance(included := entry.get("include-group"), str):
                found.extend(self._group(included, including | {key}))
        return tuple(found)


def read_pipfile(source: Source, with_development: bool = True) -> tuple[Requirement, ...]:
    """The packages of a ``Pipfile``, those for development too if wanted. Empty where it cannot be read."""
    try:
        table = load_toml(source.text)
    except (ValueError, RecursionError):
        return ()
    places = _Places(source)
    sections = (table.get(name) for name in ("packages", "dev-packages") if with_development or name == "packages")
    return tuple(
        requirement
        for section in sections
        if isinstance(section, Mapping)
        for requirement in _named_requirements(places, section)
    )


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _named_requirements(places: _Places, table: Table, optional: bool = False) -> Iterator[Requirement]:
    for name, entry in table.items():
        if name == "python":
            continue
        choices: Iterable[Any] = entry if isinstance(entry, list) else (entry,)
        for choice in choices:
            details = choice if isinstance(choice, Mapping) else {"version": choice}
            if (details.get("optional") is True) is optional:
                yield _named_requirement(places, name, details)


def _named_requirement(places: _Places, name: str, choice: Table) -> Requirement:
    kind, location = RequirementKind.PACKAGE, ""
    for key, of_key in (
        ("git", RequirementKind.VCS),
        ("url", RequirementKind.URL),
        ("file", RequirementKind.ARCHIVE),
        ("path", RequirementKind.LOCAL),
    ):
        if isinstance(choice.get(key), str):
            kind, location = of_key, choice[key]
            break
    version, marker = choice.get("version"), choice.get("markers")
    span = places.of_key(name)
    return Requirement(
        kind,
        name,
        normalise_name(name),
        places.source,
        span,
        span,
        tuple(normalise_name(extra) for extra in _texts(choice.get("extras"))),
        _specifier(version) if isinstance(version, str) else "",
        marker if isinstance(marker, str) else "",
        location,
        choice.get("editable") is True or choice.get("develop") is True,
    )


def _specifier(version: str) -> str:
    """A version of Poetry or Pipenv as a specifier: a bare one is exact, ``*`` is any; ``^1.2`` stays as it is."""
    version = "".join(version.split())
    if version == "*":
        return ""
    return f"=={version}" if version[:1].isdigit() and "*" not in version else version
