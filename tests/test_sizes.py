from __future__ import annotations

import pytest

from dflint.sizes import byte_count_of, is_size, size_text


@pytest.mark.parametrize(
    ("byte_count", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_950, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (34_400_000, "34 MB"),
        (1_240_000_000, "1.2 GB"),
        (5_000_000_000_000_000, "5000 TB"),
    ],
)
def test_sizes_as_people_read_them(byte_count: int, text: str) -> None:
    assert size_text(byte_count) == text


@pytest.mark.parametrize(
    ("text", "byte_count"),
    [
        ("10", 10),
        ("10 B", 10),
        ("200 MB", 200_000_000),
        ("200mb", 200_000_000),
        ("1.5GB", 1_500_000_000),
        ("64 MiB", 64 * 2**20),
        (" 2k ", 2_000),
        ("1 TB", 10**12),
        ("", None),
        ("MB", None),
        ("-1 MB", None),
        ("3 i", None),
        ("1 EB", None),
        ("1,5 GB", None),
    ],
)
def test_sizes_as_people_write_them(text: str, byte_count: int | None) -> None:
    assert byte_count_of(text) == byte_count
    assert is_size(text) is (byte_count is not None)
