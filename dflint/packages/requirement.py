"""One package that is wanted: a requirement as PEP 508 writes it, or as pip takes it besides.

Specifiers and markers stay text. Nothing here compares versions.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from dflint.lazy_pattern import lazy_pattern
from dflint.source import MappedText, Source, Span

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_EXTRAS = r"\[[^\[\]]*\]"
_CLAUSE = r"(?:===|[<>=!~]=|[<>])\s*[^\s,;()<>=!~]+"
_NAMED = lazy_pattern(rf"(?P<name>{_NAME})\s*(?P<extras>{_EXTRAS})?\s*(?P<rest>.*)", re.DOTALL)
_SPECIFIER = lazy_pattern(rf"{_CLAUSE}(?:\s*,\s*{_CLAUSE})*\s*,?")
_PINNED = lazy_pattern(r"={2,3}([^*,<>=!~]+)")
_SEPARATORS = lazy_pattern(r"[-_.]+")
_SCHEME = lazy_pattern(r"(?:(?P<vcs>git|hg|svn|bzr)\+[a-z]+|https?|ftp|file):", re.IGNORECASE)
_EGG = lazy_pattern(rf"[#&]egg=(?P<name>{_NAME})(?P<extras>{_EXTRAS})?")
_WHEEL = lazy_pattern(rf"(?P<name>{_NAME})-(?P<version>[^-/]+)(?:-[^-/]+){{3,4}}\.whl", re.IGNORECASE)
_EXTRAS_AT_END = lazy_pattern(rf"{_EXTRAS}$")
_MARKER_OF_LOCATION = lazy_pattern(r"\s;|;\s")
_VARIABLE = lazy_pattern(r"\$\{[A-Z0-9_]+\}")

ARCHIVE_SUFFIXES = (".whl", ".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tar.lzma")
"""What a file that pip can install ends in."""


class RequirementKind(Enum):
    """Where a package comes from."""

    PACKAGE = "package"
    """From an index, by its name."""
    URL = "url"
    VCS = "vcs"
    ARCHIVE = "archive"
    """A wheel or a source archive on the disk."""
    LOCAL = "local"
    """A folder on the disk."""


class Requirement(NamedTuple):
    """A package that is wanted.

    `name` is normalised as PEP 503 says, and empty where the text does not name the package. `specifier` has no spaces,
    as in ``">=1,<2"``; it may be in the tool's own language (``"^1.2"``). `location` is the URL or the path as written.
    `span` is that of the whole requirement in `source`, `name_span` that of its name, or the same where it has none.
    """

    kind: RequirementKind
    text: str
    name: str
    source: Source
    span: Span
    name_span: Span
    extras: tuple[str, ...] = ()
    specifier: str = ""
    marker: str = ""
    location: str = ""
    is_editable: bool = False
    hashes: tuple[str, ...] = ()

    @property
    def pinned_version(self) -> str | None:
        """The one version that the specifier allows, or None."""
        match = _PINNED.fullmatch(self.specifier)
        return match[1] if match else None

    @property
    def has_variables(self) -> bool:
        """Whether a part of it is read from the environment when it is installed, as in ``${TOKEN}``."""
        return _VARIABLE.search(self.text) is not None


def normalise_name(name: str) -> str:
    """The name of a package as PEP 503 compares it: ``Flash_Attn`` is ``flash-attn``."""
    return _SEPARATORS.sub("-", name).lower()


def is_url(text: str) -> bool:
    """Whether `text` starts with a scheme that pip fetches."""
    return _SCHEME.match(text) is not None


def parse_requirement(mapped: MappedText) -> Requirement | None:
    """The requirement that `mapped` is, without comment and options; None where it is none."""
    text = mapped.text
    match = _NAMED.fullmatch(text)
    if match is not None and match["rest"].startswith("@"):
        location = match["rest"][1:].strip()
        return _at_location(mapped, location)._replace(
            name=normalise_name(match["name"]),
            name_span=mapped.span(*match.span("name")),
            extras=_extras(match["extras"]),
        )
    if is_url(text) or _is_path(text):
        return _at_location(mapped, text)
    if match is None:
        return None
    specifier, _, marker = match["rest"].partition(";")
    specifier = specifier.strip()
    if specifier.startswith("(") and specifier.endswith(")"):
        specifier = specifier[1:-1].strip()
    if specifier and _SPECIFIER.fullmatch(specifier) is None:
        return None
    return Requirement(
        RequirementKind.PACKAGE,
        text,
        normalise_name(match["name"]),
        mapped.source,
        mapped.span(0, len(text)),
        mapped.span(*match.span("name")),
        _extras(match["extras"]),
        "".join(specifier.split()).rstrip(","),
        marker.strip(),
    )


def parse_editable(mapped: MappedText) -> Requirement:
    """The requirement behind ``-e``: a folder or a URL, whatever it looks like."""
    text = mapped.text
    found = parse_requirement(mapped)
    if found is None or found.kind is RequirementKind.PACKAGE:
        found = _at_location(mapped, text)
    return found._replace(is_editable=True)


def _is_path(text: str) -> bool:
    """Whether `text`, which is no URL, names a file or a folder."""
    path = _EXTRAS_AT_END.sub("", text.partition(";")[0].rstrip())
    return path.startswith((".", "~")) or "/" in path or "\\" in path or path.lower().endswith(ARCHIVE_SUFFIXES)


def _at_location(mapped: MappedText, written: str) -> Requirement:
    """The requirement that `written`, the URL or path in `mapped`, leads to. Its name is empty where it is not said."""
    separator = _MARKER_OF_LOCATION.search(written)
    location = written[: separator.start()].rstrip() if separator else written
    marker = written[separator.end() :].strip() if separator else ""
    scheme = _SCHEME.match(location)
    extras: tuple[str, ...] = ()
    name = specifier = ""
    egg = _EGG.search(location) if scheme else None
    if egg:
        name, extras = egg["name"], _extras(egg["extras"])
    elif not scheme and (at_end := _EXTRAS_AT_END.search(location)):
        extras, location = _extras(at_end[0]), location[: at_end.start()]
    kind = _kind_of_location(location, scheme)
    if not name and kind in (RequirementKind.URL, RequirementKind.ARCHIVE):
        name, specifier = _named_by_wheel(location)
    span = mapped.span(0, len(mapped.text))
    return Requirement(
        kind, mapped.text, normalise_name(name), mapped.source, span, span, extras, specifier, marker, location
    )


def _kind_of_location(location: str, scheme: re.Match[str] | None) -> RequirementKind:
    if scheme and scheme["vcs"]:
        return RequirementKind.VCS
    if scheme and scheme[0].lower() != "file:":
        return RequirementKind.URL
    is_archive = location.partition("#")[0].lower().endswith(ARCHIVE_SUFFIXES)
    return RequirementKind.ARCHIVE if is_archive else RequirementKind.LOCAL


def _named_by_wheel(location: str) -> tuple[str, str]:
    """The name of a wheel's package and the specifier of its version, empty where the location is no wheel."""
    file = location.partition("#")[0].partition("?")[0].replace("\\", "/").rpartition("/")[2]
    match = _WHEEL.fullmatch(file)
    if match is None:
        return "", ""
    return match["name"], "==" + match["version"].replace("%2B", "+").replace("%2b", "+")


def _extras(bracketed: str | None) -> tuple[str, ...]:
    """The normalised names in ``[a, b]``."""
    if not bracketed:
        return ()
    return tuple(normalise_name(name.strip()) for name in bracketed[1:-1].split(",") if name.strip())
