"""With which keys does NVIDIA sign its repositories of packages for Debian and Ubuntu?

The repository of CUDA got a new key on 2022-04-27. That of cuDNN and its like, under ``machine-learning``, kept the old
one, which is fetched from there in the last two threads. Looked at on the day in `VERIFIED`: the threads, and for the
address of the first page https://github.com/pytorch/xla/pull/3538.
"""

from __future__ import annotations

import re

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"
SOURCES = (
    "https://developer.nvidia.com/blog/updating-the-cuda-linux-gpg-repository-key/",
    "https://github.com/NVIDIA/nvidia-docker/issues/1631",
    "https://github.com/NVIDIA/cuda-repo-management/issues/4",
    "https://github.com/alan-turing-institute/data-safe-haven/pull/1193",
    "https://github.com/aws-deepracer-community/deepracer-for-cloud/issues/90",
)

OLD_KEY = "7fa2af80"
NEW_KEY = "3bf863cc"
NEW_KEY_NAMES = (NEW_KEY, "cuda-keyring", "cuda-archive-keyring")
"""What a file mentions that uses the new key."""

OLD_KEY_URL = lazy_pattern(
    rf"https?://developer\.download\.nvidia\.(?:com|cn)/compute/cuda/repos/(?:ubuntu|debian|wsl-ubuntu)\d*/[^/\s]+/"
    rf"{OLD_KEY}\.pub",
    re.IGNORECASE,
)
OLD_KEY_NUMBER = lazy_pattern(rf"(?:0x)?(?:[0-9a-f]{{8}}|[0-9a-f]{{32}})?{OLD_KEY}", re.IGNORECASE)

REPOSITORIES_WITH_NEW_KEY = ("ubuntu1604", "ubuntu1804", "ubuntu2004")
"""Where the new key is known to lie in the place of the old one."""
