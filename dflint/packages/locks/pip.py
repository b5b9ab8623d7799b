"""pylock.toml, the lock file of PEP 751: https://packaging.python.org/en/latest/specifications/pylock-toml/."""

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
)
from dflint.packages.requirement import normalise_name


def read(lock: Lock, loaded: Table) -> None:
    """Add the packages of a ``pylock.toml`` to `lock`. All are installed whose marker holds."""
    for index, entry in enumerate(tables(loaded.get("packages"))):
        lock.packages.append(
            LockedPackage(
                lock,
                index,
                normalise_name(text(entry.get("name"))),
                text(entry.get("version")),
                _origin(entry),
                tuple(
                    Dependency(normalise_name(text(one.get("name"))), version=text(one.get("version")))
                    for one in tables(entry.get("dependencies"))
                ),
                markers={"": text(entry.get("marker"))} if entry.get("marker") else {},
                wheels=tuple(
                    text(wheel.get("url")) or text(wheel.get("path")) or text(wheel.get("name"))
                    for wheel in tables(entry.get("wheels"))
                ),
            )
        )


def _origin(entry: Table) -> Origin:
    vcs, archive, directory = (table(entry.get(key)) for key in ("vcs", "archive", "directory"))
    if vcs:
        return Origin(OriginKind.GIT, text(vcs.get("url")) or text(vcs.get("path")), text(vcs.get("commit-id")))
    if archive:
        url = text(archive.get("url"))
        return Origin(OriginKind.URL, url) if url else Origin(OriginKind.PATH, text(archive.get("path")))
    if directory:
        return Origin(OriginKind.PATH, text(directory.get("path")))
    index = text(entry.get("index"))
    return Origin(OriginKind.REGISTRY, index) if index else REGISTRY
