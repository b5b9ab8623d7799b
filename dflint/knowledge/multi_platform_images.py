"""Official images that are there for amd64 and for arm64, in all their tags of certain releases of Debian.

Sources: the lines `Architectures` of https://github.com/docker-library/official-images/tree/master/library, the files
of these names, looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"
SOURCE = "https://github.com/docker-library/official-images/tree/master/library"

FOR_AMD64_AND_ARM64 = frozenset({"debian", "python"})
DEBIAN_RELEASES = frozenset({"11", "12", "13"})
