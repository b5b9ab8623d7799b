"""Can a stage move to a newer Python, as far as what it installs says?

A pinned release that has no wheel for a newer Python, a wheel for one Python, and a project that allows no other hold
it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern
from dflint.packages.releases import allows, release_of

if TYPE_CHECKING:
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep, RunStep


_ONE_PYTHON = lazy_pattern(r"(?:~|===?)?\s*(3\.\d+)(?:\.[\d*]+)?")
"""How Poetry and others say that a project is for one version of Python."""


def is_known_in_full(stage: Stage) -> bool:
    """Whether all is known that `stage`, and the stages that start from it, install of Python's packages.

    What comes from a repository, or from an archive that is no wheel, has pins of its own that cannot be read.
    """
    return all(map(_is_understood, _stages_of(stage.family)))


def _stages_of(stages: Iterable[Stage]) -> Sequence[Stage]:
    """The stages, those that they start from, and those that they copy from."""
    from dflint.build.stages import Stage

    found: dict[int, Stage] = {}
    left = list(stages)
    while left:
        stage = left.pop()
        if stage.index not in found:
            found[stage.index] = stage
            left.extend(stage.chain)
            left.extend(copy.origin for copy in stage.copies if isinstance(copy.origin, Stage))
    return tuple(found.values())


def _is_understood(stage: Stage) -> bool:
    """Whether the steps of `stage` itself install nothing but what is known, from where its pins are known."""
    from dflint.build.stages import Stage
    from dflint.build.wanted_packages import packages_of_copy, packages_of_run
    from dflint.packages.requirement import RequirementKind
    from dflint.packages.wheel_tags import wheel_tags

    if any(map(_may_install_more, stage.runs)):
        return False
    for copy in stage.copies:
        if not (copy.is_from_context or isinstance(copy.origin, Stage)) and packages_of_copy(copy) is not None:
            return False
    for run in stage.runs:
        wanted = packages_of_run(run)
        others = [package for package in wanted.packages if package.kind is not RequirementKind.PACKAGE]
        if not wanted.is_complete or any(wheel_tags(package.location) is None for package in others):
            return False
    return True


def _may_install_more(step: RunStep) -> bool:
    """Whether a RUN has a script of its own, or builds something, that may install what nothing here tells."""
    if step.script.is_foreign or step.script.has_errors:
        return True
    for command in step.commands:
        name = command.name or ""
        first = command.arguments[0].text if command.arguments else ""
        if (
            name in _BUILDERS
            or name.endswith((".sh", ".py"))
            or (name in _RUNNERS and first.endswith((".sh", "up.py")))
        ):
            return True
    return False


_BUILDERS = frozenset({"make", "cmake", "ninja"})
_RUNNERS = frozenset({"sh", "bash", "python", "python3", ".", "source"})


def has_pins(stage: Stage) -> bool:
    """Whether a release of a package is named in `stage`, or in one that starts from it."""
    stages = stage.family
    return any(package.version is not None for one in stages for package in _python_packages(one))


def can_move_to(stage: Stage, pythons: Sequence[str]) -> bool:
    """Whether nothing that `stage`, or a stage that starts from it, installs rules out all of `pythons` ("3.12")."""
    return bool(allowed_pythons(stage, pythons))


def allowed_pythons(stage: Stage, pythons: Sequence[str]) -> tuple[str, ...]:
    """Which of `pythons` nothing rules out that `stage`, or a stage that starts from it, installs."""
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
            break
    return tuple(left)


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
    return missing_wheel(package.name, specifier, python) is not None or _is_below_floor(package, python)


def _is_below_floor(package: ResolvedPackage, python: str) -> bool:
    """Whether the release is older than the first one with a wheel, so that it would have to be built."""
    from dflint.knowledge.wheels import WHEEL_FLOORS
    from dflint.packages.releases import version_of

    floor = WHEEL_FLOORS.get(package.name, {}).get(python)
    version = version_of(package.version.partition("+")[0]) if package.version is not None else None
    return floor is not None and version is not None and version < release_of(floor)


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
