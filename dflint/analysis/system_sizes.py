"""How many bytes do the packages of Debian and Ubuntu have that a RUN installs?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from dflint.analysis.kept import kept
from dflint.analysis.parts import Part
from dflint.build.later_removals import LISTS, made_by
from dflint.knowledge.image_packages import IMAGE_PACKAGES
from dflint.knowledge.package_list_sizes import ANY_RELEASE, PACKAGE_LIST_SIZES
from dflint.knowledge.system_package_sizes import VERIFIED, system_packages
from dflint.sizes import MEGABYTE

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep, RunStep

_RECORDS = (MEGABYTE // 2, 2 * MEGABYTE, 5 * MEGABYTE)
"""What dpkg notes of packages, the log, and the cache of the linker."""

_OF_FIELD = 0.97
"""The field Installed-Size counts each file as at least a kilobyte."""

_LIKE_DEBIAN_12 = (0.85, 1.0, 1.15)
_LIKE_OTHERS = (0.8, 1.0, 1.3)
_WITHOUT_DOCUMENTS = (0.92, 0.96, 1.0)
"""Slim images of Debian, and those of Ubuntu, leave out manuals and the like."""


class SystemPackages:
    """The packages of the system in an image while it is built. `manual` are those that were asked for."""

    def __init__(self, base: Iterable[str]) -> None:
        self.there = installed_with(base, frozenset())
        self.manual = set(self.there)
        self.unknown: list[str] = []

    def carry_out(self, install: InstallStep) -> None:
        """Install or remove what the command says."""
        command = install.install
        names = [_name(package.name) for package in command.packages if package.kind == "package" and package.name]
        if command.action == "remove":
            self._remove(names, command.subcommand.startswith("auto") or command.has("--auto-remove"))
        elif command.action == "install" and not command.has("--download-only", "--simulate", "--no-act"):
            recommends = not command.has("--no-install-recommends")
            self.unknown += [name for name in names if name not in system_packages() and name not in self.there]
            self.manual.update(names)
            self.there |= installed_with(names, frozenset(self.there), recommends)

    def _remove(self, names: list[str], takes_rest: bool) -> None:
        self.manual.difference_update(names)
        gone = set(names)
        if takes_rest:
            gone |= self.there - installed_with(self.manual, frozenset(), recommends=True)
        self.there -= gone


def installed_with(names: Iterable[str], there: frozenset[str], recommends: bool = False) -> set[str]:
    """The packages of the table that come with `names`, these too, but for those that are `there`."""
    table = system_packages()
    found: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name in found or name in there or name not in table:
            continue
        found.add(name)
        pending += table[name].needs
        pending += table[name].recommends if recommends else ()
    return found


def system_parts(step: RunStep) -> Iterator[Part]:
    """What the installers of the system leave in the layer of a RUN."""
    installs = [one for one in step.installs if one.install.ecosystem == "system"]
    if not installs:
        return
    others = {one.install.manager for one in installs} - {"apt"}
    yield from (Part.unknown(f"packages of {name}", "/usr") for name in sorted(others))
    if others:
        return
    change = _changes(step.stage)[step.position]
    yield from _packages_part(step, change.added)
    missing = change.unknown
    if missing:
        listed = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        yield Part.unknown(f"packages of the system that no table knows ({listed})", "/usr")
    if any(one.install.is_dynamic for one in installs):
        yield Part.unknown("packages of the system that are not named", "/usr")
    if any(one.install.action in ("upgrade", "update") and one.install.subcommand != "update" for one in installs):
        yield Part.unknown("packages of the system that are upgraded", "/usr")
    yield from _lists(step)


class _Change(NamedTuple):
    """The packages that a RUN adds, and those that it asks for and no table knows."""

    added: frozenset[str]
    unknown: tuple[str, ...]


@kept
def _changes(stage: Stage) -> Mapping[int, _Change]:
    """What the RUNs of `stage` that call the installers of the system change, by their positions."""
    packages = SystemPackages(_packages_of_base(stage))
    changes: dict[int, _Change] = {}
    for one in reversed(stage.chain):
        for step in one.runs:
            installs = [install for install in step.installs if install.install.ecosystem == "system"]
            if not installs:
                continue
            there, known = set(packages.there), len(packages.unknown)
            for install in installs:
                packages.carry_out(install)
            if one is stage:
                changes[step.position] = _Change(frozenset(packages.there - there), tuple(packages.unknown[known:]))
    return changes


def _packages_of_base(stage: Stage) -> list[str]:
    known = stage.root.known
    return [] if known is None else IMAGE_PACKAGES.get((known.family, known.variant), "").split()


def _packages_part(step: RunStep, names: frozenset[str]) -> Iterator[Part]:
    if not names:
        return
    known = step.stage.root.known
    table = system_packages()
    byte_count = int(_OF_FIELD * sum(table[name].byte_count for name in names if name in table))
    is_debian_12 = known is not None and (known.system, known.release) == ("debian", "12")
    text = f"{len(names)} packages of the system (Debian 12 of {VERIFIED})"
    part = Part(text, byte_count, byte_count, byte_count, "/usr").scaled(
        *(_LIKE_DEBIAN_12 if is_debian_12 else _LIKE_OTHERS)
    )
    if known is not None and (known.system == "ubuntu" or known.variant == "slim"):
        part = part.scaled(*_WITHOUT_DOCUMENTS)
    if known is None or (
        (known.family, known.variant) not in IMAGE_PACKAGES
        and known.family
        not in (
            "debian",
            "ubuntu",
        )
    ):
        # Some of them may be there before.
        part = part.scaled(0.6, 0.9, 1.0)
    low, likely, high = _RECORDS
    yield part._replace(low=part.low + low, likely=part.likely + likely, high=part.high + high)


def _lists(step: RunStep) -> Iterator[Part]:
    if any(made.kind == LISTS for made in made_by(step)):
        known = step.stage.root.known
        release = (known.system or "", known.release or "") if known is not None else ("", "")
        low, high = PACKAGE_LIST_SIZES.get(release, ANY_RELEASE)
        yield Part("the package lists of apt", low, (low + high) // 2, high, "/var/lib/apt/lists")


def _name(name: str) -> str:
    """The name of a package in the table: without an architecture, and without the mark of 64-bit times."""
    plain = name.partition(":")[0]
    if plain not in system_packages() and plain.endswith("t64"):
        return plain.removesuffix("t64")
    return plain
