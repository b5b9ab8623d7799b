"""pdm.lock: https://pdm-project.org/en/latest/usage/lockfile/."""

from __future__ import annotations

from dflint.packages.locks.model import (
    REGISTRY,
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
from dflint.packages.requirement import normalise_name, parse_requirement
from dflint.source import MappedText, Source, Span


def read(lock: Lock, loaded: Table) -> None:
    """Add the packages of a ``pdm.lock`` to `lock`.

    A package with extras has an entry of its own beside the one without: its dependencies are those of the extras.
    """
    for index, entry in enumerate(tables(loaded.get("package"))):
        groups = entry.get("groups")
        dependencies = tuple(one for wanted in texts(entry.get("dependencies")) for one in _dependency(wanted))
        extras = tuple(normalise_name(extra) for extra in texts(entry.get("extras")))
        lock.packages.append(
            LockedPackage(
                lock,
                index,
                normalise_name(text(entry.get("name"))),
                text(entry.get("version")),
                _origin(entry),
                () if extras else dependencies,
                extras=dict.fromkeys(extras, dependencies),
                markers={"": text(entry.get("marker"))} if entry.get("marker") else {},
                in_groups=frozenset(normalise_name(name) for name in texts(groups)) if groups else None,
                wheels=tuple(file for file in _files(entry) if file.endswith(".whl")),
            )
        )


def _dependency(wanted: str) -> tuple[Dependency, ...]:
    parsed = parse_requirement(MappedText.of(Source("", wanted), Span(0, len(wanted))))
    return () if parsed is None or not parsed.name else (Dependency(parsed.name, parsed.marker, parsed.extras),)


def _origin(entry: Table) -> Origin:
    if isinstance(entry.get("git"), str):
        return Origin(OriginKind.GIT, text(entry.get("git")), text(entry.get("revision")))
    if isinstance(entry.get("url"), str):
        return Origin(OriginKind.URL, text(entry.get("url")))
    if isinstance(entry.get("path"), str):
        return Origin(OriginKind.PATH, text(entry.get("path")))
    return REGISTRY


def _files(entry: Table) -> tuple[str, ...]:
    return tuple(text(file.get("url")) or text(file.get("file")) for file in map(table, tables(entry.get("files"))))
