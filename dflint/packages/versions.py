"""Compares versions of Python packages as PEP 440 does."""

from __future__ import annotations


def satisfies(version: str, specifier: str) -> bool | None:
    """Whether `version` is one that `specifier` allows; None where one of them cannot be read.

    A suffix such as that of ``2.5.1+cu121`` counts only where the specifier has one too.
    """
    if not specifier:
        return True
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    try:
        return SpecifierSet(specifier).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return None


def is_older(version: str, other: str) -> bool | None:
    """Whether `version` comes before `other`; None where one of them cannot be read."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(version) < Version(other)
    except InvalidVersion:
        return None
