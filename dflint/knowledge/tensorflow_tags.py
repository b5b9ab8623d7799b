"""The tags of the images of TensorFlow that are a thing of the past."""

from __future__ import annotations

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"

SOURCES = (
    # The overview of the repository on Docker Hub, as cited there.
    "https://github.com/Delta-ML/delta/issues/238",
    "https://github.com/tensorflow/docs/pull/1588",
)

REPOSITORY = "tensorflow/tensorflow"

FORMER_REPOSITORIES = frozenset({"gcr.io/tensorflow/tensorflow", "b.gcr.io/tensorflow/tensorflow"})
"""TensorFlow's own instructions have named nothing but Docker Hub for years."""

_VERSION = lazy_pattern(r"([12])\.(\d+)\.(\d+)(?:-(?:devel|gpu|jupyter|custom-op))*")
_LAST_WITH_PYTHON_2 = {1: (15, 0), 2: (1, 0)}


def is_deprecated(tag: str) -> bool:
    """Whether the tag names Python 3, as those of 1.15.0, 2.1.0 and older did: since then it goes without saying."""
    return "py3" in tag.split("-")


def is_pinned(tag: str) -> bool:
    """Whether the tag names a version, and not the last one of some time (``latest``, ``nightly``)."""
    return tag[:1].isdigit()


def tag_of_today(tag: str) -> str | None:
    """The tag without ``-py3`` of the same version with Python 3; None where there is none."""
    renamed = "-".join(part for part in tag.split("-") if part != "py3")
    return renamed if _VERSION.fullmatch(renamed) is not None and not has_python_2(renamed) else None


def has_python_2(tag: str) -> bool:
    """Whether the tag is that of a version whose images have Python 2.7 where they do not say ``-py3``."""
    match = _VERSION.fullmatch(tag)
    return match is not None and (int(match[2]), int(match[3])) <= _LAST_WITH_PYTHON_2[int(match[1])]
