"""npm, yarn, pnpm and bun."""

from __future__ import annotations

from dflint.knowledge import installer_options as options
from dflint.shell.installers.arguments import Arguments
from dflint.shell.installers.invocation import Invocation, Parsed, parse, read_packages
from dflint.shell.installers.model import Install, Tool
from dflint.shell.installers.requirements import node_requirement


def _actions(**names: str) -> dict[str, str]:
    return {name: action for action, text in names.items() for name in text.split()}


# The aliases are those that `npm install --help` and the like list.
_NPM_ACTIONS = _actions(
    install="install add i in ins inst insta instal isnt isnta isntal isntall"
    " ci clean-install ic install-clean isntall-clean install-test it install-ci-test cit",
    uninstall="uninstall unlink remove rm r un",
    update="update up upgrade udpate",
)
_YARN_ACTIONS = _actions(install="install add", remove="remove", upgrade="upgrade up")
_YARN_ACTIONS["global add"] = "install"
_YARN_ACTIONS["global remove"] = "remove"
_PNPM_ACTIONS = _actions(
    install="install i add ci", uninstall="remove rm uninstall un", update="update up upgrade", download="fetch"
)
_BUN_ACTIONS = _actions(install="install i add a ci", remove="remove rm", update="update")


def read_npm(call: Invocation) -> Install | None:
    """``npm install``, ``ci``, ``update``, ``uninstall`` and their aliases."""
    parsed = parse(call, options.NPM, _NPM_ACTIONS)
    return None if parsed is None else _install(parsed, _NPM_ACTIONS[parsed.subcommand])


def read_yarn(call: Invocation) -> Install | None:
    """``yarn``, which alone installs, ``yarn install``, ``add``, ``global add``, ``remove`` and ``upgrade``."""
    parsed = parse(call, options.YARN, _YARN_ACTIONS)
    if parsed is None:
        arguments = Arguments(call.words, options.YARN)
        if arguments.operands or any(option.name in ("--version", "--help") for option in arguments.options):
            return None
        parsed = Parsed(call, arguments, "install", ())
    return _install(parsed, _YARN_ACTIONS[parsed.subcommand])


def read_pnpm(call: Invocation) -> Install | None:
    """``pnpm install``, ``add``, ``update``, ``remove`` and ``fetch``."""
    parsed = parse(call, options.PNPM, _PNPM_ACTIONS)
    return None if parsed is None else _install(parsed, _PNPM_ACTIONS[parsed.subcommand])


def read_bun(call: Invocation) -> Install | None:
    """``bun install``, ``add``, ``update`` and ``remove``."""
    parsed = parse(call, options.BUN, _BUN_ACTIONS)
    return None if parsed is None else _install(parsed, _BUN_ACTIONS[parsed.subcommand])


def _install(parsed: Parsed, action: str) -> Install:
    name = parsed.call.name
    packages = read_packages(parsed.operands, node_requirement)
    return Install(
        Tool(name, name, "node"),
        action,
        parsed.subcommand,
        parsed.call.command,
        parsed.arguments,
        packages,
        reads_project=not packages and action in ("install", "update", "upgrade", "download"),
    )
