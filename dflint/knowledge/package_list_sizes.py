"""How large are the lists of packages that ``apt-get update`` fetches?

Images of Debian and Ubuntu keep them compressed (docker-gzip-indexes of debuerreotype). For Debian 12 the files below
/var/lib/apt/lists were measured; for the other releases the lists were compressed alike. Of Ubuntu the lists of the
updates, which grow with the age of a release, are about as large again and only in the upper bound.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"
SOURCES = (
    "http://deb.debian.org/debian/dists/",
    "http://archive.ubuntu.com/ubuntu/dists/",
    "https://github.com/debuerreotype/debuerreotype/blob/master/scripts/.docker-image.sh",
)

PACKAGE_LIST_SIZES: Mapping[tuple[str, str], tuple[int, int]] = {
    ("debian", "11"): (17_100_000, 19_500_000),
    ("debian", "12"): (18_800_000, 20_500_000),
    ("debian", "13"): (21_300_000, 22_500_000),
    ("ubuntu", "20.04"): (21_300_000, 48_000_000),
    ("ubuntu", "22.04"): (26_700_000, 60_000_000),
    ("ubuntu", "24.04"): (30_200_000, 60_000_000),
    ("ubuntu", "26.04"): (31_700_000, 60_000_000),
}
"""By distribution and release: from how many bytes to how many."""

ANY_RELEASE = (17_000_000, 60_000_000)
"""The same where the release is not known."""
