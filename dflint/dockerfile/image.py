"""Image references: registry, repository, tag and digest of ``FROM`` and of ``image:``.

The grammar and the defaults are those of the distribution project's reference package
(https://pkg.go.dev/github.com/distribution/reference), which Docker and BuildKit use.
"""

from __future__ import annotations

import re

from dflint.cached_property import cached_property
from dflint.lazy_pattern import lazy_pattern

DEFAULT_REGISTRY = "docker.io"
DEFAULT_NAMESPACE = "library"

_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_REPOSITORY = lazy_pattern(rf"{_COMPONENT}(?:/{_COMPONENT})*", re.ASCII)
_DOMAIN_LABEL = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_REGISTRY = lazy_pattern(rf"(?:{_DOMAIN_LABEL}(?:\.{_DOMAIN_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?", re.ASCII)
_TAG = lazy_pattern(r"\w[\w.-]{0,127}", re.ASCII)
_DIGEST = lazy_pattern(r"sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}")
_IDENTIFIER = lazy_pattern(r"[a-f0-9]{64}", re.ASCII)
_MAXIMUM_LENGTH = 255


class ImageReference:
    """A parsed reference: ``python:3.12`` is ``library/python`` of ``docker.io`` with the tag ``3.12``."""

    def __init__(self, text: str, registry: str, repository: str, tag: str | None, digest: str | None) -> None:
        self.text = text
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest

    @classmethod
    def parse(cls, text: str) -> ImageReference | None:
        """The reference that `text` is, or None if Docker refuses it as one."""
        remainder, at, digest = text.partition("@")
        if at and not _DIGEST.fullmatch(digest):
            return None
        name, colon, tag = remainder.rpartition(":")
        if not colon or "/" in tag:
            name, colon, tag = remainder, "", ""
        if colon and not _TAG.fullmatch(tag):
            return None
        registry, repository = _split_registry(name)
        if not _REGISTRY.fullmatch(registry) or not _REPOSITORY.fullmatch(repository):
            return None
        if len(repository) > _MAXIMUM_LENGTH or _IDENTIFIER.fullmatch(text):
            return None
        return cls(text, registry, repository, tag or None, digest or None)

    @cached_property
    def familiar(self) -> str:
        """The repository as people write it: without the default registry and namespace, without tag and digest."""
        if self.registry != DEFAULT_REGISTRY:
            return f"{self.registry}/{self.repository}"
        prefix = f"{DEFAULT_NAMESPACE}/"
        if self.repository.startswith(prefix) and "/" not in self.repository[len(prefix) :]:
            return self.repository[len(prefix) :]
        return self.repository

    @property
    def name(self) -> str:
        """The last part of the repository."""
        return self.repository.rpartition("/")[2]

    def __repr__(self) -> str:
        return f"ImageReference({self.text!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ImageReference):
            return NotImplemented
        return self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, str, str | None, str | None]:
        return self.registry, self.repository, self.tag, self.digest


def _split_registry(name: str) -> tuple[str, str]:
    first, slash, rest = name.partition("/")
    is_registry = slash and ("." in first or ":" in first or first == "localhost" or first.lower() != first)
    registry, repository = (first, rest) if is_registry else (DEFAULT_REGISTRY, name)
    if registry == "index.docker.io":
        registry = DEFAULT_REGISTRY
    if registry == DEFAULT_REGISTRY and "/" not in repository:
        repository = f"{DEFAULT_NAMESPACE}/{repository}"
    return registry, repository
