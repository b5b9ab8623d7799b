"""Can a stage move to a newer Python, as far as what it installs says?

A pinned release that has no wheel for a newer Python, a wheel for one Python, and a project that allows no other hold
it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.packages.releases import allows

if TYPE_CHECKING:
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep


_ONE_PYTHON = re.compile(r"(?:~|===?)?\s*(3\.\d+)(?:\.[\d*]+)?")
"""How Poetry and others say that a project is for one version of Python."""


def can_move_to(stage: Stage, pythons: Sequence[str]) -> bool:
    """Whether nothing that `stage`, or a stage that starts from it, installs rules out all of `pythons` ("3.12")."""
    left = list(pythons)
    for one in stage.graph.stages:
        if stage not in one.chain:
            continue
        packages = list(_python_packages(one))
        for package in packages:
            left = [python for python in left if not _rules_out(package, python)]
        # Those of another stage, whose packages are copied, count too.
        installs = {id(package.install): package.install for package in packages}
        installs.update((id(install), install) for run in one.chain_runs for install in run.installs)
        for install in installs.values():
            required = _required_python(install)
            left = [python for python in left if not _is_refused(required, python)]
        if not left:
            return False
    return True


def _python_packages(stage: Stage) -> Iterator[ResolvedPackage]:
    """The packages that are not chosen by the version of Python already."""
    from dflint.build.resolved_packages import resolved_of_stage

    for package in resolved_of_stage(stage).packages:
        wanted = package.wanted
        if package.install.install.ecosystem == "python" and not (wanted is not None and "python" in wanted.marker):
            yield package


def _rules_out(package: ResolvedPackage, python: str) -> bool:
    """Whether there is no wheel of the release that is asked for."""
    from dflint.packages.requirement import RequirementKind
    from dflint.packages.wheel_choice import missing_wheel
    from dflint.packages.wheel_tags import wheel_tags

    wanted = package.wanted
    if wanted is not None and wanted.kind is not RequirementKind.PACKAGE:
        tags = wheel_tags(wanted.location)
        major, minor = python.split(".")
        return tags is not None and not tags.fits_python((int(major), int(minor)))
    if package.version is not None:
        specifier = f"=={package.version.partition('+')[0]}"
    else:
        specifier = (wanted.specifier or "") if wanted is not None else ""
    return missing_wheel(package.name, specifier, python) is not None


def _required_python(install: InstallStep) -> str:
    """What the project that a command installs requires of Python, in its ``pyproject.toml`` or its ``Pipfile``."""
    if install.install.ecosystem != "python" or not install.install.reads_project:
        return ""
    from dflint.build.install_inputs import project_directory, text_at
    from dflint.build.state import join_path
    from dflint.packages.pyproject import PyProject

    directory = project_directory(install)
    name = "Pipfile" if install.install.manager == "pipenv" else "pyproject.toml"
    source = None if directory is None else text_at(install, join_path(directory, name))
    if source is None:
        return ""
    project = PyProject(source)
    required = project.table("requires").get("python_version") if name == "Pipfile" else project.requires_python
    return required if isinstance(required, str) else ""


def _is_refused(specifier: str, python: str) -> bool:
    only = _ONE_PYTHON.fullmatch(specifier.strip())
    if only is not None:
        return only[1] != python
    return allows(specifier, f"{python}.99") is False and allows(specifier, f"{python}.0") is False
