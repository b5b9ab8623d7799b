from __future__ import annotations

import pytest

from dflint.packages.releases import Release, allows, bounds_of, newest, release_of, version_of


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
    assert bounds.are_before(release_of(release)) is before
    assert bounds.are_after(release_of(release)) is after


@pytest.mark.parametrize("specifier", ["^1.2", "latest", "==abc", "===abc"])
def test_what_cannot_be_read(specifier: str) -> None:
    assert bounds_of(specifier) is None


def test_allows() -> None:
    assert allows(">=3.9", "3.8.99") is False
    assert allows("==1.2", release_of("1.2.0")) is True
    assert allows("^1", "1.0") is None


@pytest.mark.parametrize(
    "versions",
    [
        ["1.0.dev1", "1.0a1", "1.0b2", "1.0rc1", "1", "1.0.post1", "1.0.1", "1.2", "1.10", "2"],
        ["0.29.1", "0.29.2", "0.30"],
    ],
)
def test_the_order(versions: list[str]) -> None:
    assert sorted([*versions[2:], *versions[:2]], key=release_of) == versions


def test_numbers() -> None:
    assert version_of("2.8") == version_of("v2.8.0") == Release((2, 8))
    assert release_of("2.8.1").minor == (2, 8)
    assert release_of("2").minor == (2, 0)
    assert release_of("2.9.0rc1").is_prerelease
    assert not release_of("1.4.1.post1").is_prerelease
    with pytest.raises(ValueError, match="no version"):
        release_of("main")


@pytest.mark.parametrize(
    ("specifier", "allowed"),
    [
        (">=2.7,!=3.0.*,!=3.1.*", False),
        ("!=3.1.4", True),
        ("<3.11,>=3.7", False),
        ("==3.1.*", True),
        (">= 3.1", True),
    ],
)
def test_what_is_allowed(specifier: str, allowed: bool) -> None:
    version = "3.1.99" if not specifier.startswith("<3.11") else "3.11.2"
    assert allows(specifier, version) is allowed


def test_versions() -> None:
    assert version_of("2.1.0+cu121") == release_of("2.1.0")
    assert version_of("main") is None
    assert version_of(None) is None
    assert newest(["2.9", "2.10"]) == "2.10"
    assert newest([]) is None
