"""Which frameworks does an installation ask for without saying in which version?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.python_version import python_of
from dflint.build.resolved_packages import leaves_out_dependencies, resolved_before, resolved_of_stage
from dflint.knowledge.ml_frameworks import FRAMEWORKS
from dflint.knowledge.plain_images import OLD_RELEASES, PLAIN_FAMILIES
from dflint.packages.releases import bounds_of
from dflint.packages.requirement import RequirementKind

if TYPE_CHECKING:
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep

_CHOSEN_BY_TORCH = frozenset({"torchvision", "torchaudio", "xformers"})
"""Each release of these names one release of torch, and so follows a torch that is pinned in the same command."""

_OLDEST_PYTHON = (3, 10)
_CONSTRAINTS = ("PIP_CONSTRAINT", "UV_CONSTRAINT", "UV_OVERRIDE", "UV_EXCLUDE_NEWER", "PIP_UPLOADED_PRIOR_TO")
_BOUNDING = ("--exclude-newer", "--uploaded-prior-to", "--overrides", "--no-index")


def floating_frameworks(install: InstallStep) -> tuple[ResolvedPackage, ...]:
    """The frameworks that `install` takes from an index in their newest version, in order; () where it is not known.

    Left out are those that may be there already, and those that a project's own metadata ask for.
    """
    known = install.stage.root.known
    if install.wanted.names.isdisjoint(FRAMEWORKS):
        return ()
    if known is None or known.family not in PLAIN_FAMILIES or is_bounded(install) or _is_old(install):
        return ()
    candidates = [package for package in install.resolved.packages if _is_floating(package)]
    if not candidates:
        return ()
    earlier = resolved_before(install)
    if not earlier.is_complete:
        return ()
    if _has_chosen_torch(install):
        candidates = [package for package in candidates if package.name not in _CHOSEN_BY_TORCH]
    found = [package for package in candidates if not earlier.named(package.name)]
    return tuple(package for package in found if not _is_closed(package))


def _has_chosen_torch(install: InstallStep) -> bool:
    """Whether the same command says which torch it wants, or says it in a way that is not known."""
    torch = install.resolved.last("torch")
    if torch is None or torch.wanted is None:
        return torch is not None and torch.version is not None
    if torch.version is not None or torch.wanted.kind is not RequirementKind.PACKAGE:
        return True
    specifier = torch.wanted.specifier
    bounds = bounds_of(specifier) if specifier is not None else None
    return bounds is None or bounds.upper is not None


def is_replaced_later(package: ResolvedPackage, stage: Stage) -> bool:
    """Whether a command that runs later, up to the end of `stage`, removes it or puts one exact version in its place.

    Then what is installed first is only fetched for nothing.
    """
    installed = resolved_of_stage(stage).named(package.name)
    places = [index for index, one in enumerate(installed) if one.install is package.install]
    return not places or any(one.is_direct and one.version is not None for one in installed[places[-1] + 1 :])


def _is_old(install: InstallStep) -> bool:
    """Whether the Python is one that frameworks are no longer released for: then the newest one is always the same."""
    python = python_of(install)
    if python is not None:
        return python.release < _OLDEST_PYTHON
    known = install.stage.root.known
    if known is None or (known.family == "cuda" and known.release is None):
        return True  # on CentOS, UBI or Amazon Linux, whose own Python is an older one
    return known.release is not None and known.release in OLD_RELEASES


def is_bounded(install: InstallStep) -> bool:
    """Whether versions may be chosen elsewhere."""
    if leaves_out_dependencies(install) or install.install.has(*_BOUNDING):
        return True
    if install.install.constraint_files and not install.wanted.is_complete:
        return True
    return any(install.lookup(name) is not None for name in _CONSTRAINTS)


def _is_floating(package: ResolvedPackage) -> bool:
    wanted = package.wanted
    return (
        package.name in FRAMEWORKS
        and package.version is None
        and wanted is not None
        and wanted.specifier == ""
        and wanted.kind is RequirementKind.PACKAGE
        and not wanted.is_locked
        and not package.source.path.endswith("pyproject.toml")
        and not any(bound.name == package.name for bound in package.install.wanted.constraints)
    )


def _is_closed(package: ResolvedPackage) -> bool:
    """Whether it comes from an index of PyTorch that gets no new versions."""
    from dflint.knowledge.torch_indexes import TORCH_PACKAGES, last_torch

    if package.name not in TORCH_PACKAGES:
        return False
    variant = package.torch_variant
    return bool(variant) and last_torch(variant or "") is not None
