"""Does an installation of system packages certainly bring a package that the image lacks?

Base images hold more than their names tell: the full images of Debian's buildpack have compilers, git and curl.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.commands import has_command
from dflint.knowledge.debian_essentials import ESSENTIAL_COMMANDS
from dflint.knowledge.library_packages import LIBRARIES
from dflint.knowledge.native_libraries import PRESENT_IN
from dflint.knowledge.system_packages import COMMANDS, WATCHED

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep

_BARE_VARIANTS = frozenset({"slim", "alpine", "base", "runtime", "curl"})
_BARE_FAMILIES = frozenset({"debian", "ubuntu", "alpine"})
_IN_BARE_IMAGES = ESSENTIAL_COMMANDS | {"ca-certificates", "tzdata", "gnupg", "netbase"}
_OF_CUDA = ("cuda", "libcu", "libnccl", "libnv", "libnpp", "nvidia", "tensorrt", "libnvinfer")


def brings_something(install: InstallStep) -> bool:
    """Whether one of the packages that `install` names is certainly not there before its RUN."""
    if install.stage.root.known is None:
        return False
    earlier = _installed_before(install)
    return any(
        package.kind == "package" and package.name not in earlier and _is_absent(package.name, install)
        for package in install.install.packages
    )


def _installed_before(install: InstallStep) -> frozenset[str]:
    """The system packages that earlier RUNs name."""
    return frozenset(
        package.name
        for run in install.stage.chain_runs
        if run.stage is not install.stage or run.position < install.step.position
        for other in run.installs
        if other.install.ecosystem == "system"
        for package in other.install.packages
    )


def _is_absent(package: str, install: InstallStep) -> bool:
    """Whether the image certainly lacks `package`: a command of it, or a library where the base is bare."""
    known = install.stage.root.known
    if known is None:
        return False
    present = PRESENT_IN.get((known.family, known.variant))
    library = next((name for name, one in LIBRARIES.items() if package in one.packages), None)
    if present is not None and library is not None:
        return library not in present
    commands = COMMANDS.get(package) or ((package,) if package in WATCHED else ())
    if commands:
        return any(has_command(install.stage, name, install.step.position) is False for name in commands)
    if known.variant not in _BARE_VARIANTS and known.family not in _BARE_FAMILIES:
        return False
    return package not in _IN_BARE_IMAGES and not package.startswith(_OF_CUDA)
