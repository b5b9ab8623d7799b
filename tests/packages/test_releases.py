from __future__ import annotations

import pytest
from packaging.version import Version

from dflint.packages.releases import allows, bounds_of, newest, version_of


@pytest.mark.parametrize(
    ("specifier", "release", "before", "after"),
    [
        ("==2.0.1+cu118", "2.0.1", False, False),
        ("==2.0.1", "2.1", True, False),
        ("==2.1.*", "2.2", True, False),
        ("==2.1.*", "2.0.9", False, True),
        ("~=1.13", "2.0", True, False),
        ("~=1.13.1", "1.14", True, False),
        ("<2", "2", True, False),
        ("<=2", "2", False, False),
        (">2,!=3", "2", False, True),
        (">=2", "2", False, False),
        (">=1,<3,>=2,<2.5", "2.5", True, False),
        (">=1,<3,>=2,<2.5", "1.9", False, True),
        ("", "1", False, False),
    ],
)
def test_bounds(specifier: str, release: str, before: bool, after: bool) -> None:
    bounds = bounds_of(specifier)
    assert bounds is not None
    assert bounds.are_before(Version(release)) is before
    assert bounds.are_after(Version(release)) is after


@pytest.mark.parametrize("specifier", ["^1.2", "latest", "==abc", "===abc"])
def test_what_cannot_be_read(specifier: str) -> None:
    assert bounds_of(specifier) is None


def test_allows() -> None:
    assert allows(">=3.9", "3.8.99") is False
    assert allows("==1.2", Version("1.2.0")) is True
    assert allows("^1", "1.0") is None


def test_versions() -> None:
    assert version_of("2.1.0+cu121") == Version("2.1.0")
    assert version_of("main") is None
    assert version_of(None) is None
    assert newest(["2.9", "2.10"]) == "2.10"
    assert newest([]) is None
