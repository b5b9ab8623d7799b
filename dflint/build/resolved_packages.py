"""Which packages does an installation really bring, in which versions, and through which of those it asks for?

Where a lock file is in use it says so: what is reached from the chosen groups and extras, with markers evaluated for
the image. Else it is what is asked for, with the versions that are pinned, and torch where one of the packages always
needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.install_inputs import project_directory, text_at
from dflint.build.lock_use import LockUse, lock_of, named_locks
from dflint.build.marker_environment import environment_of
from dflint.build.state import join_path
from dflint.build.wanted_packages import packages_of_copy
from dflint.cached_property import cached_property
from dflint.knowledge.torch_dependents import TORCH_DEPENDENTS
from dflint.knowledge.torch_indexes import variant_of_url, variant_of_version
from dflint.lazy_pattern import lazy_pattern
from dflint.packages.locks.model import Dependency, OriginKind
from dflint.packages.requirement import RequirementKind, normalise_name

if TYPE_CHECKING:
    from dflint.build.install_history import InstalledSoFar
    from dflint.build.stages import Stage
    from dflint.build.steps import CopyStep, InstallStep
    from dflint.build.wanted_packages import WantedPackage
    from dflint.packages.locks.model import LockedPackage, Origin
    from dflint.packages.pyproject import PyProject
    from dflint.source import Source, Span

_PINNED = lazy_pattern(r"={2,3}\s*v?([0-9][^*,<>=!~;\s]*)")
_INSTALLING = frozenset({"install", "sync", "create", "update", "upgrade"})
_PYPI = lazy_pattern(r"https?://(?:pypi\.org|pypi\.python\.org|files\.pythonhosted\.org)(?:/|$)")


class ResolvedPackage(NamedTuple):
    """A package that gets into the image.

    `version` is None where nothing fixes it. `through` is the name of the package that is asked for and needs this one,
    "" where this one `is_direct`, or where that is not known. `span` of `source` is where it is named: a direct one
    where it is asked for, another one in the lock file or, without one, where `through` is asked for.

    `locked` is the entry of the lock file, `wanted` what asks for it directly.
    """

    name: str
    version: str | None
    install: InstallStep
    source: Source
    span: Span
    is_direct: bool
    through: str = ""
    locked: LockedPackage | None = None
    wanted: WantedPackage | None = None

    @property
    def torch_variant(self) -> str | None:
        """The build of a package of PyTorch: ``cpu``, ``cu121``, "" for that of PyPI, None if that is not known."""
        if self.version is not None and (named := variant_of_version(self.version)) is not None:
            return named
        if self.locked is not None and (known := _variant_of_origin(self.locked.origin)) is not None:
            return known
        if self.wanted is not None and self.wanted.kind is not RequirementKind.PACKAGE:
            return None
        from dflint.build.package_indexes import indexes_of

        return indexes_of(self.install).torch_variant(self.name, self.version or "")


def _variant_of_origin(origin: Origin) -> str | None:
    if origin.kind is not OriginKind.REGISTRY or not origin.location:
        return None
    return "" if _PYPI.match(origin.location) else variant_of_url(origin.location) or None


class ResolvedPackages:
    """What one installation, or several, bring. `is_complete` is whether nothing is left out but what nobody names.

    `is_locked` is whether lock files say all of it, what is not asked for directly too.
    """

    def __init__(
        self, packages: Iterable[ResolvedPackage] = (), is_complete: bool = True, is_locked: bool = False
    ) -> None:
        self._given = tuple(packages)
        self.is_complete = is_complete
        self.is_locked = is_locked

    @cached_property
    def packages(self) -> tuple[ResolvedPackage, ...]:
        """The packages, in order."""
        return self._given

    @cached_property
    def _by_name(self) -> dict[str, list[ResolvedPackage]]:
        by_name: dict[str, list[ResolvedPackage]] = {}
        for package in self.packages:
            by_name.setdefault(package.name, []).append(package)
        return by_name

    def named(self, name: str) -> Sequence[ResolvedPackage]:
        """The packages of that name, in any spelling: one for each installation that brings it."""
        return self._by_name.get(normalise_name(name), ())

    def last(self, name: str) -> ResolvedPackage | None:
        """The package of that name that is there in the end: what satisfies a later installation stays as it is."""
        current: ResolvedPackage | None = None
        for package in self.named(name):
            if current is None or replaces(package, current):
                current = package
        return current

    def __repr__(self) -> str:
        return f"ResolvedPackages({[(package.name, package.version) for package in self.packages]!r})"


NOTHING = ResolvedPackages()


def replaces(package: ResolvedPackage, earlier: ResolvedPackage) -> bool | None:
    """Whether installing `package` puts another one in the place of `earlier`; None if that is not known."""
    if package.install.install.has("--force-reinstall", "--ignore-installed", "--target", "--prefix"):
        return True
    if package.wanted is not None and package.wanted.kind is not RequirementKind.PACKAGE:
        return True
    if package.install.install.has("--upgrade") and package.is_direct:
        return None if package.version is None else package.version != earlier.version
    if package.version is None and package.wanted is None:
        return False  # it comes along, and is there already
    specifier = f"=={package.version}" if package.version is not None else (package.wanted and package.wanted.specifier)
    if specifier is None or earlier.version is None:
        return None if specifier is None or package.version is not None else False
    from dflint.packages.versions import satisfies

    holds = satisfies(earlier.version, specifier)
    return None if holds is None else not holds


def resolved_of_install(install: InstallStep) -> ResolvedPackages:
    """What one command brings; nothing if it installs none of Python's packages. `InstallStep.resolved` keeps it."""
    if install.install.action not in _INSTALLING or install.install.ecosystem not in ("python", "conda"):
        return NOTHING
    use = lock_of(install)
    if use is not None:
        return _from_lock(install, use)
    parts = [_from_wanted(install)]
    for named in named_locks(install):
        parts.append(ResolvedPackages((), False) if named is None else _from_pylock(install, named))
    return parts[0] if len(parts) == 1 else _together(parts)


def resolved_of_stage(stage: Stage, position: int | None = None) -> ResolvedPackages:
    """What is installed in `stage` and those that it starts from, up to the step at `position`, in order.

    What is uninstalled again is left out. Packages that are copied from where another stage has installed them count.
    """
    return stage.installs.end if position is None else stage.installs.before_position(position)


def resolved_before(install: InstallStep) -> InstalledSoFar:
    """What is installed in the image before `install` runs, as far as its stages say."""
    return install.stage.installs.before(install)


def brought_by_copy(step: CopyStep) -> ResolvedPackages | None:
    """What the installations of another stage bring whose packages `step` copies; None if nothing."""
    copied = None if step.is_from_context else packages_of_copy(step)
    if copied is None:
        return None
    installs = {id(package.install): package.install for package in copied.packages}
    together = _together([install.resolved for install in installs.values()])
    return ResolvedPackages(together.packages, together.is_complete and copied.is_complete, together.is_locked)


def _together(parts: Sequence[ResolvedPackages]) -> ResolvedPackages:
    return ResolvedPackages(
        (package for part in parts for package in part.packages),
        all(part.is_complete for part in parts),
        bool(parts) and all(part.is_locked for part in parts if part is not NOTHING),
    )


# Without a lock file


def _from_wanted(install: InstallStep) -> ResolvedPackages:
    wanted = install.wanted
    environment = environment_of(install)
    bounds = {bound.name: pinned_version(bound.specifier) for bound in wanted.constraints}
    packages = []
    is_complete = wanted.is_complete
    for package in wanted.packages:
        if not package.name:
            continue
        holds = environment.holds(package.marker)
        is_complete = is_complete and holds is not None
        if holds:
            version = pinned_version(package.specifier) or bounds.get(package.name)
            packages.append(
                ResolvedPackage(
                    package.name, version, install, package.source, package.span, is_direct=True, wanted=package
                )
            )
    packages.extend(_brought_torch(install, packages, bounds.get("torch")))
    return ResolvedPackages(packages, is_complete)


def _brought_torch(
    install: InstallStep, packages: Sequence[ResolvedPackage], version: str | None
) -> Iterator[ResolvedPackage]:
    """torch, where it is not asked for and one of `packages` always needs it."""
    if install.install.ecosystem != "python" or leaves_out_dependencies(install):
        return
    if any(package.name == "torch" for package in packages):
        return
    for package in packages:
        needs = package.name in TORCH_DEPENDENTS and package.wanted is not None
        if needs and package.wanted is not None and package.wanted.kind is RequirementKind.PACKAGE:
            yield package._replace(
                name="torch", version=version, is_direct=False, through=package.name, locked=None, wanted=None
            )
            return


def leaves_out_dependencies(install: InstallStep) -> bool:
    """Whether only what is named is installed, without what it needs."""
    if install.install.has("--no-deps"):
        return True
    value = install.lookup("PIP_NO_DEPS") if install.install.manager == "pip" else None
    return value is not None and value not in ("0", "false", "")


def pinned_version(specifier: str | None) -> str | None:
    """The one version that a specifier allows; None if it allows several, or is not known."""
    match = _PINNED.fullmatch(specifier) if specifier else None
    return None if match is None else match[1]


# With a lock file


def _from_pylock(install: InstallStep, use: LockUse) -> ResolvedPackages:
    environment = environment_of(install)
    extras = frozenset(normalise_name(word.value) for word in install.install.values("--extra") if word.value)
    groups = frozenset(normalise_name(word.value) for word in install.install.values("--group") if word.value)
    answers = [
        (package, environment.holds(package.markers.get("", ""), extras, groups)) for package in use.lock.packages
    ]
    return ResolvedPackages(
        (_locked(install, package) for package, holds in answers if holds),
        all(holds is not None for _, holds in answers),
        is_locked=True,
    )


def _locked(install: InstallStep, package: LockedPackage, through: str = "") -> ResolvedPackage:
    return ResolvedPackage(
        package.name, package.version, install, package.lock.source, package.span, False, through, package
    )


def _from_lock(install: InstallStep, use: LockUse) -> ResolvedPackages:
    if use.lock.tool == "pipenv":
        return _from_pipfile_lock(install, use)
    directory = project_directory(install)
    source = None if directory is None else text_at(install, join_path(directory, "pyproject.toml"))
    if source is None:
        return ResolvedPackages((), False)
    from dflint.packages.pyproject import PyProject

    project = PyProject(source)
    roots = _Roots(install, project, use)
    dependencies = tuple(roots.of_uv() if use.lock.tool == "uv" else roots.of_project())
    from dflint.packages.locks.reach import Reach

    reach = Reach(use.lock, dependencies, environment_of(install), roots.chosen)
    left_out = frozenset(roots.choice.named("--no-install-package"))
    packages = []
    is_complete = roots.is_known and roots.choice.is_known and not reach.missing
    for reached in reach.packages:
        is_complete = is_complete and reached.is_certain
        package = reached.package
        if not reached.is_certain or package.origin.kind is OriginKind.PROJECT or package.name in left_out:
            continue
        asking = next(iter(install.wanted.named(package.name)), None) if reached.is_direct else None
        if asking is None:
            one = _locked(install, package, "" if reached.is_direct else reached.through)
            packages.append(one._replace(is_direct=reached.is_direct))
        else:
            packages.append(
                ResolvedPackage(
                    package.name, package.version, install, asking.source, asking.span, True, "", package, asking
                )
            )
    return ResolvedPackages(packages, is_complete, is_locked=True)


class _Roots:
    """What of a lock file is asked for directly. `chosen` stands for the extras and groups in markers of uv."""

    def __init__(self, install: InstallStep, project: PyProject, use: LockUse) -> None:
        from dflint.build.group_choice import GroupChoice

        self.install = install
        self.project = project
        self.lock = use.lock
        self.choice = GroupChoice(install)
        self.is_known = project.problem is None
        self.chosen: frozenset[str] = frozenset()

    def of_uv(self) -> Iterator[Dependency]:
        """What ``uv sync`` installs: the lock file repeats what the projects of the workspace ask for."""
        from dflint.packages.locks.reach import chosen_of_uv

        names = list(self.choice.named("--package")) or [self.project.name]
        if self.install.install.has("--all-packages"):
            names = [package.name for package in self.lock.packages if package.origin.kind is OriginKind.PROJECT]
        extras = tuple(self.choice.extras(self.project))
        groups = tuple(self.choice.groups(self.project))
        self.chosen = frozenset().union(*(chosen_of_uv(name, extras, groups) for name in names))
        for name in names:
            found = self.lock.named(name)
            if not name or not found:
                # The root of a workspace need not be a project.
                self.is_known = False
                continue
            package = found[0]
            if not self.choice.leaves_out_dependencies:
                yield from package.dependencies
                chosen = package.extras if self.install.install.has("--all-extras") else extras
                for extra in chosen:
                    yield from package.extras.get(extra, ())
            for group in groups:
                yield from package.groups.get(group, ())

    def of_project(self) -> Iterator[Dependency]:
        """What Poetry and PDM install: what the project asks for, by the groups and extras that are chosen."""
        wanted = [] if self.choice.leaves_out_dependencies else list(self.project.dependencies)
        for extra in self.choice.extras(self.project):
            wanted.extend(self.project.optional_dependencies.get(extra, ()))
        for group in self.choice.groups(self.project):
            wanted.extend(self.project.dependency_groups.get(group, ()))
        self.is_known = self.is_known and not self.project.has_dynamic_dependencies
        for requirement in wanted:
            if requirement.name and requirement.name != self.project.name:
                yield Dependency(requirement.name, requirement.marker, requirement.extras)


def _from_pipfile_lock(install: InstallStep, use: LockUse) -> ResolvedPackages:
    environment = environment_of(install)
    sections = {"default", "develop"} if install.install.has("--dev") else {"default"}
    packages = []
    is_complete = True
    for package in use.lock.packages:
        if package.in_groups is None or sections.isdisjoint(package.in_groups):
            continue
        holds = environment.holds(package.markers.get("", ""))
        is_complete = is_complete and holds is not None
        if not holds:
            continue
        asking = next(iter(install.wanted.named(package.name)), None)
        if asking is None:
            packages.append(_locked(install, package))
        else:
            packages.append(
                ResolvedPackage(
                    package.name, package.version, install, asking.source, asking.span, True, "", package, asking
                )
            )
    return ResolvedPackages(packages, is_complete, is_locked=True)
