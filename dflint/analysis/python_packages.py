"""Which Python packages does an installation put into its layer, and how large are they?

What a lock file says, or else what is asked for with all that the newest releases of that need, less what is there
before. Sizes come from the tables of `dflint.knowledge`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.fetched_bytes import Need, Present, needs_in
from dflint.build.resolved_packages import leaves_out_dependencies, pinned_version
from dflint.knowledge.installed_sizes import INSTALLED_NEEDS, INSTALLED_SIZES, InstalledSize
from dflint.knowledge.package_extras import PACKAGE_EXTRAS
from dflint.knowledge.package_needs import PACKAGE_NEEDS
from dflint.lazy_pattern import lazy_pattern
from dflint.packages.requirement import RequirementKind
from dflint.packages.versions import satisfies

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep
    from dflint.build.wanted_packages import WantedPackage

_COMPILED = lazy_pattern(r"^\s+# via|--hash=", re.MULTILINE)
"""What tools write that put all that is needed into a requirements file."""

_CUDA_LIBRARIES = lazy_pattern(r"nvidia-.*-cu12")


class InstalledPackage(NamedTuple):
    """A package that is installed. `specifier` is what is asked for, `version` the release if that is certain."""

    name: str
    specifier: str = ""
    version: str | None = None


class InstalledPackages(NamedTuple):
    """What an installation brings. `unknown` says in words what else it brings."""

    packages: tuple[InstalledPackage, ...]
    unknown: tuple[str, ...]


def installed_packages(install: InstallStep) -> InstalledPackages:
    """What `install` brings; what is there before is left out."""
    resolved = install.resolved
    if resolved.is_locked:
        there = Present(install)
        names = {package.name for package in resolved.packages}
        packages = (
            InstalledPackage(package.name, f"=={package.version}" if package.version else "", package.version)
            for package in resolved.packages
            if package.name in names and not there.holds(Need(package.name, "", False))
        )
        return InstalledPackages(tuple(packages), () if resolved.is_complete else ("what the lock file leaves open",))
    return _Closure(install).run()


class _Closure:
    """What is asked for, and what that needs."""

    def __init__(self, install: InstallStep) -> None:
        from dflint.build.marker_environment import environment_of

        self.install = install
        wanted = install.wanted
        environment = environment_of(install)
        self.asked = [one for one in wanted.packages if environment.holds(one.marker) is not False]
        self.bounds = {one.name: one.specifier or "" for one in wanted.constraints}
        self.there = Present(install)
        self.found: dict[str, InstalledPackage] = {}
        self.unknown: list[str] = []
        if not wanted.is_complete:
            self.unknown.append("packages that are not named")
        if any(package.is_editable is False for package in self.asked if package.kind is not RequirementKind.PACKAGE):
            self.unknown.append("packages of archives and repositories")
        if wanted.local_paths:
            self.unknown.append("the project itself")

    def run(self) -> InstalledPackages:
        left_alone = set(self.there.left_alone(self.asked))
        pending: list[Need] = []
        for package in self.asked:
            if package.kind is not RequirementKind.PACKAGE or not package.name:
                pending += self._of_repository(package)
            elif package.name not in left_alone:
                self.there.forget(package.name)
                pending.append(Need(package.name, package.specifier or "", False))
                pending += self._extras(package)
        if leaves_out_dependencies(self.install) or self._is_compiled:
            for need in pending:
                self._add(need)
        else:
            self._follow(pending)
        return InstalledPackages(tuple(self.found.values()), tuple(self.unknown))

    @property
    def _is_compiled(self) -> bool:
        """Whether the requirements files name all that is needed."""
        from dflint.build.install_inputs import text_of

        texts = [text_of(file.origin) for file in self.install.wanted.files]
        return bool(texts) and all(text is not None and _COMPILED.search(text.text) for text in texts)

    def _follow(self, pending: list[Need]) -> None:
        while pending:
            need = pending.pop(0)
            if need.name in self.found or self.there.holds(need):
                continue
            self._add(need)
            pending += needs_in(_needs_of(need.name), of_newest=False)

    def _add(self, need: Need) -> None:
        specifier = need.specifier or self.bounds.get(need.name, "")
        self.found.setdefault(need.name, InstalledPackage(need.name, specifier, pinned_version(specifier)))

    def _extras(self, package: WantedPackage) -> Iterator[Need]:
        for extra in package.extras:
            needs = PACKAGE_EXTRAS.get((package.name, extra))
            if needs is not None:
                yield from needs_in(needs, of_newest=False)
            elif (package.name, extra) != ("tensorflow", "and-cuda"):
                self.unknown.append(f"what {package.name}[{extra}] needs")

    def _of_repository(self, package: WantedPackage) -> Iterator[Need]:
        """What a package that is no release of the index is known to need."""
        from dflint.knowledge.repository_needs import REPOSITORY_NEEDS, repository_in

        needs = REPOSITORY_NEEDS.get(repository_in(package.location) or "", "")
        yield from needs_in(needs or _needs_of(package.name), of_newest=False)


def _needs_of(name: str) -> str:
    row = PACKAGE_NEEDS.get(name)
    return row[1] if row is not None else INSTALLED_NEEDS.get(name, "")


def release_of(
    package: InstalledPackage, rows: Mapping[str, InstalledSize], python: int | None = None
) -> tuple[str, InstalledSize]:
    """The release in `rows`, the oldest first, that is the nearest to the one that `package` gets, and its sizes.

    `python` is the version of Python 3 that it is installed for, None if that is not known.
    """
    names = [name for name, row in rows.items() if python is None or row.least_python <= python] or list(rows)[:1]
    if package.version is not None:
        older = [name for name in names if satisfies(name, f"<={package.version}")]
        name = older[-1] if older else names[0]
    else:
        allowed = [name for name in names if satisfies(name, package.specifier) is not False]
        name = allowed[-1] if allowed else names[0]
    return name, rows[name]


def cuda_ratio() -> float:
    """How much larger the libraries of NVIDIA are than their wheels."""
    rows = [list(rows.values())[-1] for name, rows in INSTALLED_SIZES.items() if _CUDA_LIBRARIES.fullmatch(name)]
    return sum(row.files for row in rows) / sum(row.wheel for row in rows)
