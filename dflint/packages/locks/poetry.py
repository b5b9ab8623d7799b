"""poetry.lock, as Poetry 1 and 2 write it: https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dflint.packages.locks.model import (
    REGISTRY,
    Dependencies,
    Dependency,
    Lock,
    LockedPackage,
    Origin,
    OriginKind,
    Table,
    table,
    tables,
    text,
    texts,
)
from dflint.packages.requirement import normalise_name

_KINDS = {
    "git": OriginKind.GIT,
    "url": OriginKind.URL,
    "file": OriginKind.PATH,
    "directory": OriginKind.PATH,
    "legacy": OriginKind.REGISTRY,
}


def read(lock: Lock, loaded: Table) -> None:
    """Add the packages of a ``poetry.lock`` to `lock`."""
    for index, entry in enumerate(tables(loaded.get("package"))):
        lock.packages.append(
            LockedPackage(
                lock,
                index,
                normalise_name(text(entry.get("name"))),
                text(entry.get("version")),
                _origin(table(entry.get("source"))),
                tuple(_dependencies(table(entry.get("dependencies")))),
                extras=dict(_extras(entry)),
                markers=_markers(entry.get("markers")),
                in_groups=_groups(entry),
                is_optional=entry.get("optional") is True,
                wheels=tuple(file for file in _files(entry) if file.endswith(".whl")),
            )
        )
    lock.extras = {
        normalise_name(extra): tuple(normalise_name(name.partition(" ")[0]) for name in texts(names))
        for extra, names in table(loaded.get("extras")).items()
    }


def _origin(source: Table) -> Origin:
    kind = _KINDS.get(text(source.get("type")))
    if kind is None:
        return REGISTRY
    return Origin(kind, text(source.get("url")), text(source.get("resolved_reference")))


def _dependencies(wanted: Table, optional: bool = False) -> Iterator[Dependency]:
    """The dependencies that are `optional`, or those that are not."""
    for name, entry in wanted.items():
        for choice in entry if isinstance(entry, list) else (entry,):
            details = table(choice)
            if (details.get("optional") is True) is optional:
                yield Dependency(
                    normalise_name(name),
                    text(details.get("markers")),
                    tuple(normalise_name(extra) for extra in texts(details.get("extras"))),
                )


def _extras(entry: Table) -> Iterator[tuple[str, Dependencies]]:
    """What the extras of a package need. Their entries only name packages; the dependencies say the rest."""
    optional = {one.name: one for one in _dependencies(table(entry.get("dependencies")), optional=True)}
    for extra, names in table(entry.get("extras")).items():
        wanted = (normalise_name(name.partition(" ")[0].partition("[")[0]) for name in texts(names))
        yield normalise_name(extra), tuple(optional[name] for name in wanted if name in optional)


def _markers(markers: Any) -> Mapping[str, str]:
    if isinstance(markers, str):
        return {"": markers}
    return {normalise_name(group): text(marker) for group, marker in table(markers).items()}


def _groups(entry: Table) -> frozenset[str] | None:
    """The groups that bring the package: Poetry 2 lists them; the category of Poetry 1.0 to 1.4 says less."""
    groups = entry.get("groups")
    return frozenset(normalise_name(name) for name in texts(groups)) if isinstance(groups, list) else None


def _files(entry: Table) -> Iterator[str]:
    for file in tables(entry.get("files")):
        yield text(file.get("file"))
