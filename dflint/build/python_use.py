"""Is an image there to run Python?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.dockerfile.instructions import Cmd, Entrypoint
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.stages import Stage

_PYTHON = lazy_pattern(r"(?:python|pip)[23]?(?:\.\d+)?")
_PYTHON_PACKAGE = lazy_pattern(r"python[23]?(?:\.\d+)?(?:-.+)?")
_FAMILIES = frozenset({"cuda", "pytorch", "tensorflow", "jupyter", "conda", "miniforge", "micromamba"})


def uses_python(stage: Stage) -> bool:
    """Whether the base image, an installation or what is started says that `stage` is made for Python."""
    known = stage.root.known
    if known is not None and (known.python or known.python_origin == "own" or known.family in _FAMILIES):
        return True
    for step in stage.chain_runs:
        for install in step.installs:
            if install.install.ecosystem in ("python", "conda"):
                return True
            if any(_PYTHON_PACKAGE.fullmatch(package.name) for package in install.install.packages):
                return True
        if any(command.name is not None and _PYTHON.fullmatch(command.name) for command in step.commands):
            return True
    return any(_starts_python(stage, kind) for kind in (Entrypoint, Cmd))


def _starts_python(stage: Stage, kind: type[Entrypoint | Cmd]) -> bool:
    from dflint.shell.run import command_script

    instruction = stage.last(kind)
    if instruction is None:
        return False
    commands = command_script(instruction, stage.final_state.shell).commands
    return any(command.name is not None and _PYTHON.fullmatch(command.name) for command in commands)
