"""Installers of conda that are fetched from a web site: which of them change, and which are gone.

Sources: https://repo.anaconda.com/miniconda/, https://github.com/conda-forge/miniforge/releases,
https://conda-forge.org/news/2024/07/29/sunsetting-mambaforge/,
https://www.anaconda.com/docs/getting-started/tos-plugin, https://www.anaconda.com/blog/conda-anaconda-tos-plugin.
"""

from __future__ import annotations

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"

_INSTALLER = lazy_pattern(r"/(Miniconda3|Miniforge3|Mambaforge)-")
_LATEST = lazy_pattern(r"/Miniconda3-latest-|/releases/latest/download/")


class CondaInstaller:
    """An installer: its `name`, and whether its address gives another one with each release (`is_latest`).

    `is_retired` is true of Mambaforge, which newer releases do not have. `asks_for_terms`: since July 2025 what it
    installs refuses the channels of Anaconda until their terms of service are accepted.
    """

    def __init__(self, name: str, is_latest: bool) -> None:
        self.name = name
        self.is_latest = is_latest
        self.is_retired = name == "Mambaforge"
        self.asks_for_terms = name == "Miniconda3"


def conda_installer(url: str) -> CondaInstaller | None:
    """The installer at an address; None if there is none. Those for Python 2 have not changed since 2019."""
    if "://" not in url:
        return None
    match = _INSTALLER.search(url)
    if match is None:
        return None
    return CondaInstaller(match[1], _LATEST.search(url) is not None)
