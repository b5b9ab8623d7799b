"""What base and service images contain: a table of image families, matched by repository and tag.

Three-valued: a command in `commands` is certainly in the image, one in `missing` is certainly not, of any other nothing
is known. The same holds for the environment. An image that is not in the table is not guessed at.

A row holds what its `sources` say; all rows were looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

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


class BaseImageFacts:
    """What is known of one image. None and names that are not listed mean: not known.

    `variant` is what the tag chooses of the family: "full", "slim", "alpine", "runtime". `system` is "debian",
    "ubuntu", "alpine" or "" for none, `release` its version; `package_manager` is "apt", "apk" or "" for none.
    `commands` are certainly contained, `missing` certainly not; nothing else is contained if `is_complete`.

    `python` is the version of the `python` command as far as the tag tells it ("3.12"), "" if there is no Python;
    `python_origin` is "own", "system", "conda" or "". `marks_system_python`: the distribution's Python refuses pip
    (EXTERNALLY-MANAGED, PEP 668). `environment` is what ENV sets, None for a value that is not known; `other_names` is
    a pattern of the names that may be set besides, "" for none, None for any.
    """

    def __init__(
        self,
        row: ImageRow,
        groups: Mapping[str, str | None],
        system: System | None,
        release: str | None,
    ) -> None:
        """`groups` are those of the tag."""
        self.family = row.family
        self.variant = groups.get("variant") or row.variant
        self.system = row.system if system is None else system.name
        self.release = release
        self.package_manager = row.package_manager if system is None else system.package_manager
        commands, missing = row.commands, row.missing
        marks: bool | None = None
        if system is not None:
            commands |= system.commands
            if row.has_only_additions:
                missing |= system.missing
            if release is not None:
                marks = image_rows.MARKED_RELEASES.get((system.name, release))
        self.commands: frozenset[str] = commands
        self.missing: frozenset[str] = missing - commands
        self.is_complete = row.is_complete
        self.python = groups.get("python") or row.python
        self.python_origin = row.python_origin
        self.marks_system_python = marks
        self.user = row.user
        self.home = row.home
        self.workdir = row.workdir
        self.shell = row.shell
        self.environment = row.environment
        self.other_names = row.other_names
        self.sources = row.sources

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
    return BaseImageFacts(row, groups, *_system(row, groups))


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
