"""Which versions of a distribution and of a language does an image hold, as far as its tag says?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.knowledge.base_images import BaseImageFacts, ImageReference

VERIFIED = "2026-11-27"

_CENTOS = frozenset({"centos", "quay.io/centos/centos"})
_CENTOS_TAG = lazy_pattern(r"(?:centos)?(\d)(?:\.[\d.]+)?")
_CENTOS_LATEST = "8"
"""``latest`` stayed there: https://github.com/docker-library/official-images/blob/master/library/centos"""

_OF_CUDA = lazy_pattern(r".*-(centos)(\d)")


def versions_in(reference: ImageReference, known: BaseImageFacts | None) -> Iterator[tuple[str, str]]:
    """The products and versions, as `dflint.knowledge.end_of_life` names them; `known` is what the table of images has.

    The language comes first. A version that moves with the tag, as with ``python:3``, is not among them.
    """
    tag = reference.tag or ""
    if reference.familiar in _CENTOS:
        match = _CENTOS_TAG.fullmatch(tag)
        if match is not None or tag in ("", "latest"):
            yield "centos", match[1] if match is not None else _CENTOS_LATEST
    if known is None:
        return
    if known.python_origin == "own" and known.python:
        version = ".".join(known.python.split(".")[:2])
        if version == "2" or "." in version:
            yield "python", "2.7" if version == "2" else version
    if known.family == "node":
        match = re.match(r"(\d+)(?![\w])", tag)
        if match is not None:
            yield "node", match[1]
    if known.system and known.release:
        yield known.system, known.release
    elif known.family == "cuda":
        match = _OF_CUDA.fullmatch(tag)
        if match is not None:
            yield match[1], match[2]
