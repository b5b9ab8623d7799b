"""Install scripts that are fetched and handed to a shell, and how each is told which version to install.

Sources: https://docs.astral.sh/uv/getting-started/installation/, https://docs.astral.sh/uv/guides/integration/docker/,
https://python-poetry.org/docs/#installing-with-the-official-installer, https://pip.pypa.io/en/stable/installation/,
https://ollama.com/install.sh, https://github.com/prefix-dev/pixi/blob/main/install/install.sh. Looked at on the day in
`VERIFIED`.
"""

from __future__ import annotations

import re

VERIFIED = "2026-11-27"


class InstallScript:
    """A script. `versioned` is a pattern of an address that names a version, or of what the command must hold.

    `instead` says what to do, where there is something better than naming a version.
    """

    def __init__(self, tool: str, address: str, versioned: str, instead: str) -> None:
        self.tool = tool
        self.address = re.compile(address)
        self.versioned = re.compile(versioned)
        self.instead = instead


INSTALL_SCRIPTS = (
    InstallScript(
        "uv",
        r"astral\.sh/uv(?:/[\d.]+|/\$\{?\w+\}?)?/install\.sh",
        r"astral\.sh/uv/(?:\d|\$)",
        "copy it from its image: `COPY --from=ghcr.io/astral-sh/uv:VERSION /uv /uvx /bin/`",
    ),
    InstallScript(
        "poetry",
        r"install\.python-poetry\.org",
        r"POETRY_VERSION|--version|--git|--preview",
        "set `POETRY_VERSION`, or add `- --version VERSION` behind `python3`",
    ),
    InstallScript(
        "ollama",
        r"ollama\.(?:com|ai)/install\.sh",
        r"OLLAMA_VERSION",
        "set `OLLAMA_VERSION`, or start from `ollama/ollama`",
    ),
    InstallScript(
        "pixi",
        r"pixi\.sh/install\.sh",
        r"PIXI_VERSION",
        "set `PIXI_VERSION`, or copy it from `ghcr.io/prefix-dev/pixi`",
    ),
)
"""The scripts that ML projects use."""
