"""uv.lock. The format is uv's own: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile."""

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

_KINDS = (
    ("registry", OriginKind.REGISTRY),
    ("git", OriginKind.GIT),
    ("url", OriginKind.URL),
    ("virtual", OriginKind.PROJECT),
    ("editable", OriginKind.PROJECT),
    ("directory", OriginKind.PATH),
    ("path", OriginKind.PATH),
)


def read(lock: Lock, loaded: Table) -> None:
    """Add the packages of a ``uv.lock`` to `lock`."""
    for index, entry in enumerate(tables(loaded.get("package"))):
        lock.packages.append(
            LockedPackage(
                lock,
                index,
                normalise_name(text(entry.get("name"))),
                text(entry.get("version")),
                _origin(entry.get("source")),
                _dependencies(entry.get("dependencies")),
                extras=_by_name(entry.get("optional-dependencies")),
                groups=_by_name(entry.get("dev-dependencies")),
                resolution_markers=texts(entry.get("resolution-markers")),
                wheels=tuple(_wheels(entry)),
            )
        )


def _origin(source: Any) -> Origin:
    for key, kind in _KINDS:
        location = table(source).get(key)
        if isinstance(location, str):
            url, _, commit = location.partition("#") if kind is OriginKind.GIT else (location, "", "")
            return Origin(kind, url, commit)
    return REGISTRY


def _dependencies(wanted: Any) -> Dependencies:
    return tuple(
        Dependency(
            normalise_name(text(one.get("name"))),
            text(one.get("marker")),
            tuple(normalise_name(extra) for extra in texts(one.get("extra"))),
            text(one.get("version")),
            _origin(one.get("source")).location,
        )
        for one in tables(wanted)
    )


def _by_name(wanted: Any) -> Mapping[str, Dependencies]:
    return {normalise_name(name): _dependencies(entries) for name, entries in table(wanted).items()}


def _wheels(entry: Table) -> Iterator[str]:
    for wheel in tables(entry.get("wheels")):
        where = wheel.get("url") or wheel.get("path") or wheel.get("filename")
        if isinstance(where, str):
            yield where
