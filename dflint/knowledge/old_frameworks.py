"""Releases of frameworks that were made for the Python of an old distribution, so that they cannot move to a newer one.

The last release before the one that is given has wheels for no Python that a supported distribution has, or is built
from source for one of them.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"
SOURCES = (
    "https://pypi.org/project/tensorflow/#files",
    "https://pypi.org/project/torch/#files",
    "https://pypi.org/project/mxnet/#files",
    "https://pypi.org/project/dgl/#files",
)

FIRST_OF_TODAY: Mapping[str, str] = {
    "dgl": "1.0",
    "mxnet": "1.10",
    "pytorch": "1.8",
    "tensorflow": "2",
    "tensorflow-cpu": "2",
    "tensorflow-gpu": "2",
    "theano": "2",
    "torch": "1.8",
}
"""By package, of PyPI or conda: what is older is tied to the old Python."""

OLD_STACKS = ("caffe", "luarocks", "luajit", "torch7", "torch/distro")
"""Programs of frameworks that are given up, as instructions name them that build or install them."""
