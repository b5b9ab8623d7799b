"""Which copies bring packages that the project is installed with, so that its installation needs their source?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.install_inputs import project_directory, reads_project
from dflint.build.steps import is_within

if TYPE_CHECKING:
    from dflint.build.steps import CopyStep, InstallStep

_MANIFESTS = {"python": frozenset({"pyproject.toml", "setup.py", "setup.cfg"}), "node": frozenset({"package.json"})}
_MOST_DEPTH = 3


def is_needed_before(copy: CopyStep, install: InstallStep) -> bool:
    """Whether an installation between `copy` and `install` takes the folder that is copied as a package it depends on.

    A path in the manifest of another project, say: ``storage = { path = "../storage" }``.
    """
    destination = copy.destination
    if destination is None:
        return False
    for run in install.stage.runs:
        if run.position > install.step.position or (copy.stage is install.stage and run.position < copy.position):
            continue
        for other in run.installs:
            if other is install:
                break
            if reads_project(other):
                own = project_directory(other)
                paths = [path for path in other.wanted.local_paths if path is not None and path != own]
                if any(is_within(destination, path) for path in paths):
                    return True
    return False


def holds_projects(copy: CopyStep, ecosystem: str) -> bool:
    """Whether `copy` brings folders with manifests of their own, as the members of a workspace have."""
    names = _MANIFESTS.get(ecosystem, frozenset())
    taken = copy.taken
    if taken is None:
        return False
    return any(
        file.path.rpartition("/")[2] in names and file.path.count("/") in range(1, _MOST_DEPTH + 1)
        for file in taken.files
    )
