"""Does a specifier allow a release, and does it allow any other?"""

from __future__ import annotations

import pytest

from dflint.packages.version_bounds import is_at_least


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        ("==5.0.0", True),
        ("==5.0.0rc1", True),
        ("==4.57.1", False),
        ("==4.*", False),
        ("==5.*", True),
        (">=4.40", None),
        (">=5", True),
        (">=4.40,<5", False),
        ("<=5.0", None),
        ("<=4.99", False),
        ("~=4.40", False),
        ("~=4.40.1", False),
        ("~=5.0", True),
        ("^4.40", False),
        ("^5.1", True),
        ("~4.57", False),
        ("=5.0", True),
        ("!=4.0", None),
        ("", None),
        ("*", None),
        ("4.57", False),
        (None, None),
        ("^4 || ^5", None),
    ],
)
def test_is_at_least_five(specifier: str | None, expected: bool | None) -> None:
    assert is_at_least([specifier], (5,)) is expected


def test_specifiers_hold_together() -> None:
    assert is_at_least([">=4", "<5"], (5,)) is False
    assert is_at_least([">=4", ">=5"], (5,)) is True
