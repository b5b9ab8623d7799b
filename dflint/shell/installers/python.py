"""pip, uv, poetry, pdm and pipenv."""

from __future__ import annotations

from dflint.knowledge import installer_options as options
from dflint.shell.installers.invocation import Invocation, Parsed, parse, read_packages
from dflint.shell.installers.model import Install, Tool
from dflint.shell.installers.requirements import Requirement, editable_requirement, python_requirement
from dflint.shell.words import ShellWord

_PIP = Tool("pip", "pip", "python")
_UV_PIP = Tool("uv pip", "uv", "python")
_UV_TOOL = Tool("uv tool", "uv", "python")

_PIP_ACTIONS = {"install": "install", "download": "download", "wheel": "download", "uninstall": "uninstall"}
_UV_PIP_ACTIONS = {"install": "install", "sync": "sync", "uninstall": "uninstall"}
_UV_TOOL_ACTIONS = {"install": "install", "upgrade": "upgrade", "uninstall": "uninstall"}
_UV_ACTIONS = {"sync": "sync", "add": "install", "remove": "remove", "pip": "", "tool": ""}
_POETRY_ACTIONS = {"install": "install", "sync": "sync", "add": "install", "remove": "remove", "update": "update"}
_PDM_ACTIONS = {**_POETRY_ACTIONS, "i": "install", "rm": "remove", "up": "update"}
_PIPENV_ACTIONS = {
    "install": "install",
    "sync": "sync",
    "update": "update",
    "upgrade": "upgrade",
    "uninstall": "uninstall",
}


def read_pip(call: Invocation) -> Install | None:
    """``pip install`` and its like."""
    parsed = parse(call, options.PIP, _PIP_ACTIONS)
    return None if parsed is None else _pip_like(parsed, _PIP, _PIP_ACTIONS[parsed.subcommand])


def _pip_like(parsed: Parsed, tool: Tool, action: str) -> Install:
    return Install(
        tool,
        action,
        parsed.subcommand,
        parsed.call.command,
        parsed.arguments,
        _packages(parsed, parsed.operands),
        parsed.values("--requirement", "--requirements"),
        parsed.values("--constraint", "--constraints"),
    )


def _packages(parsed: Parsed, operands: tuple[ShellWord, ...]) -> tuple[Requirement, ...]:
    """The operands and the values of ``-e``, in the order in which they are written."""
    packages = list(read_packages(operands, python_requirement))
    editables = parsed.values("--editable")
    if editables:
        packages.extend(read_packages(editables, editable_requirement))
        packages.sort(key=lambda package: package.span)
    return tuple(packages)


def read_uv(call: Invocation) -> Install | None:
    """``uv pip``, ``uv sync``, ``uv add``, ``uv remove`` and ``uv tool``."""
    parsed = parse(call, options.UV, _UV_ACTIONS)
    if parsed is None:
        return None
    if parsed.subcommand == "pip":
        return _read_uv_pip(call)
    if parsed.subcommand == "tool":
        return _read_uv_tool(call)
    tool = Tool(f"uv {parsed.subcommand}", "uv", "python")
    is_editable = parsed.has("--editable")
    reader = editable_requirement if is_editable else python_requirement
    return Install(
        tool,
        _UV_ACTIONS[parsed.subcommand],
        parsed.subcommand,
        call.command,
        parsed.arguments,
        read_packages(parsed.operands, reader) if parsed.subcommand != "sync" else (),
        parsed.values("--requirements"),
        parsed.values("--constraints"),
        reads_project=True,
    )


def _read_uv_pip(call: Invocation) -> Install | None:
    parsed = parse(call, options.UV_PIP, {f"pip {name}": None for name in _UV_PIP_ACTIONS})
    if parsed is None:
        return None
    name = parsed.subcommand.partition(" ")[2]
    parsed.subcommand = name
    if name != "sync":
        return _pip_like(parsed, _UV_PIP, _UV_PIP_ACTIONS[name])
    constraints = parsed.values("--constraints")
    return Install(_UV_PIP, "sync", name, call.command, parsed.arguments, (), parsed.operands, constraints)


def _read_uv_tool(call: Invocation) -> Install | None:
    parsed = parse(call, options.UV_TOOL, {f"tool {name}": None for name in _UV_TOOL_ACTIONS})
    if parsed is None:
        return None
    name = parsed.subcommand.partition(" ")[2]
    reader = editable_requirement if parsed.has("--editable") else python_requirement
    packages = read_packages((*parsed.operands, *parsed.values("--with")), reader)
    files = parsed.values("--with-requirements")
    constraints = parsed.values("--constraints")
    action = _UV_TOOL_ACTIONS[name]
    return Install(_UV_TOOL, action, name, call.command, parsed.arguments, packages, files, constraints)


def read_poetry(call: Invocation) -> Install | None:
    """``poetry install``, ``sync``, ``add``, ``remove`` and ``update``."""
    parsed = parse(call, options.POETRY, _POETRY_ACTIONS)
    if parsed is not None and parsed.subcommand == "add":
        parsed = parse(call, options.POETRY_ADD, _POETRY_ACTIONS)
    if parsed is None:
        return None
    reader = editable_requirement if parsed.has("--editable") else python_requirement
    return _project_install(
        parsed, "poetry", _POETRY_ACTIONS[parsed.subcommand], read_packages(parsed.operands, reader)
    )


def read_pdm(call: Invocation) -> Install | None:
    """``pdm install``, ``sync``, ``add``, ``remove`` and ``update``."""
    parsed = parse(call, options.PDM, _PDM_ACTIONS)
    if parsed is None:
        return None
    return _project_install(parsed, "pdm", _PDM_ACTIONS[parsed.subcommand], _packages(parsed, parsed.operands))


def read_pipenv(call: Invocation) -> Install | None:
    """``pipenv install``, ``sync``, ``update``, ``upgrade`` and ``uninstall``."""
    parsed = parse(call, options.PIPENV, _PIPENV_ACTIONS)
    if parsed is None:
        return None
    packages = _packages(parsed, parsed.operands)
    return _project_install(parsed, "pipenv", _PIPENV_ACTIONS[parsed.subcommand], packages)


def _project_install(parsed: Parsed, name: str, action: str, packages: tuple[Requirement, ...]) -> Install:
    return Install(
        Tool(name, name, "python"),
        action,
        parsed.subcommand,
        parsed.call.command,
        parsed.arguments,
        packages,
        parsed.values("--requirements"),
        reads_project=True,
    )
