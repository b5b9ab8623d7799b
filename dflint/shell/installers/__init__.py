"""What do the commands of a script install? One module a family of installers."""

from __future__ import annotations

from collections.abc import Callable

from dflint.lazy_pattern import lazy_pattern
from dflint.shell.commands import Command, Script
from dflint.shell.installers.conda import read_conda
from dflint.shell.installers.invocation import Invocation, invocation
from dflint.shell.installers.model import Install
from dflint.shell.installers.node import read_bun, read_npm, read_pnpm, read_yarn
from dflint.shell.installers.python import read_pdm, read_pip, read_pipenv, read_poetry, read_uv
from dflint.shell.installers.requirements import Requirement, normalized_name
from dflint.shell.installers.system import read_apk, read_apt, read_rpm
from dflint.shell.words import Environment

__all__ = ["Install", "Requirement", "install_of", "installs", "normalized_name"]

_READERS: dict[str, Callable[[Invocation], Install | None]] = {
    "pip": read_pip,
    "uv": read_uv,
    "poetry": read_poetry,
    "pdm": read_pdm,
    "pipenv": read_pipenv,
    "conda": read_conda,
    "mamba": read_conda,
    "micromamba": read_conda,
    "apt": read_apt,
    "apt-get": read_apt,
    "apk": read_apk,
    "dnf": read_rpm,
    "yum": read_rpm,
    "microdnf": read_rpm,
    "npm": read_npm,
    "yarn": read_yarn,
    "pnpm": read_pnpm,
    "bun": read_bun,
}
_MODULES = frozenset({"pip", "uv", "poetry", "pdm", "pipenv"})
_ALIASES = {"dnf5": "dnf", "dnf-3": "dnf", "yarnpkg": "yarn", "apt-fast": "apt-get"}
_VERSIONED_PIP = lazy_pattern(r"pip-?\d+(?:\.\d+)*")


def installs(script: Script, environment: Environment | None = None) -> tuple[Install, ...]:
    """The commands of `script` that install, remove or fetch packages, in order.

    With `environment`, expansions of variables in their arguments are replaced by what it says. An argument that is
    nothing but an unset variable stays unknown: whoever wrote it meant it to be set.
    """
    found = []
    for command in script.commands:
        install = install_of(command, environment)
        if install is not None:
            found.append(install)
    return tuple(found)


def install_of(command: Command, environment: Environment | None = None) -> Install | None:
    """What `command` installs; None if it is not a call of an installer."""
    name = command.name
    if name is None:
        return None
    reader = _READERS.get(name)
    if reader is not None:
        return reader(invocation(command, name, 0, environment))
    if name.startswith("pip") and _VERSIONED_PIP.fullmatch(name):
        return read_pip(invocation(command, "pip", 0, environment))
    if name in _ALIASES:
        name = _ALIASES[name]
        return _READERS[name](invocation(command, name, 0, environment))
    module = command.module
    if module is not None and module[0] in _MODULES:
        return _READERS[module[0]](invocation(command, module[0], module[1], environment))
    return None
