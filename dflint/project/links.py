"""Which Dockerfile does a compose service build, and with which context?

Paths are resolved as Compose does: the context from the folder of the compose file, the Dockerfile from the context
(https://docs.docker.com/reference/compose-file/build/, verified 2026-11-23).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.source import Source

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import BuildSection, Service

_REMOTE = ("github.com/", "git@")
_BASE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""The files that Compose reads by itself. What another one leaves out of a service, one of these may say."""


class BuildLink(NamedTuple):
    """A service that builds.

    `context_path` and `dockerfile_path` are absolute. The context is None where it is remote or not known. The
    Dockerfile is None where it is remote, not known, or written in the compose file: then `inline` is its text.
    """

    service: Service
    section: BuildSection
    context_path: str | None
    dockerfile_path: str | None
    inline: Source | None


def is_remote(context: str) -> bool:
    """Whether the text names a context that is fetched: a repository, an archive, an image."""
    return "://" in context or context.startswith(_REMOTE)


def links_of(file: ComposeFile) -> Iterator[BuildLink]:
    """The builds of the services in `file`."""
    for service in file.own_services:
        section = service.build
        if section is None:
            continue
        context = _context_path(service, section)
        inline = section.inline_source
        has_dockerfile = inline is None and section.dockerfile_inline is None
        dockerfile = _dockerfile_path(context, section.dockerfile_text) if has_dockerfile else None
        yield BuildLink(service, section, context, dockerfile, inline)


def is_told_whole(service: Service) -> bool:
    """Whether the file itself says what the service builds, and no other file has to be merged with it for that."""
    section = service.build
    if section is None or service.is_extended:
        return False
    return section.context is not None or is_base(service.source.path)


def is_base(path: str) -> bool:
    """Whether Compose reads the compose file at `path` by itself."""
    return os.path.basename(path) in _BASE_NAMES


def base_names() -> tuple[str, ...]:
    """The names of the compose files that others are merged into, the one that counts first."""
    return _BASE_NAMES


def _context_path(service: Service, section: BuildSection) -> str | None:
    node = section.context
    if node is None and service.is_extended:
        return None
    context = section.context_text
    # An empty text comes from a variable that is not set; a home folder is different on each machine.
    if not context or is_remote(context) or context.startswith("~"):
        return None
    return os.path.normpath(os.path.join(service.folder_of(node or section.node), context))


def _dockerfile_path(context: str | None, dockerfile: str | None) -> str | None:
    if not dockerfile or is_remote(dockerfile) or (context is None and not os.path.isabs(dockerfile)):
        return None
    return os.path.normpath(os.path.join(context or "", dockerfile))
