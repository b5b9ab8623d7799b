"""Which frameworks does an installation ask for without saying in which version?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.python_version import python_of
from dflint.build.resolved_packages import leaves_out_dependencies, resolved_before
from dflint.knowledge.ml_frameworks import FRAMEWORKS
from dflint.knowledge.plain_images import OLD_RELEASES, PLAIN_FAMILIES
from dflint.packages.requirement import RequirementKind

if TYPE_CHECKING:
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.steps import InstallStep

_CHOSEN_BY_TORCH = frozenset({"torchvision", "torchaudio"})
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
    follows = install.resolved.last("torch")
    if follows is not None and follows.version is not None:
        candidates = [package for package in candidates if package.name not in _CHOSEN_BY_TORCH]
    found = [package for package in candidates if not earlier.named(package.name)]
    return tuple(package for package in found if not _is_closed(package))


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
