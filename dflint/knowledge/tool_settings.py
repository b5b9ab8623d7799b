"""Which files and commands configure a tool, so that its cache may be elsewhere or off?

Names of files are those without a folder. `words` are the names of the settings that are about the cache, as they
stand in a file or behind the tool's own command for settings. Looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-23"


class ToolSettings(NamedTuple):
    """The settings of the tools in `managers`."""

    managers: frozenset[str]
    files: frozenset[str]
    words: tuple[str, ...]
    sources: tuple[str, ...]


TOOL_SETTINGS = (
    ToolSettings(
        frozenset({"pip", "pipenv"}),
        frozenset({"pip.conf"}),
        ("no-cache-dir", "cache-dir", "no_cache_dir", "cache_dir"),
        ("https://pip.pypa.io/en/stable/topics/configuration/",),
    ),
    ToolSettings(
        frozenset({"uv"}),
        frozenset({"uv.toml", "pyproject.toml"}),
        ("no-cache", "cache-dir", "link-mode"),
        ("https://docs.astral.sh/uv/reference/settings/",),
    ),
    ToolSettings(
        frozenset({"poetry"}),
        frozenset({"poetry.toml", "config.toml"}),
        ("cache-dir",),
        ("https://python-poetry.org/docs/configuration/#cache-dir",),
    ),
    ToolSettings(
        frozenset({"conda", "mamba", "micromamba"}),
        frozenset({".condarc", "condarc", ".mambarc"}),
        ("pkgs_dirs",),
        ("https://docs.conda.io/projects/conda/en/latest/user-guide/configuration/settings.html",),
    ),
    ToolSettings(
        frozenset({"npm", "yarn"}),
        frozenset({".npmrc", "npmrc", ".yarnrc", ".yarnrc.yml"}),
        ("cache",),
        ("https://docs.npmjs.com/cli/v11/using-npm/config#cache", "https://classic.yarnpkg.com/en/docs/yarnrc"),
    ),
)


def settings_of(manager: str) -> ToolSettings | None:
    """The settings of the tool `manager`; None if they are not known."""
    return next((settings for settings in TOOL_SETTINGS if manager in settings.managers), None)
