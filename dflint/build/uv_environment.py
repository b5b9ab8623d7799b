"""Which environment does ``uv pip install`` find, if any?

https://docs.astral.sh/uv/pip/environments/#discovery-of-python-environments
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.downloads import may_have_unknown_options
from dflint.build.install_inputs import text_of

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep, RunStep

_OPTIONS = ("--system", "--target", "--prefix", "--python", "--no-system", "--dry-run", "--help")
_VARIABLES = ("UV_SYSTEM_PYTHON", "VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV", "UV_PYTHON", "UV_CONFIG_FILE")
_MAKING = (
    "venv",
    "uv sync",
    "uv run",
    "activate",
    "virtualenv",
    "conda",
    "mamba",
    "uv.toml",
    "uv add",
    "pixi",
    "poetry",
)
"""What the text of an instruction holds that may bring an environment, or tell uv of one."""


def certainly_has_none(install: InstallStep) -> bool:
    """Whether ``uv pip install`` certainly finds no environment, and is not told to do without."""
    what = install.install
    known = install.stage.root.known
    if (
        what.tool != "uv pip"
        or what.has(*_OPTIONS)
        or what.has_unknown_option
        or may_have_unknown_options(what)
        or known is None
    ):
        return False
    if what.environment is not None or known.python_origin == "conda" or install.command.conditional:
        return False
    own = {assignment.name for assignment in install.command.assignments}.union(install.command.variables or ())
    if any(name in own or install.step.lookup(name) is not None for name in _VARIABLES):
        return False
    return not (_may_have_one(install) or _is_configured(install))


def _may_have_one(install: InstallStep) -> bool:
    """Whether something before the command may have made an environment."""
    for stage in install.stage.chain:
        if stage.replacement is not None:
            return True
        for step in stage.steps:
            is_before = stage is not install.stage or stage.position(step) <= install.step.position
            if is_before and any(word in step.body_text for word in _MAKING):
                return True
        for layer in stage.layers:
            is_before = stage is not install.stage or layer.position <= install.step.position
            if is_before and not _is_understood(layer):
                return True
    context = install.stage.graph.context
    return context is not None and context.exists(".venv")


def _is_understood(layer: object) -> bool:
    """Whether a step cannot have brought an environment with it: files of another image may."""
    from dflint.build.steps import CopyStep

    if isinstance(layer, CopyStep):
        return layer.is_from_context or any("/uv" in (source or "") for source in layer.sources)
    run: RunStep = layer  # type: ignore[assignment]
    return not (run.script.is_foreign or run.script.has_errors) and not any(
        command.name is not None and command.name.endswith((".sh", ".py")) for command in run.commands
    )


def _is_configured(install: InstallStep) -> bool:
    """Whether a settings file of uv may say which environment to take."""
    return any(
        file.path is not None and (source := text_of(file.origin)) is not None and "system" in source.text
        for file in install.wanted.files
        if file.path is not None and file.path.endswith(("uv.toml", "pyproject.toml"))
    )
