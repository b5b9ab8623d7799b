"""Is a cache mount meant for an installer that keeps its cache somewhere else?

A mount whose path names a cache that nothing in the RUN keeps there is of no use: it is the path of another tool, of
another user's home, or that of before a variable moved the cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.steps import is_within
from dflint.knowledge.command_effects import HARMLESS, INSTALLERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dflint.build.steps import RunMount
    from dflint.build.tool_cache import CacheUse
    from dflint.shell.commands import Command

TOOLS = frozenset({"pip", "uv", "npm", "yarn", "poetry"})
"""The tools whose caches lie below the home directory or at a place of their own, and that are told apart."""

_ENDS = {
    "/.cache/pip": "pip",
    "/.cache/uv": "uv",
    "/.cache/pypoetry": "poetry",
    "/.npm": "npm",
    "/.cache/yarn": "yarn",
    "/.cache": "",
}
"""How paths of caches end, and whose they are: "" for a folder of the caches of all tools."""

_RUN_PIP = frozenset({"pip", "poetry", "pipenv", "pdm", "conda", "mamba", "micromamba"})
"""The installers that may run pip, with its own cache."""

_QUERIES = frozenset({"config", "--version", "-V", "version", "venv", "cache", "check", "list", "init", "info"})
"""What an installer is called with when it fetches nothing."""

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})
_OPAQUE = frozenset(
    {"python", "python2", "python3", "pypy3", "node", "xargs", "su", "time", "command", "trap", "pytest", "tox"}
    | {"pre-commit", "jupyter", "ipython", "django-admin"}
)
"""Commands of `HARMLESS` that may run an installer nevertheless."""


def missed_mount(use: CacheUse, uses: Sequence[CacheUse]) -> RunMount | None:
    """The cache mount that is meant for the cache of `use`, but does not hold it; None if there is none for certain.

    `uses` are the uses of caches by `TOOLS` in the same stage.
    """
    if not use.run.cache_mounts or not use.directories or use.is_off is not False or use.may_be_mounted:
        return None
    if use.run.script.has_errors or use.run.script.is_foreign or use.step.install.action == "uninstall":
        return None
    siblings = [other for other in uses if other.run is use.run]
    for mount in use.run.cache_mounts:
        owner = owner_of(mount)
        if owner is None or any(_may_lie_in(mount, other) for other in siblings):
            continue
        if not _may_be_used_by_others(use, siblings, owner):
            return mount
    return None


def owner_of(mount: RunMount) -> str | None:
    """The tool whose cache the mount is made for, as far as its path tells: "" for any; None if it is for no tool."""
    target = mount.target
    if target is None:
        return None
    return next((tool for end, tool in _ENDS.items() if target.endswith(end)), None)


def _may_lie_in(mount: RunMount, use: CacheUse) -> bool:
    """Whether the cache of `use` lies in the mount, or may do so."""
    target = mount.target
    return (
        use.directories is None
        or target is None
        or any(is_within(path, target) or is_within(target, path) for path in use.directories)
    )


def _may_be_used_by_others(use: CacheUse, siblings: Sequence[CacheUse], owner: str) -> bool:
    """Whether a command of the RUN, other than those whose caches are known of, may use the cache of `owner`."""
    run = use.run
    known = {id(one.command) for one in siblings}
    installs = {id(install.command): install for install in run.installs}
    enclosing = {id(command.enclosing) for command in run.commands if command.enclosing is not None}
    for command in run.commands:
        install = installs.get(id(command))
        if install is not None:
            manager = install.install.manager
            if id(command) not in known and install.install.ecosystem != "system":
                return True
            if owner == "pip" and manager in _RUN_PIP and manager != "pip":
                return True
        elif not (id(command) in enclosing and command.name in _SHELLS) and not _fetches_nothing(command):
            return True
    return False


def _fetches_nothing(command: Command) -> bool:
    """Whether a command that is no installation runs no installer that fetches anything."""
    name = command.name
    if name is None:
        return not command.words
    if name in INSTALLERS:
        return any(word.value in _QUERIES for word in command.arguments[:1]) or name in ("apt-get", "apt")
    if command.module is not None:
        return command.module[0] in ("venv", "virtualenv")
    return name in HARMLESS and name not in _OPAQUE
