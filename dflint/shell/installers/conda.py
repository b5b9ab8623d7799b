"""conda, mamba and micromamba."""

from __future__ import annotations

from dflint.knowledge import installer_options as options
from dflint.shell.installers.invocation import Invocation, parse, read_packages
from dflint.shell.installers.model import Install, Tool
from dflint.shell.installers.requirements import conda_requirement

_ACTIONS = {
    "install": "install",
    "create": "create",
    "update": "update",
    "upgrade": "update",
    "remove": "remove",
    "uninstall": "remove",
    "env create": "create",
    "env update": "update",
    "env remove": "remove",
}


def read_conda(call: Invocation) -> Install | None:
    """``conda install``, ``create``, ``update``, ``remove`` and ``env``; the same of mamba and micromamba."""
    grammar = options.CONDA if call.name == "conda" else options.MAMBA
    parsed = parse(call, grammar, _ACTIONS)
    if parsed is None:
        return None
    is_environment = parsed.subcommand.startswith("env ")
    files = parsed.values("--file")
    return Install(
        Tool(call.name, call.name, "conda"),
        _ACTIONS[parsed.subcommand],
        parsed.subcommand,
        call.command,
        parsed.arguments,
        () if is_environment else read_packages(parsed.operands, conda_requirement),
        files,
        reads_project=is_environment and not files and parsed.subcommand != "env remove",
    )
