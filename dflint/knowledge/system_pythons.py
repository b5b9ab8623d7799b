"""Which Python the package `python3` of a distribution's release is."""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"
SOURCES = (
    "https://packages.debian.org/search?keywords=python3&searchon=names&exact=1",
    "https://packages.ubuntu.com/search?keywords=python3&searchon=names&exact=1",
    "https://github.com/endoflife-date/endoflife.date/tree/master/products",
)

SYSTEM_PYTHONS: Mapping[tuple[str, str], str] = {
    ("debian", "10"): "3.7",
    ("debian", "11"): "3.9",
    ("debian", "12"): "3.11",
    ("debian", "13"): "3.13",
    ("ubuntu", "18.04"): "3.6",
    ("ubuntu", "20.04"): "3.8",
    ("ubuntu", "22.04"): "3.10",
    ("ubuntu", "24.04"): "3.12",
    ("ubuntu", "26.04"): "3.14",
}
"""By distribution and release, as `dflint.knowledge.base_images` names them."""
