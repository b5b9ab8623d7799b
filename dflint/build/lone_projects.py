"""Is all that a command installs a project of the build context that needs no other package?

Its ``pyproject.toml``, ``setup.py`` and ``setup.cfg`` say so, as far as they can be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dflint.build.install_inputs import text_at
from dflint.build.state import join_path
from dflint.lazy_pattern import lazy_pattern
from dflint.shell.installers.requirements import EDITABLE, LOCAL

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep
    from dflint.packages.pyproject import PyProject

_SMALL_BUILD_TOOLS = frozenset(
    {"setuptools", "wheel", "setuptools-scm", "hatchling", "hatch-vcs", "flit-core", "poetry-core", "pdm-backend"}
)
"""What a build may fetch and is small."""

_NEEDS_OF_SETUP_CFG = lazy_pattern(r"^\s*(?:install_requires|setup_requires|requires-dist|pbr)\b", re.MULTILINE)


def installs_only_lone_projects(install: InstallStep) -> bool:
    """Whether the command installs folders only, each of which is a project that certainly needs nothing."""
    arguments, wanted = install.install.packages, install.wanted
    if not arguments or wanted.packages or any(file.word is not None for file in wanted.files):
        return False
    if install.install.reads_project or len(wanted.local_paths) != len(arguments):
        return False
    if any(one.extras or one.kind not in (LOCAL, EDITABLE) for one in arguments):
        return False
    return all(path is not None and _is_lone(install, path) for path in wanted.local_paths)


def _is_lone(install: InstallStep, directory: str) -> bool:
    settings = text_at(install, join_path(directory, "setup.cfg"))
    if settings is not None and _NEEDS_OF_SETUP_CFG.search(settings.text):
        return False
    source = text_at(install, join_path(directory, "pyproject.toml"))
    if source is not None:
        from dflint.packages.pyproject import PyProject

        project = PyProject(source)
        if project.problem is not None or not _needs_nothing(project):
            return False
        if project.table("project") or project.table("tool", "poetry"):
            return True
    script = text_at(install, join_path(directory, "setup.py"))
    if script is None:
        return False
    from dflint.packages.setup_script import read_setup_script

    read = read_setup_script(script.text)
    return read is not None and read.needs_nothing


def _needs_nothing(project: PyProject) -> bool:
    """Whether the file names no package that is installed, and builds with what is small."""
    from dflint.packages.requirement import normalise_name

    if project.dependencies or project.local_paths or project.has_dynamic_dependencies:
        return False
    built_with = project.table("build-system").get("requires", [])
    if not isinstance(built_with, list):
        return False
    names = {normalise_name(re.split(r"[^\w.-]", str(one).strip(), maxsplit=1)[0]) for one in built_with}
    return names <= _SMALL_BUILD_TOOLS
