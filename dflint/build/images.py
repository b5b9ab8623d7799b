"""Images and folders that come from outside the Dockerfile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.cached_property import cached_property
from dflint.dockerfile.image import ImageReference
from dflint.dockerfile.words import UNKNOWN, Unknown

if TYPE_CHECKING:
    from dflint.knowledge.base_images import BaseImageFacts

_IMAGE_SCHEME = "docker-image://"


class BaseImage:
    """An image that is pulled, or ``scratch``.

    `text` is the reference with its variables replaced, None when it depends on something unknown; `reference` is None
    then too, and where `text` is no reference.
    """

    def __init__(self, text: str | None) -> None:
        self.text = text
        self.is_scratch = text == "scratch"

    @cached_property
    def reference(self) -> ImageReference | None:
        """The parsed reference; None when the image is unknown or has no valid one."""
        return None if self.text is None else ImageReference.parse(self.text)

    @cached_property
    def known(self) -> BaseImageFacts | None:
        """What the table of images says of it; None if it is not in the table."""
        if self.reference is None:
            return None
        from dflint.knowledge.base_images import base_image

        return base_image(self.reference)

    def env(self, name: str) -> str | Unknown | None:
        """The value that the image sets `name` to; None if it certainly does not set it."""
        known = self.known
        if known is None or known.may_set(name):
            value = known.environment.get(name) if known is not None else None
            return UNKNOWN if value is None else value
        return None

    @property
    def user(self) -> str | Unknown | None:
        """The user that the image starts as; None for root."""
        known = self.known
        if known is None or known.user is None:
            return UNKNOWN
        return None if known.user == "root" else known.user

    @property
    def workdir(self) -> str | Unknown:
        """The working directory of the image."""
        known = self.known
        return UNKNOWN if known is None or known.workdir is None else known.workdir

    @property
    def shell(self) -> tuple[str, ...]:
        """The shell of the shell form; that of Linux images where it is not known."""
        known = self.known
        return ("/bin/sh", "-c") if known is None else known.shell

    def __repr__(self) -> str:
        return f"BaseImage({self.text!r})"


class NamedContext:
    """A context that the build is given by name (``--build-context``, ``additional_contexts``).

    `value` says where it comes from: a path, a URL, ``docker-image://…``, ``service:…``; None when that is not known.
    """

    def __init__(self, name: str, value: str | None) -> None:
        self.name = name
        self.value = value

    @cached_property
    def image(self) -> BaseImage:
        """The image that takes its place in FROM; one of which nothing is known where it is no image."""
        value = self.value
        if value is None or not value.startswith(_IMAGE_SCHEME):
            return BaseImage(None)
        return BaseImage(value[len(_IMAGE_SCHEME) :])

    def __repr__(self) -> str:
        return f"NamedContext({self.name!r}, {self.value!r})"


def context_key(name: str) -> str:
    """The name under which BuildKit looks for a named context in place of the image `name`."""
    reference = ImageReference.parse(name)
    if reference is None:
        return name
    key = reference.familiar
    if reference.tag is not None and (reference.tag != "latest" or reference.digest is not None):
        key += f":{reference.tag}"
    return f"{key}@{reference.digest}" if reference.digest is not None else key
