"""Until when are security updates made for a version of a distribution or a language?

Dates are written as in ISO 8601, so they are compared as texts. A version that is not listed is not known.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"

SOURCES: Mapping[str, str] = {
    "alpine": "https://endoflife.date/alpine-linux",
    "centos": "https://endoflife.date/centos",
    "debian": "https://endoflife.date/debian",
    "node": "https://endoflife.date/nodejs",
    "postgres": "https://endoflife.date/postgresql",
    "python": "https://endoflife.date/python",
    "ubuntu": "https://endoflife.date/ubuntu",
}

NAMES: Mapping[str, str] = {
    "alpine": "Alpine",
    "centos": "CentOS",
    "debian": "Debian",
    "node": "Node.js",
    "postgres": "PostgreSQL",
    "python": "Python",
    "ubuntu": "Ubuntu",
}

END_OF_LIFE: Mapping[str, Mapping[str, str]] = {
    "alpine": {
        "3.8": "2020-05-01",
        "3.9": "2020-11-01",
        "3.10": "2021-05-01",
        "3.11": "2021-11-01",
        "3.12": "2022-05-01",
        "3.13": "2022-11-01",
        "3.14": "2023-05-01",
        "3.15": "2023-11-01",
        "3.16": "2024-05-23",
        "3.17": "2024-11-22",
        "3.18": "2025-05-09",
        "3.19": "2025-11-01",
        "3.20": "2026-04-01",
        "3.21": "2026-11-01",
        "3.22": "2027-05-01",
        "3.23": "2027-11-01",
    },
    "centos": {
        "5": "2017-03-31",
        "6": "2020-11-30",
        "7": "2024-06-30",
        "8": "2021-12-31",
    },
    "debian": {
        "7": "2016-04-25",
        "8": "2018-06-17",
        "9": "2020-07-18",
        "10": "2022-09-10",
        "11": "2024-08-14",
        "12": "2026-07-11",
        "13": "2028-08-09",
    },
    "node": {
        "4": "2018-04-30",
        "5": "2016-06-30",
        "6": "2019-04-30",
        "7": "2017-06-30",
        "8": "2019-12-31",
        "9": "2018-06-30",
        "10": "2021-04-30",
        "11": "2019-06-30",
        "12": "2022-04-30",
        "13": "2020-06-01",
        "14": "2023-04-30",
        "15": "2021-06-01",
        "16": "2023-09-11",
        "17": "2022-06-01",
        "18": "2025-04-30",
        "19": "2023-06-01",
        "20": "2026-04-30",
        "21": "2024-06-01",
        "22": "2027-04-30",
        "24": "2028-04-30",
        "25": "2026-06-01",
        "26": "2029-04-30",
    },
    "postgres": {
        "9.4": "2020-02-13",
        "9.5": "2021-02-11",
        "9.6": "2021-11-11",
        "10": "2022-11-10",
        "11": "2023-11-09",
        "12": "2024-11-14",
        "13": "2025-11-13",
        "14": "2026-11-12",
        "15": "2027-11-11",
        "16": "2028-11-09",
        "17": "2029-11-08",
        "18": "2030-11-14",
    },
    "python": {
        "2.6": "2013-10-29",
        "2.7": "2020-01-01",
        "3.3": "2017-09-29",
        "3.4": "2019-03-18",
        "3.5": "2020-09-13",
        "3.6": "2021-12-23",
        "3.7": "2023-06-27",
        "3.8": "2024-10-07",
        "3.9": "2025-10-31",
        "3.10": "2026-10-31",
        "3.11": "2027-10-31",
        "3.12": "2028-10-31",
        "3.13": "2029-10-31",
        "3.14": "2030-10-31",
    },
    "ubuntu": {
        "12.04": "2017-04-28",
        "14.04": "2019-04-02",
        "16.04": "2021-04-02",
        "16.10": "2017-07-20",
        "17.04": "2018-01-13",
        "17.10": "2018-07-19",
        "18.04": "2023-05-31",
        "18.10": "2019-07-18",
        "19.04": "2020-01-23",
        "19.10": "2020-07-06",
        "20.04": "2025-05-31",
        "20.10": "2021-07-22",
        "21.04": "2022-01-20",
        "21.10": "2022-07-14",
        "22.04": "2027-04-01",
        "22.10": "2023-07-20",
        "23.04": "2024-01-20",
        "23.10": "2024-07-12",
        "24.04": "2029-05-31",
        "24.10": "2025-07-10",
        "25.04": "2026-01-17",
        "25.10": "2026-07-01",
        "26.04": "2031-04-30",
    },
}
"""The last day of the makers' own security support, by product and version."""

EXTENDED_SUPPORT: Mapping[tuple[str, str], str] = {
    ("debian", "8"): "2020-06-30",
    ("debian", "9"): "2022-07-01",
    ("debian", "10"): "2024-06-30",
    ("debian", "11"): "2026-08-31",
    ("debian", "12"): "2028-06-30",
    ("debian", "13"): "2030-06-30",
}
"""The last day of the updates that anybody gets without paying: Debian LTS."""


def today() -> str:
    """The day of the run, but never one before the tables were made: a clock that says so is wrong."""
    from datetime import datetime, timezone

    return max(VERIFIED, datetime.now(timezone.utc).date().isoformat())


def end_of_life(product: str, version: str) -> str | None:
    """The last day of the security support of a version, such as "12" or "3.10"; None if it is not known."""
    return END_OF_LIFE.get(product, {}).get(version)


def supported(product: str) -> tuple[str, ...]:
    """The versions of a product that get security updates on the day of the run, Debian's LTS included."""
    return tuple(
        version
        for version, date in END_OF_LIFE.get(product, {}).items()
        if not is_over(EXTENDED_SUPPORT.get((product, version), date))
    )


def is_over(date: str | None) -> bool:
    """Whether the day is past; not if it is not known."""
    return date is not None and date < today()
