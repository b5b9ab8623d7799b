"""Packages that are small with all that they need: bytes of the wheels, as the package index serves them.

Resolved with `uv pip compile --python-version 3.12 --python-platform x86_64-manylinux_2_28 --only-binary :all: --format
pylock.toml` on the day in `VERIFIED`; what a package needs drifts a little with time. A package that is not named here
may be small too.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"
SOURCE = "https://pypi.org/simple/"

SMALL_PACKAGES: Mapping[str, int] = {
    "aiofiles": 14_668,
    "certifi": 134_047,
    "click": 126_163,
    "colorama": 25_335,
    "einops": 65_638,
    "filelock": 244_559,
    "ftfy": 830_767,
    "gunicorn": 263_696,
    "httpx": 573_538,
    "jinja2": 157_884,
    "loguru": 61_595,
    "ninja": 183_365,
    "packaging": 140_049,
    "psutil": 155_560,
    "psycopg2-binary": 4_282_380,
    "pytest": 1_836_606,
    "python-dotenv": 23_266,
    "python-multipart": 32_585,
    "pyyaml": 849_249,
    "requests": 669_556,
    "rich": 1_667_731,
    "six": 11_050,
    "supervisor": 320_736,
    "tabulate": 39_814,
    "termcolor": 7_734,
    "toml": 16_588,
    "tqdm": 80_199,
    "typer": 4_637_396,
}
"""By name, in bytes."""
