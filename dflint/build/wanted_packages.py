"""Which Python packages do the installations of a stage ask for?

Those that a command names, those of the requirements files it reads, of the ``pyproject.toml``, the ``Pipfile`` or the
``environment.yml`` of the project, and those that another stage has installed where they are copied from. What these
packages bring along is not asked for, nor is what a base image holds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.group_choice import GroupChoice
from dflint.build.install_inputs import InputFile, input_files, project_directory, reads_project, text_at, text_of
from dflint.build.state import join_path
from dflint.cached_property import cached_property
from dflint.packages.manifests import inputs_of
from dflint.packages.requirement import RequirementKind, normalise_name
from dflint.shell.installers.requirements import ARCHIVE, EDITABLE, PACKAGE, URL, VERSION_CONTROL

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.steps import CopyStep, InstallStep, RunStep
    from dflint.packages.pyproject import PyProject
    from dflint.packages.requirement import Requirement
    from dflint.packages.requirements import FileOption
    from dflint.shell.installers.requirements import Requirement as Argument
    from dflint.source import Source, Span

_INSTALLING = frozenset({"install", "sync", "create", "update", "upgrade", "download"})
_REMOVING = frozenset({"uninstall", "remove"})
_KINDS = {
    PACKAGE: RequirementKind.PACKAGE,
    URL: RequirementKind.URL,
    VERSION_CONTROL: RequirementKind.VCS,
    ARCHIVE: RequirementKind.ARCHIVE,
}
_LOCKS = frozenset({"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock"})
_MOST_HOPS = 20


class WantedPackage(NamedTuple):
    """A package that an installation asks for.

    `name` is normalised as PEP 503 says, "" where it is not known. `specifier` is the version that is asked for as it
    is written, "" for any, None where it is not known; where it `is_locked`, a lock file chooses one of those.
    `ecosystem` is ``python`` or ``conda``. `span` of `source` is where the package is named.
    """

    name: str
    specifier: str | None
    kind: RequirementKind
    ecosystem: str
    install: InstallStep
    source: Source
    span: Span
    extras: tuple[str, ...] = ()
    marker: str = ""
    location: str = ""
    is_editable: bool = False
    is_locked: bool = False


class WantedPackages:
    """What one installation, or several, ask for.

    `is_complete` is whether nothing else can be asked for: False when a file could not be read, an argument is not
    known, or a package is not named. `constraints` bound versions without asking for the packages. `files` are those
    that the command reads, with those that they take in; `options` are the options in them, such as an index.

    `local_paths` are the absolute paths in the image of the folders and archives that are installed, the project's own
    among them; None stands for one that is not known.
    """

    def __init__(
        self,
        packages: Iterable[WantedPackage] = (),
        constraints: Iterable[WantedPackage] = (),
        files: Iterable[InputFile] = (),
        options: Iterable[FileOption] = (),
        local_paths: Iterable[str | None] = (),
        is_complete: bool = True,
    ) -> None:
        self.packages = tuple(packages)
        self.constraints = tuple(constraints)
        self.files = tuple(files)
        self.options = tuple(options)
        self.local_paths = tuple(local_paths)
        self.is_complete = is_complete

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the packages."""
        return frozenset(package.name for package in self.packages if package.name)

    def named(self, name: str) -> tuple[WantedPackage, ...]:
        """What is asked for of the package `name`, in any spelling."""
        return self._by_name.get(normalise_name(name), ())

    @cached_property
    def _by_name(self) -> dict[str, tuple[WantedPackage, ...]]:
        by_name: dict[str, list[WantedPackage]] = {}
        for package in self.packages:
            by_name.setdefault(package.name, []).append(package)
        return {name: tuple(packages) for name, packages in by_name.items()}

    def without(self, names: frozenset[str]) -> WantedPackages:
        """The same without the packages of these names."""
        return self._with((package for package in self.packages if package.name not in names), self.is_complete)

    def incomplete(self) -> WantedPackages:
        """The same, with something besides that is not known."""
        return self._with(self.packages, False)

    def _with(self, packages: Iterable[WantedPackage], is_complete: bool) -> WantedPackages:
        return WantedPackages(packages, self.constraints, self.files, self.options, self.local_paths, is_complete)

    def __repr__(self) -> str:
        return f"WantedPackages({[package.name for package in self.packages]!r}, is_complete={self.is_complete})"


NOTHING = WantedPackages()


def together(parts: Iterable[WantedPackages]) -> WantedPackages:
    """What all `parts` ask for."""
    several = tuple(parts)
    if len(several) < 2:
        return several[0] if several else NOTHING
    return WantedPackages(
        (package for part in several for package in part.packages),
        (package for part in several for package in part.constraints),
        (file for part in several for file in part.files),
        (option for part in several for option in part.options),
        (path for part in several for path in part.local_paths),
        all(part.is_complete for part in several),
    )


def packages_of_install(install: InstallStep) -> WantedPackages:
    """What one command asks for; nothing if it installs none of Python's or conda's packages.

    Of a command of another ecosystem `files` are given nevertheless.
    """
    if install.install.action not in _INSTALLING:
        return NOTHING
    reader = _Reader(install)
    reader.read()
    return reader.wanted()


def packages_of_run(step: RunStep) -> WantedPackages:
    """What the commands of a RUN ask for."""
    return together(install.wanted for install in step.installs)


def packages_of_stage(stage: Stage, position: int | None = None) -> WantedPackages:
    """What is asked for in `stage` and those that it starts from, up to the step at `position`.

    What is uninstalled again is left out. Packages that are copied from where another stage has installed them count.
    """
    return _of_stage(stage, position, 0)


def _of_stage(stage: Stage, position: int | None, hops: int) -> WantedPackages:
    """The same; what is copied counts through so many stages as `hops` leaves of the most."""
    pending: list[Stage] = []
    parent = stage.parent
    while parent is not None and (hops, None) not in parent.wanted:
        pending.append(parent)
        parent = parent.parent
    before = None if parent is None else parent.wanted[hops, None]
    for current in reversed(pending):
        before = _of_own(current, None, hops, before)
    return _of_own(stage, position, hops, before)


def _of_own(stage: Stage, position: int | None, hops: int, before: WantedPackages | None) -> WantedPackages:
    """What is asked for after the steps of `stage` up to `position`, where `before` is at its start."""
    steps = stage.asking_layers
    count = None if position is None else bisect_left(steps, position, key=_position)
    if (hops, count) not in stage.wanted:
        parts = [] if before is None else [before]
        for step in steps[:count]:
            parts = _after(step, parts, hops)
        stage.wanted[hops, count] = together(parts)
    return stage.wanted[hops, count]


def _position(step: RunStep | CopyStep) -> int:
    return step.position


def _after(step: RunStep | CopyStep, parts: list[WantedPackages], hops: int) -> list[WantedPackages]:
    """What is asked for after `step`, where `parts` are before it."""
    from dflint.build.steps import CopyStep

    if isinstance(step, CopyStep):
        copied = None if step.is_from_context else packages_of_copy(step, hops)
        return parts if copied is None else [*parts, copied]
    for install in step.installs:
        if install.install.action not in _REMOVING:
            if install.wanted is not NOTHING:
                parts.append(install.wanted)
        elif install.install.ecosystem != "system" and not install.command.conditional:
            names = frozenset(normalise_name(package.name) for package in install.install.packages)
            parts = [part if names.isdisjoint(part.names) else part.without(names) for part in parts]
    return parts


def packages_of_copy(step: CopyStep, hops: int = 0) -> WantedPackages | None:
    """What another stage has installed of what `step` copies from it; None if nothing."""
    from dflint.build.install_locations import holds_packages, location_of
    from dflint.build.stages import Stage

    origin = step.origin
    if not isinstance(origin, Stage) or hops >= _MOST_HOPS:
        may_hold = any(source is None or holds_packages(source) for source in step.sources)
        return NOTHING.incomplete() if may_hold else None
    there = _of_stage(origin, None, hops + 1)
    if not there.packages and there.is_complete:
        return None
    taken = []
    is_complete = there.is_complete and None not in step.sources
    for package in there.packages:
        location = location_of(package.install)
        if location is None:
            is_complete = False
        if location is None or any(source is not None and _meet(source, location) for source in step.sources):
            taken.append(package)
    if not taken and not any(source is None or holds_packages(source) for source in step.sources):
        return None
    return WantedPackages(taken, there.constraints, (), there.options, there.local_paths, is_complete)


def _meet(source: str, location: str) -> bool:
    """Whether one of two paths holds the other."""
    from dflint.build.steps import is_within

    path = join_path("/", source)
    return is_within(path, location) or is_within(location, path)


class _Reader:
    """Reads what one command asks for."""

    def __init__(self, install: InstallStep) -> None:
        self.step = install
        self.install = install.install
        self.packages: list[WantedPackage] = []
        self.constraints: list[WantedPackage] = []
        self.files: list[InputFile] = []
        self.options: list[FileOption] = []
        self.local_paths: list[str | None] = []
        self.is_complete = not (self.install.is_dynamic or self.install.has_unknown_option)
        self.is_locked = False
        self.choice = GroupChoice(self.step)

    def wanted(self) -> WantedPackages:
        """What was read."""
        packages = self.packages
        if self.is_locked:
            packages = [package._replace(is_locked=True) for package in packages]
        is_complete = self.is_complete and self.choice.is_known
        return WantedPackages(packages, self.constraints, self.files, self.options, self.local_paths, is_complete)

    def read(self) -> None:
        """Read arguments and files."""
        is_python = self.install.ecosystem in ("python", "conda")
        if is_python:
            for argument in self.install.packages:
                self._read_argument(argument)
        constraints = frozenset(id(word) for word in self.install.constraint_files)
        for file in input_files(self.step):
            self.files.append(file)
            if is_python:
                self._read_file(file, id(file.word) in constraints)
        if reads_project(self.step):
            if is_python:
                self._read_project()
            else:
                self._read_package_json()
        if self.install.tool == "pip" and self.install.has("--group", "--requirements-from-script"):
            self.is_complete = False

    # Arguments

    def _read_argument(self, argument: Argument) -> None:
        if argument.kind == PACKAGE and self.install.ecosystem == "conda":
            self.is_complete = self.is_complete and bool(argument.name)
            self._add_argument(argument, RequirementKind.PACKAGE)
        elif argument.kind in _KINDS and not (argument.kind == ARCHIVE and "://" not in argument.url):
            self.is_complete = self.is_complete and bool(argument.name)
            self._add_argument(argument, _KINDS[argument.kind])
        elif argument.kind == EDITABLE and "://" in argument.url:
            self.is_complete = self.is_complete and bool(argument.name)
            self._add_argument(argument, RequirementKind.VCS)
        else:
            self._read_local_argument(argument)

    def _add_argument(self, argument: Argument, kind: RequirementKind) -> None:
        word = argument.word
        self.packages.append(
            WantedPackage(
                normalise_name(argument.name),
                argument.specifier,
                kind,
                self.install.ecosystem,
                self.step,
                word.script.source,
                argument.span,
                tuple(normalise_name(extra) for extra in argument.extras),
                argument.marker,
                argument.url,
                argument.kind == EDITABLE,
            )
        )

    def _read_local_argument(self, argument: Argument) -> None:
        """A folder or an archive."""
        directory = self.step.directory
        path = None
        if argument.word.value is not None and not argument.word.has_glob and not argument.url.startswith("~"):
            if argument.url.startswith("/"):
                path = join_path("/", argument.url)
            elif directory is not None and "://" not in argument.url:
                path = join_path(directory, argument.url)
        self.local_paths.append(path)
        if argument.name:
            self._add_argument(argument, RequirementKind.ARCHIVE)
        elif path is None or argument.kind == ARCHIVE:
            self.is_complete = False
        else:
            self._read_local_project(path, tuple(normalise_name(extra) for extra in argument.extras))

    def _read_local_project(self, directory: str, extras: tuple[str, ...]) -> None:
        project = self._pyproject(join_path(directory, "pyproject.toml"))
        if project is None:
            self.is_complete = False
            return
        if not (project.table("project") or project.table("tool", "poetry")):
            self.is_complete = False  # setup.py or setup.cfg says what is needed
        self._add_dependencies(project, directory)
        self._add_extras(project, extras)

    # Files

    def _read_file(self, file: InputFile, is_constraints: bool) -> None:
        if file.path is None or file.origin is None:
            self.is_complete = False
            return
        name = file.path.rpartition("/")[2]
        if file.word is None:
            self.is_locked = self.is_locked or name in _LOCKS
        elif self.install.ecosystem == "conda":
            self._read_environment(file.path)
        elif name == "pyproject.toml":
            self._read_pyproject_for_uv(file.path)
        elif name in ("setup.py", "setup.cfg") or name.endswith(".toml"):
            self.is_complete = False
        else:
            self._read_requirements(file.path, is_constraints)

    def _read_requirements(self, path: str, is_constraints: bool = False) -> None:
        """The requirements file at `path`, and those that it takes in."""
        from dflint.packages.requirements import read_requirements

        origins: dict[str, InputFile] = {}

        def read(current: str) -> Source | None:
            origin = self.step.file_origin(current)
            if current != path:
                origins[current] = InputFile(current, origin, None, is_required=True)
            return text_of(origin)

        found = read_requirements(path, read)
        self.files.extend(origins.values())
        self.options.extend(found.options)
        if found.unread or any(file.problems for file in found.files):
            self.is_complete = False
        wanted, bounds = found.requirements, found.constraints
        if is_constraints:
            wanted, bounds = [], [*wanted, *bounds]
        for requirement in wanted:
            self._add(requirement, self.packages)
        for requirement in bounds:
            self._add(requirement, self.constraints)

    def _add(self, requirement: Requirement, to: list[WantedPackage]) -> None:
        kind = requirement.kind
        if kind in (RequirementKind.LOCAL, RequirementKind.ARCHIVE):
            directory = self.step.directory
            location = requirement.location
            is_plain = not requirement.has_variables and "://" not in location and not location.startswith("file:")
            path = join_path(directory, location) if directory is not None and is_plain else None
            self.local_paths.append(path)
        if (not requirement.name or requirement.has_variables) and to is self.packages:
            self.is_complete = False
        is_package = kind is RequirementKind.PACKAGE
        to.append(
            WantedPackage(
                requirement.name,
                requirement.specifier if is_package or requirement.specifier else None,
                kind,
                "python",
                self.step,
                requirement.source,
                requirement.span,
                requirement.extras,
                requirement.marker,
                requirement.location,
                requirement.is_editable,
            )
        )

    def _read_environment(self, path: str) -> None:
        """An ``environment.yml``; other files of conda are not read."""
        from dflint.packages.environment import parse_environment

        source = text_at(self.step, path) if path.endswith((".yml", ".yaml")) else None
        if source is None:
            self.is_complete = False
            return
        environment = parse_environment(source)
        if not environment.is_complete:
            # What is read in another way than it is meant may well be a path.
            self.is_complete = False
            self.local_paths.append(None)
        for package in environment.packages:
            self.packages.append(
                WantedPackage(
                    normalise_name(package.name),
                    package.specifier,
                    RequirementKind.PACKAGE,
                    "conda",
                    self.step,
                    source,
                    package.span,
                )
            )
        for requirement in environment.pip_requirements:
            self._add(requirement, self.packages)
        for named in environment.requirement_files:
            nested = join_path(path.rpartition("/")[0] or "/", named)
            origin = self.step.file_origin(nested)
            self.files.append(InputFile(nested, origin, None, is_required=True))
            self._read_requirements(nested)

    # Projects

    def _read_project(self) -> None:
        directory = project_directory(self.step)
        inputs = inputs_of(self.install.tool, self.install.action)
        if directory is None or inputs is None:
            self.is_complete = False
            return
        if self.install.tool == "pipenv":
            self._read_pipfile(join_path(directory, "Pipfile"))
        elif self.install.ecosystem == "conda":
            self._read_environment(join_path(directory, "environment.yml"))
        else:
            project = self._pyproject(join_path(directory, "pyproject.toml"))
            if project is None:
                self.is_complete = False
                return
            if not self.choice.leaves_out_dependencies:
                self._add_dependencies(project, directory)
            self._add_extras(project, self.choice.extras(project))
            for name in self.choice.groups(project):
                for requirement in project.dependency_groups.get(name, ()):
                    self._add(requirement, self.packages)
            if project.installs_project(self.install.manager) and not self.install.has(*inputs.without_project):
                self.local_paths.append(directory)

    def _read_package_json(self) -> None:
        """What a project of Node.js has of its own folders; its packages are none of Python's."""
        from dflint.packages.package_json import PackageJson

        directory = project_directory(self.step)
        source = None if directory is None else text_at(self.step, join_path(directory, "package.json"))
        if directory is None or source is None:
            self.is_complete = False
            return
        package = PackageJson(source)
        self.is_complete = self.is_complete and package.problem is None
        self.local_paths.extend(join_path(directory, path) for path in package.local_paths)
        is_pnpm_workspace = any((file.path or "").endswith("/pnpm-workspace.yaml") for file in self.files)
        if package.has_workspaces or is_pnpm_workspace:
            self.local_paths.append(None)

    def _read_pipfile(self, path: str) -> None:
        from dflint.packages.pyproject import read_pipfile

        source = text_at(self.step, path)
        if source is None:
            self.is_complete = False
            return
        for requirement in read_pipfile(source, with_development=self.install.has("--dev")):
            self._add(requirement, self.packages)

    def _pyproject(self, path: str) -> PyProject | None:
        from dflint.packages.pyproject import PyProject

        source = text_at(self.step, path)
        if source is None:
            return None
        project = PyProject(source)
        return None if project.problem is not None else project

    def _read_pyproject_for_uv(self, path: str) -> None:
        """``uv pip install -r pyproject.toml``."""
        project = self._pyproject(path)
        if project is None or self.install.manager != "uv":
            self.is_complete = False
            return
        self._add_dependencies(project, path.rpartition("/")[0] or "/")
        self._add_extras(project, self.choice.extras(project))
        for name in self.choice.named("--group"):
            for requirement in project.dependency_groups.get(name, ()):
                self._add(requirement, self.packages)

    def _add_dependencies(self, project: PyProject, directory: str) -> None:
        """What the project needs wherever it runs."""
        for requirement in project.dependencies:
            self._add(requirement, self.packages)
        sources = project.table("tool", "uv", "sources")
        if any(normalise_name(name) in {wanted.name for wanted in project.dependencies} for name in sources):
            self.is_complete = False  # one of them comes from elsewhere than the index
        for path in project.local_paths:
            self.local_paths.append(join_path(directory, path))
        if project.has_dynamic_dependencies:
            files = project.dependency_files
            for file in files:
                nested = join_path(directory, file)
                self.files.append(InputFile(nested, self.step.file_origin(nested), None, is_required=True))
                self._read_requirements(nested)
            self.is_complete = self.is_complete and bool(files)

    def _add_extras(self, project: PyProject, extras: Iterable[str]) -> None:
        own = project.name
        pending = list(extras)
        seen: set[str] = set()
        while pending:
            extra = pending.pop()
            if extra in seen:
                continue
            seen.add(extra)
            for requirement in project.optional_dependencies.get(extra, ()):
                if requirement.name == own:
                    pending.extend(requirement.extras)  # an extra made of others
                else:
                    self._add(requirement, self.packages)
