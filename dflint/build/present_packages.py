"""Which packages are there before an installation, from its base image or an earlier one, so that it fetches none?"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dflint.build.install_locations import location_of
from dflint.build.resolved_packages import leaves_out_dependencies, replaces, resolved_before
from dflint.lazy_pattern import lazy_pattern
from dflint.packages.requirement import RequirementKind
from dflint.packages.versions import satisfies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dflint.build.resolved_packages import ResolvedPackage, ResolvedPackages
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep
    from dflint.knowledge.framework_images import FrameworkImage

_RELEASE = lazy_pattern(r"(\d+\.\d+\.\d+)(?:-.*)?")
_PROGRAM_RELEASE = lazy_pattern(r"\d+(?:\.\d+)?$")
_ANEW = ("--upgrade", "--force-reinstall", "--reinstall", "--ignore-installed", "--refresh", "--eager")
_ELSEWHERE = ("--target", "--prefix", "--root", "--python")
_WITH_BASE = (None, "/usr/local", "/opt/conda")
"""Where a base image keeps the packages of its framework, and where it is not known."""


def framework_of_base(stage: Stage) -> tuple[str, str] | None:
    """The framework of the base image of `stage` and its release, as the tag tells them."""
    reference, image = stage.root.reference, _framework_image(stage)
    match = _RELEASE.fullmatch(reference.tag) if reference is not None and reference.tag else None
    return (image.packages[0], match[1]) if image is not None and image.has_release and match is not None else None


def packages_of_base(stage: Stage) -> Mapping[str, str | None]:
    """The packages of a framework that the base image of `stage` holds, and their releases where they are known."""
    image = _framework_image(stage)
    if image is None:
        return {}
    framework = framework_of_base(stage)
    return {name: framework[1] if framework and framework[0] == name else None for name in image.packages}


def packages_of_base_at(install: InstallStep) -> Mapping[str, str | None]:
    """The same of what `install` finds where it installs to; nothing if that is another environment."""
    if install.install.environment is not None or location_of(install) not in _WITH_BASE:
        return {}
    return packages_of_base(install.stage)


def _framework_image(stage: Stage) -> FrameworkImage | None:
    """What is known of the base image of `stage`, if it holds a framework."""
    reference = stage.root.reference
    if reference is None or stage.chain[-1].base_context is not None:
        return None
    from dflint.knowledge.framework_images import FRAMEWORK_IMAGES

    image = FRAMEWORK_IMAGES.get(reference.familiar)
    return None if image is None or image.bare in (reference.tag or "").split("-") else image


def is_present(package: ResolvedPackage, before: ResolvedPackages) -> bool | None:
    """Whether what is there satisfies `package`, so that its installation leaves it as it is; None: not known.

    `before` are the packages that are installed before.
    """
    install = package.install
    if install.install.action != "install" or install.install.has(*_ANEW, *_ELSEWHERE):
        return False
    if package.wanted is not None and package.wanted.kind is not RequirementKind.PACKAGE:
        return False
    earlier = before.last(package.name)
    if earlier is not None:
        if not share_environment(earlier.install, install) or not _extras(package) <= _extras(earlier):
            return False
        is_replaced = replaces(package, earlier)
        return None if is_replaced is None else not is_replaced
    held = packages_of_base_at(install)
    if package.name not in held:
        return False
    version = held[package.name]
    specifier = package.wanted.specifier if package.wanted is not None else ""
    if version is None or specifier is None:
        return True if specifier == "" else None
    return satisfies(version, specifier)


def share_environment(earlier: InstallStep, install: InstallStep) -> bool:
    """Whether two commands install to the same Python, as far as their words tell."""
    one, other = release_named(earlier), release_named(install)
    return (one.startswith(other) or other.startswith(one)) and location_of(earlier) == location_of(install)


def release_named(install: InstallStep) -> str:
    """The release of Python in the name of the program: "3" of pip3, "3.12" of python3.12, "" where none is named."""
    match = _PROGRAM_RELEASE.search(install.command.name or "")
    return match[0] if match is not None else ""


def _extras(package: ResolvedPackage) -> frozenset[str]:
    return frozenset(package.wanted.extras if package.wanted is not None else ())


@cache
def _names_brought() -> frozenset[str]:
    """The packages that another one is known to bring along."""
    from dflint.knowledge.native_libraries import BROUGHT_BY, HEADLESS_BROUGHT_BY
    from dflint.knowledge.torch_dependents import TORCH_COMPANIONS

    return frozenset({"torch", "numpy", *TORCH_COMPANIONS, *BROUGHT_BY.values(), *HEADLESS_BROUGHT_BY.values()})


def _came_along(package: ResolvedPackage, before: ResolvedPackages) -> bool:
    """Whether any release of `package` does, and one that was installed before needs it."""
    wanted = package.wanted
    if wanted is None or wanted.kind is not RequirementKind.PACKAGE or wanted.specifier != "" or wanted.extras:
        return False
    install = package.install.install
    if package.name not in _names_brought() or install.action != "install" or install.has(*_ANEW, *_ELSEWHERE):
        return False
    if before.last(package.name) is not None:
        return False
    return any(
        one.install.install.ecosystem == "python"
        and package.name in needs_of(one.name)
        and not leaves_out_dependencies(one.install)
        and share_environment(one.install, package.install)
        for one in before.packages
    )


@cache
def needs_of(name: str) -> frozenset[str]:
    """What the package `name` is known to bring along."""
    from dflint.knowledge.native_libraries import BROUGHT_BY, HEADLESS_BROUGHT_BY
    from dflint.knowledge.numpy_neutral import BRINGS_NUMPY, BUILT_WITH_NUMPY
    from dflint.knowledge.torch_dependents import TORCH_COMPANIONS, TORCH_DEPENDENTS

    needs = {companion for companion, dependents in TORCH_COMPANIONS.items() if name in dependents}
    needs.update(brought[name] for brought in (BROUGHT_BY, HEADLESS_BROUGHT_BY) if name in brought)
    if name in TORCH_DEPENDENTS:
        needs.add("torch")
    if name in BRINGS_NUMPY or (name in BUILT_WITH_NUMPY and name != "torch") or needs & BUILT_WITH_NUMPY - {"torch"}:
        needs.add("numpy")
    return frozenset(needs)


def brings_nothing_new(install: InstallStep) -> bool:
    """Whether all that the command asks for certainly is there already."""
    if install.install.ecosystem != "python" or install.wanted.local_paths or not install.wanted.is_complete:
        return False
    packages = install.resolved.packages
    if not packages or not install.resolved.is_complete:
        return False
    before = resolved_before(install)
    return all(is_present(package, before) is True or _came_along(package, before) for package in packages)
