"""Which release of huggingface_hub or transformers does a stage install?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.wanted_packages import packages_of_stage
from dflint.knowledge.hub_environment import HUB_CAPPED_BY_TRANSFORMERS, OLD_COMMAND_REMOVED
from dflint.packages.requirement import RequirementKind
from dflint.packages.version_bounds import is_at_least

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.wanted_packages import WantedPackages

_HUB = "huggingface-hub"
_ALONE = frozenset({_HUB, "hf-transfer", "hf-xet", "pip", "setuptools", "wheel", "requests", "tqdm"})
"""Packages that say nothing of the version of huggingface-hub."""


def has_release(stage: Stage, package: str, release: tuple[int, ...], position: int | None = None) -> bool | None:
    """Whether the image has `package` in `release` or a newer one, before the step at `position` or at the end.

    None if that is not known. Nothing is known of what the base image holds.
    """
    wanted = packages_of_stage(stage, position)
    found = _bounded(wanted, package, release)
    if found is not None or package != _HUB:
        return found
    if release == OLD_COMMAND_REMOVED:
        of_transformers = _bounded(wanted, "transformers", HUB_CAPPED_BY_TRANSFORMERS)
        if of_transformers is not None:
            return of_transformers
    known = stage.root.known
    is_bare = known is not None and known.family == "python"
    is_newest = is_bare and wanted.is_complete and _HUB in wanted.names and wanted.names <= _ALONE
    return True if is_newest and all(one.specifier == "" for one in wanted.named(_HUB)) else None


def _bounded(wanted: WantedPackages, package: str, release: tuple[int, ...]) -> bool | None:
    """What the specifiers of the package say; None if they leave it open."""
    packages = [one for one in wanted.named(package) if one.kind is RequirementKind.PACKAGE]
    if not packages:
        return None
    constraints = [one.specifier for one in wanted.constraints if one.name == package]
    return is_at_least([*(one.specifier for one in packages), *constraints], release)
