"""Pipfile.lock: https://pipenv.pypa.io/en/latest/pipfile.html."""

from __future__ import annotations

from dflint.packages.locks.model import REGISTRY, Lock, LockedPackage, Origin, OriginKind, Table, table, tables, text
from dflint.packages.requirement import normalise_name


def read(lock: Lock, loaded: Table) -> None:
    """Add the packages of a ``Pipfile.lock`` to `lock`. Its groups are ``default`` and ``develop``."""
    sources = {
        text(source.get("name")): text(source.get("url"))
        for source in tables(table(loaded.get("_meta")).get("sources"))
    }
    for section, entries in loaded.items():
        if section == "_meta":
            continue
        for name, entry in table(entries).items():
            entry = table(entry)
            lock.packages.append(
                LockedPackage(
                    lock,
                    len(lock.packages),
                    normalise_name(name),
                    text(entry.get("version")).removeprefix("=="),
                    _origin(entry, sources),
                    markers={"": text(entry.get("markers"))} if entry.get("markers") else {},
                    in_groups=frozenset({section}),
                )
            )


def _origin(entry: Table, sources: Table) -> Origin:
    if isinstance(entry.get("git"), str):
        return Origin(OriginKind.GIT, text(entry.get("git")), text(entry.get("ref")))
    for key, kind in (("file", OriginKind.URL), ("path", OriginKind.PATH)):
        if isinstance(entry.get(key), str):
            return Origin(kind, text(entry.get(key)))
    location = sources.get(text(entry.get("index"))) or next(iter(sources.values()), "")
    return Origin(OriginKind.REGISTRY, location) if location else REGISTRY
