"""How large base images are once they are unpacked, in bytes, for linux/amd64."""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-27"


class ImageSize(NamedTuple):
    """The size of one image, when the image is from, and where it can be checked."""

    byte_count: int
    date: str
    source: str


_REPOS = "https://github.com/docker-library/repo-info/blob/master/repos"
_REPO_INFO = f"{_REPOS}/python/local"

IMAGE_SIZES = {
    "python:3.12": ImageSize(1_110_000_000, "2026-08-13", f"{_REPO_INFO}/3.12.md"),
    "debian:bookworm-slim": ImageSize(74_830_000, "2026-08-24", f"{_REPOS}/debian/local/bookworm-20260824-slim.md"),
    "python:3.11-slim": ImageSize(124_840_000, "2026-08-05", f"{_REPO_INFO}/3.11-slim.md"),
    "ubuntu:22.04": ImageSize(78_080_000, "2026-07-31", f"{_REPOS}/ubuntu/local/22.04.md"),
    "python:3.12-slim": ImageSize(119_200_000, "2026-07-14", f"{_REPO_INFO}/3.12-slim.md"),
}
"""By repository and tag, for those whose size was looked up."""
