"""Is a stage made for the distribution that it starts from, so that it cannot move to a newer one by its tag alone?

What it installs may be there for the old one only: packages of the distribution, wheels, or frameworks that were built
for its Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.knowledge.old_frameworks import FIRST_OF_TODAY, OLD_STACKS
from dflint.lazy_pattern import lazy_pattern
from dflint.packages.releases import bounds_of, release_of

if TYPE_CHECKING:
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.stages import Stage

_OLD_WHEEL = lazy_pattern(r"cp(?:27|3[4-8])-")
"""What the name of a wheel holds that is for a Python that no supported distribution has."""

_SINGLE = lazy_pattern(r"^=(?!=)")
"""How conda writes a version."""


def is_held_by_old_system(stage: Stage, system: str, release: str) -> bool:
    """Whether `stage`, or one that starts from it, installs what is not to be had on `release` of `system`."""
    from dflint.knowledge.removed_packages import is_bound_to_release, is_removed

    for one in stage.family:
        texts = [step.body_text for step in one.steps]
        if any(_OLD_WHEEL.search(text) or any(name in text for name in OLD_STACKS) for text in texts):
            return True
        if any(is_removed(name, system, release) or is_bound_to_release(name) for name in _system_packages(one)):
            return True
        if any(map(_is_for_old_python, _packages(one))):
            return True
    return False


def _system_packages(stage: Stage) -> Iterator[str]:
    for run in stage.chain_runs:
        for install in run.installs:
            if install.install.ecosystem == "system" and install.install.action == "install":
                yield from (package.name for package in install.install.packages)


def _packages(stage: Stage) -> Iterator[ResolvedPackage]:
    from dflint.build.resolved_packages import resolved_of_stage

    yield from resolved_of_stage(stage).packages


def _is_for_old_python(package: ResolvedPackage) -> bool:
    """Whether it is a release of a framework that the Python of no supported distribution has."""
    wanted = package.wanted
    if wanted is not None and _OLD_WHEEL.search(wanted.location):
        return True
    first = FIRST_OF_TODAY.get(package.name)
    if first is None:
        return False
    if package.version is not None:
        return release_of(package.version.partition("+")[0]) < release_of(first)
    specifier = (wanted.specifier or "") if wanted is not None else ""
    if wanted is not None and wanted.ecosystem == "conda":
        specifier = _SINGLE.sub("==", specifier)
    bounds = bounds_of(specifier) if specifier else None
    return bounds is not None and bounds.are_before(release_of(first))
