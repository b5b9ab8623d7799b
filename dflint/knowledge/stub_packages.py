"""Names on PyPI that hold nothing but a message to install another package."""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-23"


class StubPackage(NamedTuple):
    """A stub, the package that is meant, and where it can be checked."""

    real_name: str
    source: str


STUB_PACKAGES = {
    # The index serves source archives only. Building 0.0.post12, the newest, fails and names the real package; 0.0 is
    # empty and requires scikit-learn. Both were downloaded and tried.
    "sklearn": StubPackage("scikit-learn", "https://pypi.org/project/sklearn/"),
}
