"""Which Python packages of an image need a shared library or a program that the image certainly lacks?

A library is lacking where the base image is known not to hold it, and nothing that is done to the image may bring it: a
package of the system that is not known, a command that is not known, a copy into a directory of libraries, conda.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.steps import CopyStep, RunStep, is_within
from dflint.build.wanted_packages import packages_of_stage
from dflint.knowledge.command_effects import HARMLESS, INSTALLERS
from dflint.knowledge.debian_essentials import ESSENTIAL_COMMANDS, SHELL_BUILTINS
from dflint.knowledge.library_packages import ALSO_READ, PACKAGES_WITH, RELEASES
from dflint.knowledge.native_libraries import (
    BROUGHT_BY,
    HEADLESS_BROUGHT_BY,
    NATIVE_NEEDS,
    OPENCV_BUILDS,
    PRESENT_IN,
    NativeNeed,
)
from dflint.knowledge.system_packages import debian_closures
from dflint.packages.requirement import RequirementKind
from dflint.packages.wheels import may_be_older

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.wanted_packages import WantedPackage, WantedPackages
    from dflint.shell.commands import Command

_LIBRARY_DIRECTORIES = ("/usr/lib", "/lib", "/lib64", "/usr/lib64", "/usr/local/lib", "/opt")
_PYTHON_DIRECTORIES = ("site-packages", "dist-packages")
_ENVIRONMENTS = frozenset({"venv", ".venv", "env", "virtualenv"})
_INSTALLING = frozenset({"install", "upgrade"})
_SHELLS = frozenset({"sh", "bash", "dash"})
_OTHER_SYSTEM_TOOLS = frozenset({"dpkg", "rpm"})
_BRINGING = ("playwright", "install-deps", "apt", "conda")
"""What a call of Python must not hold that is taken to bring no library."""


class MissingLibraries(NamedTuple):
    """A package, the one that needs `libraries` (the same, or one that it brings), and what it needs."""

    package: WantedPackage
    name: str
    need: NativeNeed
    libraries: tuple[str, ...]


def missing_libraries(stage: Stage) -> Iterator[MissingLibraries]:
    """The packages of `stage` that certainly lack something of the system at its end; one for each need."""
    known = stage.root.known
    if known is None or known.package_manager != "apt" or known.release not in RELEASES:
        return
    present = PRESENT_IN.get((known.family, known.variant))
    wanted = packages_of_stage(stage)
    if present is None or not any(name in NATIVE_NEEDS or name in BROUGHT_BY for name in wanted.names):
        return
    seen: set[str] = set()
    for package, name in _needing(wanted):
        need = NATIVE_NEEDS[name]
        libraries = tuple(library for library in need.libraries if library not in present)
        if name in seen or need.replacements & wanted.names or not libraries:
            continue
        brought = what_is_brought(stage)
        if brought is None:
            return
        lacking = tuple(library for library in libraries if library not in brought)
        if lacking:
            seen.add(name)
            yield MissingLibraries(package, name, need, lacking)


def _needing(wanted: WantedPackages) -> Iterator[tuple[WantedPackage, str]]:
    """The packages that need something, each with the name of the one that does: those that are named come first."""
    for package in wanted.packages:
        need = NATIVE_NEEDS.get(package.name)
        if need is None or not _is_for_linux(package) or _is_doubtful(package.name, wanted):
            continue
        if _is_in_range(package, need.first):
            yield package, package.name
    for package in wanted.packages:
        name = BROUGHT_BY.get(package.name)
        is_named = name is not None and any(one.name == name for one in wanted.packages)
        if name is not None and _is_for_linux(package) and not is_named and not _is_doubtful(name, wanted):
            yield package, name


def _is_for_linux(package: WantedPackage) -> bool:
    return (
        package.kind is RequirementKind.PACKAGE
        and package.ecosystem == "python"
        and not package.marker
        and not package.install.command.conditional
        and not package.install.install.has("--no-binary", "--no-deps", "--target", "--dry-run")
        and package.install.install.action != "download"
    )


def _is_doubtful(name: str, wanted: WantedPackages) -> bool:
    """Whether another package, one that is brought along too, may hold the module that is imported."""
    if name not in OPENCV_BUILDS:
        return False
    brought = {HEADLESS_BROUGHT_BY.get(package) or BROUGHT_BY.get(package) for package in wanted.names}
    return bool((OPENCV_BUILDS - {name}) & (wanted.names | brought))


def _is_in_range(package: WantedPackage, first: str) -> bool:
    """Whether the release that is installed is `first` or a later one."""
    return package.specifier is not None and not (first and may_be_older(package.specifier, first))


# What is brought


def what_is_brought(stage: Stage) -> frozenset[str] | None:
    """The libraries that the steps of the chain of `stage` may bring; None where they may bring anything."""
    brought: set[str] = set()
    for current in reversed(stage.chain):
        if current.replacement is not None or current.base_context is not None:
            return None
        for step in current.layers:
            libraries = _by_copy(step) if isinstance(step, CopyStep) else _by_run(step)
            if libraries is None:
                return None
            brought |= libraries
    return frozenset(brought)


def _by_copy(step: CopyStep) -> frozenset[str] | None:
    destination = step.destination
    if step.is_from_context:
        is_library = destination is None or any(is_within(destination, one) for one in _LIBRARY_DIRECTORIES[:4])
        return None if is_library else frozenset()
    if destination is None:
        return None
    if any(name in destination for name in _PYTHON_DIRECTORIES) or "/bin" in destination:
        return frozenset()
    may_hold = destination in ("/", "/usr", "/usr/local") or any(
        is_within(destination, directory) for directory in _LIBRARY_DIRECTORIES
    )
    return None if may_hold and not _is_environment(destination) else frozenset()


def _is_environment(path: str) -> bool:
    """Whether a directory is an environment of Python, which holds no library of the system."""
    parts = path.split("/")
    return path.startswith("/usr/local/lib/python") or any(part in _ENVIRONMENTS for part in parts)


def _by_run(step: RunStep) -> frozenset[str] | None:
    if step.script.is_foreign or step.script.has_errors:
        return None
    installs = {id(install.command): install for install in step.installs}
    enclosing = {id(command.enclosing) for command in step.commands if command.enclosing is not None}
    brought: set[str] = set()
    for command in step.commands:
        install = installs.get(id(command))
        if install is None:
            if not (id(command) in enclosing and command.name in _SHELLS) and _may_bring_libraries(command):
                return None
        elif install.install.ecosystem == "conda" and install.install.action not in ("remove", "uninstall"):
            return None
        elif install.install.ecosystem == "system" and install.install.action in _INSTALLING:
            if install.install.is_dynamic:
                return None
            for package in install.install.packages:
                libraries = libraries_of_package(package.name) if package.kind == "package" else None
                if libraries is None:
                    return None
                brought |= libraries
    return frozenset(brought)


def _may_bring_libraries(command: Command) -> bool:
    """Whether a command that is no installation may bring a library of the system."""
    name = command.name
    if name is None:
        return bool(command.words)
    if name in _OTHER_SYSTEM_TOOLS:
        return any(word.prefix in ("-i", "--install", "-ivh", "-Uvh", "-x", "--extract") for word in command.arguments)
    if name.startswith(("python", "pip")):
        return any(word in command.text for word in _BRINGING)
    if name in (".", "source"):
        return not (command.arguments and command.arguments[0].text.endswith("activate"))
    return not (name in HARMLESS or name in INSTALLERS or name in ESSENTIAL_COMMANDS or name in SHELL_BUILTINS)


@cache
def _packages_with() -> dict[str, frozenset[str]]:
    return {library: frozenset(names.split()) for library, names in PACKAGES_WITH.items()}


@cache
def _known_packages() -> frozenset[str]:
    return frozenset(debian_closures()).union(ALSO_READ.split())


def libraries_of_package(package: str) -> frozenset[str] | None:
    """The libraries that a package of Debian or Ubuntu may bring; None if it is not known."""
    named = frozenset(library for library, packages in _packages_with().items() if package in packages)
    return named if named or package in _known_packages() else None
