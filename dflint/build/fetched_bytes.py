"""How much does an installation of Python packages fetch, beside what is there before?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dflint.build.install_locations import location_of
from dflint.build.present_packages import (
    is_present,
    needs_of,
    packages_of_base_at,
    release_named,
    share_environment,
)
from dflint.build.resolved_packages import leaves_out_dependencies, resolved_before
from dflint.build.steps import CopyStep
from dflint.knowledge.package_needs import PACKAGE_NEEDS
from dflint.lazy_pattern import lazy_pattern
from dflint.packages.requirement import RequirementKind

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from dflint.build.install_history import InstalledSoFar
    from dflint.build.steps import InstallStep
    from dflint.build.wanted_packages import WantedPackage

_NAME = lazy_pattern(r"[a-z0-9-]+")
_FETCHED_ANEW = ("--force-reinstall", "--reinstall", "--ignore-installed", "--refresh", "--eager", "--upgrade-strategy")
_ELSEWHERE = ("--target", "--prefix", "--root", "--python")
_OF_CONDA = {"pytorch": "torch", "pytorch-gpu": "torch", "pytorch-cpu": "torch", "py-opencv": "opencv-python"}
"""What Python calls packages of conda that have another name there."""
_OLDEST_PYTHON = (3, 10)
"""Of the Pythons before it the newest releases know nothing, so that older ones are installed, with other needs."""


class Need(NamedTuple):
    """A package and the versions of it that are wanted; `of_newest` is whether the newest release of one wants them."""

    name: str
    specifier: str
    of_newest: bool


class Fetched(NamedTuple):
    """The bytes of the wheels that an installation fetches, as far as they are known: all of them if `is_complete`."""

    byte_count: int
    is_complete: bool


def fetched(install: InstallStep, small: Container[str] = ()) -> Fetched:
    """What `install` fetches into the cache of its tool.

    Packages of the names in `small` count for nothing. What may be there before is taken to be there.
    """
    asked = _asked(install)
    if asked is None:
        return Fetched(0, False)
    there = Present(install)
    pending: list[Need] = []
    is_complete = True
    is_alone = leaves_out_dependencies(install)
    seen = set(there.left_alone(asked))
    for package in asked:
        if package.kind is RequirementKind.VCS:
            needs = _needs_of_repository(install, package)
            is_complete = is_complete and needs is not None
            pending.extend([] if is_alone or needs is None else needs)
        elif package.kind is not RequirementKind.PACKAGE or not package.name:
            is_complete = False
        elif package.name not in small and package.name not in seen:
            is_complete = is_complete and not package.extras
            pending.append(Need(package.name, "", _takes_newest(package)))
            there.forget(package.name)
    byte_count = 0
    while pending:
        need = pending.pop()
        if need.name in seen or there.holds(need):
            continue
        seen.add(need.name)
        row = PACKAGE_NEEDS.get(need.name)
        if row is None:
            is_complete = False
            continue
        byte_count += row[0]
        pending.extend([] if is_alone else needs_in(row[1], need.of_newest))
    return Fetched(byte_count, is_complete)


def _asked(install: InstallStep) -> list[WantedPackage] | None:
    """The packages that the command asks for; None if they are not known."""
    command, wanted = install.install, install.wanted
    # A repository need not say its name, so that the command is not known to ask for nothing else.
    is_known = wanted.is_complete or not (command.requirement_files or command.reads_project)
    if command.ecosystem != "python" or wanted.local_paths or not is_known:
        return None
    if command.reads_project and install.resolved.is_locked:
        return None
    from dflint.build.marker_environment import environment_of

    environment = environment_of(install)
    return [one for one in wanted.packages if environment.holds(one.marker) is not False] or None


def _takes_newest(package: WantedPackage) -> bool:
    specifier = package.specifier
    return specifier is not None and not any(sign in specifier for sign in ("<", "==", "~=", "^"))


def needs_in(written: str, of_newest: bool) -> Iterator[Need]:
    """What a row of the table of needs asks for; `of_newest` as in `Need`."""
    for word in written.split():
        match = _NAME.match(word)
        if match is not None:
            yield Need(match[0], word[match.end() :], of_newest)


def _needs_of_repository(install: InstallStep, package: WantedPackage) -> list[Need] | None:
    """What the package in a repository is known to need; None where what is built of it is kept, however large it is.

    pip keeps no wheel of a repository, unless the URL holds the hash of the commit.
    """
    from dflint.knowledge.large_packages import LARGE_PACKAGES
    from dflint.knowledge.repository_needs import REPOSITORY_NEEDS, is_at_commit, repository_in

    if install.install.manager != "pip" or (is_at_commit(package.location) and not package.is_editable):
        return None
    repository = repository_in(package.location) or ""
    if repository in REPOSITORY_NEEDS:
        return list(needs_in(REPOSITORY_NEEDS[repository], of_newest=False))
    for name in (package.name, repository.rpartition("/")[2].replace("_", "-")):
        if name in PACKAGE_NEEDS:
            return list(needs_in(PACKAGE_NEEDS[name][1], of_newest=True))
        if name in LARGE_PACKAGES:
            return [Need(need, "", of_newest=False) for need in needs_of(name)]
    return []


class Brought:
    """What was brought to an environment up to some point of a history, with all that this is known to need.

    `names` are the packages with their versions, where they are known.
    """

    def __init__(self, there: Mapping[str, str | None], removal_count: int) -> None:
        """`there` is what the base image holds."""
        self.names: dict[str, str | None] = {}
        self.removal_count = removal_count
        self._count = 0
        for name, version in there.items():
            self._add(name, version, is_alone=False)

    def is_up_to(self, before: InstalledSoFar) -> bool:
        """Whether what is installed `before` is this and what may be added to it."""
        return self.removal_count == before.removal_count and self._count <= before.end

    def follow(self, install: InstallStep, before: InstalledSoFar) -> None:
        """Add what was brought since to where `install` installs to, up to `before`."""
        for package in before.since(self._count):
            earlier = package.install
            if earlier.install.ecosystem == "conda":
                self._add(_OF_CONDA.get(package.name, package.name), package.version, is_alone=False)
            elif share_environment(earlier, install):
                self._add(package.name, package.version, leaves_out_dependencies(earlier))
        self._count = before.end

    def _add(self, name: str, version: str | None, is_alone: bool) -> None:
        self.names[name] = version
        pending = [] if is_alone else [name]
        while pending:
            current = pending.pop()
            row = PACKAGE_NEEDS.get(current)
            brought = set(needs_of(current))
            if row is not None:
                brought.update(need.name for need in needs_in(row[1], of_newest=False))
            new = brought - self.names.keys()
            self.names.update(dict.fromkeys(new))
            pending.extend(new)


def brought_before(install: InstallStep, before: InstalledSoFar) -> dict[str, str | None]:
    """What is installed `before` where `install` installs to, with all that this needs, and the versions of it."""
    kept = before.history.brought
    there = packages_of_base_at(install)
    key = (location_of(install), release_named(install), bool(there))
    brought = kept.get(key)
    if brought is None or not brought.is_up_to(before):
        brought = kept[key] = Brought(there, before.removal_count)
    brought.follow(install, before)
    return dict(brought.names)


class Present:
    """What is there before an installation, with all that this is known to have brought."""

    def __init__(self, install: InstallStep) -> None:
        """What is there before `install`."""
        self._install = install
        command = install.install
        self._before = resolved_before(install)
        self._names: dict[str, str | None] = {}
        self._anew: set[str] = set()
        self._is_fresh = command.action == "download" or command.has(*_FETCHED_ANEW, *_ELSEWHERE)
        if command.manager == "uv" and command.has("--upgrade"):
            self._is_fresh = True
        if not self._is_fresh:
            self._names = brought_before(install, self._before)

    def left_alone(self, asked: list[WantedPackage]) -> Iterator[str]:
        """The names of those of `asked` that are there already, and stay as they are."""
        if self._is_fresh or self._install.install.has("--upgrade"):
            return
        for package in asked:
            direct = next((one for one in self._install.resolved.named(package.name) if one.is_direct), None)
            came_along = package.name in self._names and package.specifier == "" and not package.extras
            if came_along or (direct is not None and is_present(direct, self._before) is True):
                yield package.name

    def forget(self, name: str) -> None:
        """Take the package `name` to be fetched anew."""
        self._anew.add(name)

    def holds(self, need: Need) -> bool:
        """Whether what another package needs is there, or may be."""
        if self._is_fresh or need.name in self._anew:
            return False
        if need.name not in self._names:
            return not self._before.is_complete and _may_hold_anything(self._install)
        version = self._names[need.name]
        if version is None or not need.of_newest or not need.specifier or self._has_old_python:
            return True
        from dflint.packages.versions import satisfies

        return satisfies(version, need.specifier) is not False

    @property
    def _has_old_python(self) -> bool:
        from dflint.build.python_version import python_of

        python = python_of(self._install)
        return python is None or python.release < _OLDEST_PYTHON


def _may_hold_anything(install: InstallStep) -> bool:
    """Whether files that could not be read may have brought any package before `install`; not what a command names."""
    for stage in install.stage.chain:
        for step in stage.layers:
            if stage is install.stage and step.position > install.step.position:
                break
            if isinstance(step, CopyStep):
                if not step.is_from_context:
                    return True
            elif any(_reads_unknown_files(one) for one in step.installs if one is not install):
                return True
    return False


def _reads_unknown_files(install: InstallStep) -> bool:
    command, wanted = install.install, install.wanted
    if command.ecosystem not in ("python", "conda") or wanted.is_complete:
        return False
    return bool(command.requirement_files or command.reads_project or wanted.local_paths or command.is_dynamic)
