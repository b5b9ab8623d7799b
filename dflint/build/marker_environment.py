"""Which environment are the markers of requirements evaluated for?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.python_version import python_of
from dflint.packages.markers import MarkerEnvironment

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep

_MACHINES = {"arm64": "aarch64", "aarch64": "aarch64"}


def environment_of(install: InstallStep) -> MarkerEnvironment:
    """The environment that `install` installs for: its Python, on Linux."""
    python = python_of(install)
    return MarkerEnvironment(None if python is None else python.version, machine_of(install.stage))


def machine_of(stage: Stage) -> str:
    """``aarch64`` where the FROM of the stage's image says so, else ``x86_64``."""
    word = stage.chain[-1].from_.platform
    platform = None if word is None else word.expand(stage.graph.global_arguments.lookup)
    return _MACHINES.get((platform or "").partition("/")[2].partition("/")[0], "x86_64")
