"""What the installations of a stage, and of those that it starts from, bring one after the other, and take away again.

Each of many installations asks what is there before it, so all of them look into one list, up to a place in it.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from dflint.build.resolved_packages import NOTHING, ResolvedPackages, brought_by_copy, replaces
from dflint.build.steps import CopyStep
from dflint.cached_property import cached_property
from dflint.packages.requirement import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dflint.build.fetched_bytes import Brought
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep

_REMOVING = frozenset({"uninstall", "remove"})


class _Name:
    """The installations of one package: their places among all, and where it was uninstalled."""

    def __init__(self) -> None:
        self.places: list[int] = []
        self._removals: list[tuple[int, int]] = []
        """How many removals of anything there had been then, and how many packages."""
        self._firsts: set[int] = set()
        """The indexes in `places` before which nothing of it is there."""
        self._current: list[ResolvedPackage] = []

    def install(self, place: int) -> None:
        """Add an installation."""
        if not self.places or self.places[-1] < self.removed_before(None):
            self._firsts.add(len(self.places))
        self.places.append(place)

    def remove(self, removal_count: int, place: int) -> None:
        """Add a removal, of all installations before `place`."""
        self._removals.append((removal_count, place))

    def removed_before(self, removal_count: int | None) -> int:
        """The place up to which the first `removal_count` removals, or all of them, have taken it away."""
        index = len(self._removals) if removal_count is None else bisect_left(self._removals, (removal_count + 1, 0))
        return self._removals[index - 1][1] if index else 0

    def current(self, index: int, packages: Sequence[ResolvedPackage]) -> ResolvedPackage:
        """What is there of it, of all `packages`, after its installation of that `index`."""
        while len(self._current) <= index:
            at = len(self._current)
            package = packages[self.places[at]]
            if at not in self._firsts:
                earlier = self._current[-1]
                package = package if replaces(package, earlier) else earlier
            self._current.append(package)
        return self._current[index]


class InstallHistory:
    """All packages that are installed along a chain of stages, in order, also those that are uninstalled again."""

    def __init__(self, start: ResolvedPackages | None = None) -> None:
        """`start` is what is there at first."""
        self.packages: list[ResolvedPackage] = []
        self.names: dict[str, _Name] = {}
        self.removals: list[frozenset[str]] = []
        """The names that each removal took away."""
        self.brought: dict[tuple[str | None, str, bool], Brought] = {}
        """What was brought to each environment so far, with what that needs."""
        self._part_count = 0
        self._is_complete = True
        self._is_locked = True
        if start is not None:
            self.add(start)

    def add(self, part: ResolvedPackages) -> None:
        """Go on with what one installation brings."""
        for package in part.packages:
            self.names.setdefault(package.name, _Name()).install(len(self.packages))
            self.packages.append(package)
        self._part_count += 1
        self._is_complete = self._is_complete and part.is_complete
        self._is_locked = self._is_locked and (part.is_locked or part is NOTHING)

    def remove(self, names: Iterable[str]) -> None:
        """Go on with a command that uninstalls packages."""
        known = frozenset(name for name in names if name in self.names)
        if known:
            self.removals.append(known)
        for name in known:
            self.names[name].remove(len(self.removals), len(self.packages))

    def now(self) -> InstalledSoFar:
        """What is installed after all of this."""
        return InstalledSoFar(self, self._is_complete, self._part_count > 0 and self._is_locked)


class InstalledSoFar(ResolvedPackages):
    """What is installed at some point of a history."""

    def __init__(self, history: InstallHistory, is_complete: bool, is_locked: bool) -> None:
        super().__init__((), is_complete, is_locked)
        self.history = history
        self.end = len(history.packages)
        self.removal_count = len(history.removals)
        self._is_continued = False

    @cached_property
    def packages(self) -> tuple[ResolvedPackage, ...]:
        """The packages, in order."""
        return tuple(self.since(0))

    def continued(self) -> InstallHistory:
        """The history to go on with from here, which is the end of one: that one itself for who asks first."""
        if self._is_continued:
            return InstallHistory(self)
        self._is_continued = True
        return self.history

    def since(self, start: int) -> list[ResolvedPackage]:
        """Those of the packages that were installed after the first `start`."""
        packages = self.history.packages[start : self.end]
        if not self.removal_count:
            return packages
        gone = {
            name: removed
            for name, one in self.history.names.items()
            if (removed := one.removed_before(self.removal_count)) > start
        }
        return [package for at, package in enumerate(packages, start) if at >= gone.get(package.name, 0)]

    def named(self, name: str) -> Sequence[ResolvedPackage]:
        """The packages of that name, in any spelling: one for each installation that brings it."""
        one = self.history.names.get(normalise_name(name))
        if one is None:
            return ()
        first = bisect_left(one.places, one.removed_before(self.removal_count))
        return [self.history.packages[at] for at in one.places[first : bisect_left(one.places, self.end)]]

    def last(self, name: str) -> ResolvedPackage | None:
        """The package of that name that is there in the end: what satisfies a later installation stays as it is."""
        one = self.history.names.get(normalise_name(name))
        if one is None:
            return None
        index = bisect_left(one.places, self.end) - 1
        if index < 0 or one.places[index] < one.removed_before(self.removal_count):
            return None
        return one.current(index, self.history.packages)


class StageInstalls:
    """The part that a stage has in a history. It is followed as far as it is asked for."""

    def __init__(self, stage: Stage, start: InstalledSoFar | None) -> None:
        """`start` is what is installed at the end of the stage that this one starts from."""
        self._history = InstallHistory() if start is None else start.continued()
        self._parts: list[InstallStep | CopyStep] = []
        self._positions: list[int] = []
        self._index: dict[int, int] = {}
        for step in stage.layers:
            for part in (step,) if isinstance(step, CopyStep) else step.installs:
                self._index[id(part)] = len(self._parts)
                self._parts.append(part)
                self._positions.append(step.position)
        self._before = [self._history.now()]

    def before(self, install: InstallStep) -> InstalledSoFar:
        """What is installed before `install`; of a command that is not run by the build, at the end."""
        return self._at(self._index.get(id(install), len(self._parts)))

    def before_position(self, position: int) -> InstalledSoFar:
        """What is installed before the step at `position`."""
        return self._at(bisect_left(self._positions, position))

    @property
    def end(self) -> InstalledSoFar:
        """What is installed at the end of the stage."""
        return self._at(len(self._parts))

    def _at(self, index: int) -> InstalledSoFar:
        while len(self._before) <= index:
            self._follow(self._parts[len(self._before) - 1])
            self._before.append(self._history.now())
        return self._before[index]

    def _follow(self, part: InstallStep | CopyStep) -> None:
        if isinstance(part, CopyStep):
            copied = brought_by_copy(part)
            if copied is not None:
                self._history.add(copied)
        elif part.install.action not in _REMOVING:
            self._history.add(part.resolved)
        elif part.install.ecosystem != "system" and not part.command.conditional:
            self._history.remove({normalise_name(package.name) for package in part.install.packages})
