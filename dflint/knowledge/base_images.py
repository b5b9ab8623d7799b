"""What base and service images contain: a table of image families, matched by repository and tag.

Three-valued: a command in `commands` is certainly in the image, one in `missing` is certainly not, of any other nothing
is known. The same holds for the environment. An image that is not in the table is not guessed at.

A row holds what its `sources` say; all rows were looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.knowledge import image_rows, service_image_rows
from dflint.knowledge.image_rows import ANY_TAG, ImageRow, System

if TYPE_CHECKING:
    from typing import Protocol

    class ImageReference(Protocol):
        """A parsed reference, as `dflint.dockerfile.image` has it."""

        tag: str | None
        digest: str | None

        @property
        def familiar(self) -> str:
            """The repository as people write it."""

VERIFIED = image_rows.VERIFIED


class BaseImageFacts(NamedTuple):
    """What is known of one image. None and missing names mean: not known."""

    family: str
    variant: str  # what the tag chooses of the family: "full", "slim", "alpine", "runtime" …
    system: str | None  # "debian", "ubuntu", "alpine" …; "" in an image without a distribution
    release: str | None  # "13", "24.04"
    package_manager: str | None  # "apt", "apk", "dnf", "yum"; "" if there certainly is none
    commands: frozenset[str]  # certainly contained
    missing: frozenset[str]  # certainly not contained
    is_complete: bool  # nothing but `commands` is contained
    python: str | None  # version of the `python` command as far as the tag tells it: "3.12"; "" if there is no Python
    python_origin: str | None  # "own", "system", "conda"; "" if there is no Python
    marks_system_python: bool | None  # the distribution's Python refuses pip (EXTERNALLY-MANAGED, PEP 668)
    user: str | None
    home: str | None
    workdir: str | None
    shell: tuple[str, ...]
    environment: Mapping[str, str | None]  # what ENV sets; None: set to a value that is not known
    other_names: str | None  # pattern of the names that may be set besides; "" if none, None if any
    sources: tuple[str, ...]

    def has_command(self, name: str) -> bool | None:
        """Whether the image contains the command `name`; None if that is not known."""
        if name in self.commands:
            return True
        if self.is_complete or name in self.missing:
            return False
        return None

    def may_set(self, name: str) -> bool:
        """Whether the environment of the image may hold `name`."""
        if name in self.environment or self.other_names is None:
            return True
        return bool(self.other_names) and re.fullmatch(self.other_names, name) is not None


def base_image(reference: ImageReference | None) -> BaseImageFacts | None:
    """What is known of the image that `reference` names; None if it is not in the table."""
    if reference is None:
        return None
    candidates = _ROWS_BY_REPOSITORY.get(_repository_key(reference))
    if candidates is None:
        return None
    tag = reference.tag
    if tag is None and reference.digest is None:
        tag = "latest"
    for row in candidates:
        if tag is None:
            # A digest tells nothing of the variant, so only what holds for every tag is known.
            if row.tag == ANY_TAG:
                return _facts(row, {})
            continue
        match = re.fullmatch(row.tag, tag)
        if match is not None:
            return _facts(row, match.groupdict())
    return None


def _by_repository() -> Mapping[str, Sequence[ImageRow]]:
    table: dict[str, list[ImageRow]] = {}
    for row in (*image_rows.ROWS, *service_image_rows.ROWS):
        for repository in row.repositories:
            table.setdefault(repository, []).append(row)
    return table


_ROWS_BY_REPOSITORY = _by_repository()


def _repository_key(reference: ImageReference) -> str:
    repository = reference.familiar
    for prefix in image_rows.MIRRORS:
        if repository.startswith(prefix):
            return repository[len(prefix) :]
    return repository


def _facts(row: ImageRow, groups: Mapping[str, str | None]) -> BaseImageFacts:
    python = groups.get("python") or row.python
    system, release = _system(row, groups)
    commands, missing = row.commands, row.missing
    if system is not None:
        commands |= system.commands
        if row.has_only_additions:
            missing |= system.missing
    marks = None
    if system is not None and release is not None:
        marks = image_rows.MARKED_RELEASES.get((system.name, release))
    return BaseImageFacts(
        family=row.family,
        variant=groups.get("variant") or row.variant,
        system=row.system if system is None else system.name,
        release=release,
        package_manager=row.package_manager if system is None else system.package_manager,
        commands=commands,
        missing=missing - commands,
        is_complete=row.is_complete,
        python=python,
        python_origin=row.python_origin,
        marks_system_python=marks,
        user=row.user,
        home=row.home,
        workdir=row.workdir,
        shell=row.shell,
        environment=row.environment,
        other_names=row.other_names,
        sources=row.sources,
    )


def _system(row: ImageRow, groups: Mapping[str, str | None]) -> tuple[System | None, str | None]:
    """The distribution of an image and its version, from the tag or from what the row says of tags that name none."""
    name = groups.get("release")
    if name is None:
        name = row.release.get(groups.get("python") or "") if isinstance(row.release, Mapping) else row.release
    if name is not None:
        if name[0].isdecimal():
            name = f"{row.system}{name}"
        known = image_rows.RELEASES.get(name)
        if known is not None:
            return image_rows.SYSTEMS[known[0]], known[1]
        match = re.fullmatch(r"([a-z]+)([0-9.]*)", name)
        if match is not None and match[1] in image_rows.SYSTEMS:
            return image_rows.SYSTEMS[match[1]], match[2] or None
    return image_rows.SYSTEMS.get(row.system or ""), None
