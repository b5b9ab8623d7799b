"""Which packages of a lock file does an installation reach, and through which of those that were asked for?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dflint.packages.locks.model import Dependency, Lock, LockedPackage, OriginKind
from dflint.packages.markers import MarkerEnvironment


class Reached(NamedTuple):
    """A package that is reached: `through` is the name of the direct one that needs it, its own where it `is_direct`.

    It `is_certain` unless a marker on the way could not be evaluated.
    """

    package: LockedPackage
    through: str
    is_direct: bool
    is_certain: bool


class Reach:
    """What is reached from some roots. `missing` are the packages that the lock file should hold and does not."""

    def __init__(
        self,
        lock: Lock,
        roots: Iterable[Dependency],
        environment: MarkerEnvironment,
        chosen: frozenset[str] = frozenset(),
    ) -> None:
        """`chosen` are the names that stand for extras and groups in markers of `lock` (see `chosen_of_uv`)."""
        self.lock = lock
        self.environment = environment
        self.chosen = chosen
        self.missing: list[str] = []
        self._found: dict[int, Reached] = {}
        self._seen: set[tuple[int, str]] = set()
        pending: list[_Step] = [_Step(root, "", True) for root in roots]
        doubtful: list[_Step] = []
        while pending or doubtful:
            # What is certain comes first, so that nothing is called doubtful that is certain on another way.
            pending, doubtful = (pending, doubtful) if pending else (doubtful, [])
            following: list[_Step] = []
            for step in pending:
                for one in self._take(step):
                    (following if one.is_certain or not step.is_certain else doubtful).append(one)
            pending = following

    @property
    def packages(self) -> tuple[Reached, ...]:
        """All that is reached, in the order of the file."""
        return tuple(self._found[index] for index in sorted(self._found))

    def _take(self, step: _Step) -> Iterator[_Step]:
        wanted = step.dependency
        holds = self.environment.holds(wanted.marker, self.chosen)
        if holds is False:
            return
        if step.is_certain and holds is None:
            yield step._replace(dependency=wanted._replace(marker=""), is_certain=False)
            return
        packages = self._candidates(wanted)
        if not packages:
            self.missing.append(wanted.name)
        for package in packages:
            if step.is_certain and len(packages) > 1 and not _are_one(packages):
                pinned = wanted._replace(marker="", version=package.version, location=package.origin.location)
                yield step._replace(dependency=pinned, is_certain=False)
                continue
            yield from self._visit(package, step)

    def _visit(self, package: LockedPackage, step: _Step) -> Iterator[_Step]:
        through = step.through or package.name
        is_own = package.origin.kind is OriginKind.PROJECT and not step.through
        if package.index not in self._found:
            self._found[package.index] = Reached(package, through, not step.through, step.is_certain)
        for extra in ("", *step.dependency.extras):
            if (package.index, extra) in self._seen:
                continue
            self._seen.add((package.index, extra))
            needed = package.extras.get(extra, ()) if extra else package.dependencies
            for dependency in needed:
                # What a project of the workspace asks for is asked for directly.
                yield _Step(dependency, "" if is_own else through, step.is_certain)

    def _candidates(self, wanted: Dependency) -> list[LockedPackage]:
        """The locked packages that `wanted` may mean."""
        found = [
            package
            for package in self.lock.named(wanted.name)
            if (not wanted.version or package.version == wanted.version)
            and (not wanted.location or package.origin.location == wanted.location)
        ]
        if len(found) < 2:
            return found
        holding = []
        for package in found:
            markers = package.resolution_markers or tuple(package.markers.values())
            holds = self.environment.any_holds(markers, self.chosen)
            if holds is not False:
                holding.append(package)
        return holding


class _Step(NamedTuple):
    """A dependency that is to be followed; `through` is "" for one that is asked for directly."""

    dependency: Dependency
    through: str
    is_certain: bool


def _are_one(packages: list[LockedPackage]) -> bool:
    """Whether several entries are about one version, as pdm writes them for each choice of extras."""
    return len({package.version for package in packages}) == 1


def chosen_of_uv(project: str, extras: Iterable[str], groups: Iterable[str]) -> frozenset[str]:
    """The names that stand in the markers of a ``uv.lock`` for extras and groups of `project` that are chosen."""
    names = {f"project-{len(project)}-{project}"}
    names.update(f"extra-{len(project)}-{project}-{extra}" for extra in extras)
    names.update(f"group-{len(project)}-{project}-{group}" for group in groups)
    return frozenset(names)
