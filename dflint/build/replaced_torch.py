"""Does an installation put another torch in the place of the one that an earlier one has installed on purpose?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dflint.build.resolved_packages import leaves_out_dependencies, replaces, resolved_before
from dflint.packages.requirement import RequirementKind

if TYPE_CHECKING:
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.steps import InstallStep

_REPAIRING = ("--force-reinstall", "--ignore-installed", "--target", "--prefix", "--root", "--user", "--python")

_NEEDING = frozenset({"torchvision", "torchaudio"})
_DECIDING = _NEEDING | {"torch"}


class Replacement(NamedTuple):
    """`earlier` is replaced by what `by` asks for: torch itself, or a package that `needs` another torch."""

    earlier: ResolvedPackage
    by: ResolvedPackage
    needs: str


def replacement_of(install: InstallStep) -> Replacement | None:
    """What `install` replaces of torch; None if nothing is known to be replaced, or it is meant to be.

    It is meant to be where the later command says itself from which index torch is to come, or reinstalls it.
    """
    if install.install.tool not in ("pip", "uv pip") or install.install.action != "install":
        return None
    if install.install.has(*_REPAIRING) or install.command.conditional:
        return None
    if install.wanted.names.isdisjoint(_DECIDING):
        return None
    later = _asking_for_torch(install)
    if later is None:
        return None
    earlier = resolved_before(install).last("torch")
    if earlier is None or not _is_chosen(earlier) or earlier.install.command.conditional:
        return None
    if _environment(earlier.install) != _environment(install):
        return None
    by, needs = later
    if by.name == "torch":
        is_replaced = replaces(by, earlier) and by.torch_variant == ""
    else:
        is_replaced = _is_excluded(earlier, needs) and by.torch_variant == ""
    return Replacement(earlier, by, needs) if is_replaced else None


def _environment(install: InstallStep) -> str | None:
    """Where it installs to, so that two environments are told apart."""
    from dflint.build.install_locations import location_of

    return location_of(install)


def _is_chosen(earlier: ResolvedPackage) -> bool:
    """Whether the torch that is there was asked for in one version, or from an index of PyTorch."""
    if not earlier.is_direct or earlier.version is None or earlier.install.install.ecosystem != "python":
        return False
    return earlier.wanted is not None and earlier.wanted.kind is RequirementKind.PACKAGE


def _asking_for_torch(install: InstallStep) -> tuple[ResolvedPackage, str] | None:
    """The package of `install` that decides on torch, and which torch it needs."""
    packages = install.resolved.packages
    for package in packages:
        if package.name == "torch" and package.is_direct and package.wanted is not None:
            return package, package.wanted.specifier or ""
    if leaves_out_dependencies(install) or not any(package.name in _NEEDING for package in packages):
        return None
    from dflint.knowledge.torch_releases import TORCHAUDIO_NEEDS, TORCHVISION_NEEDS

    for package in packages:
        table = {"torchvision": TORCHVISION_NEEDS, "torchaudio": TORCHAUDIO_NEEDS}.get(package.name)
        if table is None or package.wanted is None or package.wanted.kind is not RequirementKind.PACKAGE:
            continue
        version = package.version
        if version is None and package.wanted.specifier == "":
            version = _newest(install, package.name)
        needs = None if version is None else table.get(version.partition("+")[0])
        if needs:
            return package, needs
    return None


def _newest(install: InstallStep, name: str) -> str | None:
    """The newest release of a package for the Python of the image; None if that is not known."""
    from dflint.build.python_version import python_of
    from dflint.knowledge.wheel_windows import WHEEL_WINDOWS

    python = python_of(install)
    wheels = WHEEL_WINDOWS.get(name)
    window = None if python is None or wheels is None else wheels.windows.get(python.version)
    return None if window is None else window[1]


def _is_excluded(earlier: ResolvedPackage, needs: str) -> bool:
    from dflint.packages.versions import satisfies

    specifier = needs if needs[:1] in "<>=!~" else f"=={needs}"
    return earlier.version is not None and satisfies(earlier.version, specifier) is False
