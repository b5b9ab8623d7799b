"""How do the files of this project refer to each other? The project as the rules see it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from dflint.cached_property import cached_property
from dflint.project.builds import Builds
from dflint.project.discovery import Found, find
from dflint.project.files import Failure, FileReader, ProjectFile
from dflint.project.links import BuildLink, links_of
from dflint.project.names import Kind, kind_of, kind_of_named
from dflint.project.roots import is_below
from dflint.storage import DISK, Storage

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service
    from dflint.context.build_context import BuildContext
    from dflint.dockerfile.instructions import Dockerfile
    from dflint.packages.pyproject import PyProject
    from dflint.packages.requirements import RequirementSet
    from dflint.project.compose_models import ComposeModels
    from dflint.project.own_texts import OwnTexts
    from dflint.project.pulled_images import BuiltImages
    from dflint.source import Source

__all__ = ["Project", "ProjectFile"]


class Project:
    """The container files below `root`, and what they make together.

    Nothing is searched, read or parsed before it is asked for, and nothing twice. A file that cannot be read is a
    `ProjectFile` with a `failure`, never an exception. What a file of the project means does not depend on which files
    are checked: every compose file below the root is known to it. All paths are absolute.
    """

    def __init__(
        self,
        root: str,
        named: Iterable[str] = (),
        overlay: Mapping[str, bytes] | None = None,
        found: Found | None = None,
        storage: Storage = DISK,
        like: Project | None = None,
    ) -> None:
        """`named` are files that belong to the project though the finder leaves them out: a person has named them.

        `overlay` maps paths to bytes that stand for what is on the disk, or are not there at all. `found` is what the
        finder has found below the root, if that is known; where `storage` is not the disk, it must be. `like` is
        another version of the project: files that are the same in both are not parsed again.
        """
        self.root = os.path.abspath(root)
        self.overlay: Mapping[str, bytes] = overlay or {}
        self._named = frozenset(os.path.abspath(path) for path in named)
        self.storage = storage
        self._like = like
        self._reader: FileReader = FileReader(self.overlay, storage, None if like is None else like._reader)
        self._parsed: dict[tuple[str, Kind], ProjectFile] = {}
        self._contexts: dict[tuple[str, str | None], BuildContext | None] = {}
        # Of all overlays: the text of the ignore file is part of what they are known by.
        self._opened: dict[tuple[str, str | None, str], BuildContext] = {}
        self._real_paths: dict[str, str] = {}
        self._requirements: dict[tuple[int, str], RequirementSet] = {}
        self._pyprojects: dict[str, PyProject | None] = {}
        self.services_by_name: dict[int, dict[str, list[Service]]] = {}
        """The services of compose files, by the `id` of the file, as `dflint.project.alternatives` finds them."""
        self._links: dict[str, tuple[BuildLink, ...]] = {}
        self._services_building: dict[str, dict[str, list[Service]]] = {}
        if found is not None:
            self.found = found

    def with_overlay(self, overlay: Mapping[str, bytes]) -> Project:
        """This project with other edits in memory. What they do not touch is not read or parsed again."""
        project = Project(self.root, self._named, overlay, self.found, self.storage)
        changed = overlay.keys() | self.overlay.keys()
        project._reader = self._reader.with_overlay(overlay)
        project._parsed = {key: file for key, file in self._parsed.items() if key[0] not in changed}
        project._real_paths = self._real_paths
        project._opened = self._opened
        if "own_texts" in self.__dict__:
            project.own_texts.take_paths_of(self.own_texts)
        if not any(kind_of_named(os.path.basename(path)) is Kind.IGNORE for path in changed):
            project._contexts = self._contexts
        return project

    def renewed(self, found: Found, keeps_contexts: bool) -> Project:
        """This project, without an overlay, read anew from a storage that has changed; `found` is what is there now.

        With `keeps_contexts` what lies in the build contexts is taken to be the same as before, but for what files say.
        """
        project = Project(self.root, self._named, None, found, self.storage)
        if keeps_contexts:
            project._opened = self._opened
        return project

    # Files

    @cached_property
    def found(self) -> Found:
        """What the finder finds below the root."""
        return find(self.root)

    @cached_property
    def _kinds(self) -> Mapping[str, Kind]:
        kinds = {file.path: file.kind for file in self.found.files}
        for path in self._named:
            kinds.setdefault(path, kind_of_named(os.path.basename(path)))
        for path in self.overlay:
            kind = kind_of(os.path.basename(path))
            if kind is not None and is_below(path, self.root):
                kinds.setdefault(path, kind)
        return kinds

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The container files of the project, in order: those found, those named, and those made in memory."""
        return tuple(sorted(self._kinds))

    def files_of(self, kind: Kind) -> tuple[str, ...]:
        """The files of one kind."""
        return tuple(path for path in self.files if self._kinds[path] is kind)

    def kind(self, path: str) -> Kind:
        """The kind of the file at `path`, also of one that does not belong to the project."""
        return self._kinds.get(path) or kind_of_named(os.path.basename(path))

    def file(self, path: str) -> ProjectFile:
        """The file at `path`, whether or not it belongs to the project or exists."""
        return self._file(path, self.kind(path))

    def _file(self, path: str, kind: Kind) -> ProjectFile:
        file = self._parsed.get((path, kind))
        if file is None:
            read = self._reader.read(path, takes_pipes=path in self._named)
            file = self._same_file(path, kind, read) or ProjectFile(path, kind, read, self.storage)
            self._parsed[path, kind] = file
        return file

    def _same_file(self, path: str, kind: Kind, read: Source | Failure) -> ProjectFile | None:
        """The file at `path` of the other version, if it says the same there."""
        like = self._like
        file = None if like is None else like._parsed.get((path, kind))
        if like is None or file is None or file.source is not read:
            return None
        if kind is Kind.COMPOSE:
            # The variables of a compose file are part of its model.
            environment = os.path.join(os.path.dirname(path), ".env")
            if like.source(environment) is not self.source(environment):
                return None
        return file

    def is_file_of(self, kind: Kind, path: str) -> bool:
        """Whether `path` is one of `files_of(kind)`."""
        return self._kinds.get(path) is kind

    def parse_dockerfile(self, path: str) -> Dockerfile | None:
        """The syntax tree of the file at `path`, whatever it is called; None where it cannot be read."""
        return self._file(path, Kind.DOCKERFILE).dockerfile

    def source(self, path: str) -> Source | None:
        """The text of any file, None where it cannot be read or is too large."""
        read = self._reader.read(path)
        return None if isinstance(read, Failure) else read

    def exists(self, path: str) -> bool:
        """Whether there is a file at `path`, on the disk or in memory."""
        return self._reader.exists(path)

    def lies_there(self, path: str) -> bool:
        """Whether anything lies at `path`, a link that leads nowhere too, but not in memory."""
        return self.storage.mode(path) is not None

    def names(self, folder: str) -> Sequence[str]:
        """The names in the folder at `folder`, in order; none where it cannot be read."""
        try:
            return sorted(name for name, _ in self.storage.entries(folder))
        except (OSError, ValueError):
            return ()

    def real_path(self, path: str) -> str:
        """`path` without symbolic links, so that two paths of one file are equal."""
        known = self._real_paths.get(path)
        if known is None:
            known = self._real_paths[path] = self.storage.real_path(path)
        return known

    def canonical(self, path: str) -> str:
        """The path under which the project knows the file at `path`, which may lead through symbolic links."""
        if path in self._kinds:
            return path
        real, root = self.real_path(path), self.real_path(self.root)
        return os.path.join(self.root, os.path.relpath(real, root)) if is_below(real, root) else real

    @cached_property
    def own_texts(self) -> OwnTexts:
        """The texts that the project is made of; nothing is searched or read before one is asked for."""
        from dflint.project.own_texts import OwnTexts

        return OwnTexts(self)

    # Compose

    @cached_property
    def _compose_models(self) -> ComposeModels:
        from dflint.project.compose_models import ComposeModels

        return ComposeModels(self)

    def compose_file(self, path: str) -> ComposeFile | None:
        """The compose file at `path` as Compose sees it, with the files that it is merged with; None if unreadable.

        As it stands by itself it is ``file(path).compose``.
        """
        return self._compose_models.of(path) if self.kind(path) is Kind.COMPOSE else None

    def is_whole(self, path: str) -> bool:
        """Whether nothing but what is known is merged with the compose file at `path`."""
        file = self.compose_file(path)
        return (file is not None and file.base_path is not None) or not self._compose_models.has_other_settings(path)

    def parse_compose(self, path: str) -> ComposeFile | None:
        """The compose file at `path` as it stands, whatever it is called; None where it cannot be read."""
        return self._file(path, Kind.COMPOSE).compose

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """The services of all compose files."""
        files = [self.compose_file(path) for path in self.files_of(Kind.COMPOSE)]
        return tuple(service for file in files if file is not None for service in file.own_services)

    @cached_property
    def network_modes(self) -> frozenset[str | None]:
        """What the services have as `network_mode`."""
        return frozenset(service.text("network_mode") for service in self.services)

    @cached_property
    def built_images(self) -> BuiltImages:
        """The images that the services build."""
        from dflint.project.pulled_images import BuiltImages

        return BuiltImages(self.services)

    @cached_property
    def pushes_for_gpus(self) -> bool:
        """Whether a service asks for a GPU for an image that nobody knows: one built here and pushed, perhaps."""
        from dflint.project.cpu_images import may_be_pushed_image

        return any(service.gpu_requests and may_be_pushed_image(service) for service in self.services)

    @cached_property
    def links(self) -> tuple[BuildLink, ...]:
        """The services that build, of all compose files."""
        return tuple(link for path in self.files_of(Kind.COMPOSE) for link in self.links_of(path))

    def links_of(self, path: str) -> Sequence[BuildLink]:
        """The services that build, of the compose file at `path`."""
        source = self.source(path)
        # Reading YAML is slow, and most compose files build nothing.
        if source is None or not self._may_build(path, source.text):
            return ()
        if path not in self._links:
            file = self._compose_models.of(path)
            self._links[path] = () if file is None else tuple(links_of(file))
        return self._links[path]

    def services_building(self, dockerfile_path: str, path: str) -> Sequence[Service]:
        """The services of the compose file at `path` that build the Dockerfile at `dockerfile_path`."""
        if path not in self._services_building:
            by_path = self._services_building[path] = {}
            for link in self.links_of(path):
                if link.dockerfile_path is not None:
                    by_path.setdefault(self.real_path(link.dockerfile_path), []).append(link.service)
        return self._services_building[path].get(self.real_path(dockerfile_path), ())

    def _may_build(self, path: str, text: str) -> bool:
        if "build" in text or "extends" in text:
            return True
        base = self._compose_models.base_path(path)
        source = None if base is None else self.source(base)
        return source is not None and "build" in source.text

    # Builds

    @cached_property
    def _builds(self) -> Builds:
        return Builds(self)

    @property
    def builds(self) -> tuple[Build, ...]:
        """All builds of the Dockerfiles and of the inline Dockerfiles, by file."""
        return self._builds.all

    def builds_of(self, path: str) -> tuple[Build, ...]:
        """The builds of the Dockerfile at `path`, or of the inline Dockerfiles of the compose file at `path`.

        Those of one inline Dockerfile have the same `dockerfile`; see `build_groups_of`.
        """
        return tuple(build for group in self.build_groups_of(path) for build in group)

    def build_groups_of(self, path: str) -> tuple[tuple[Build, ...], ...]:
        """The builds of each Dockerfile that stands in the file at `path`: one group, or one an inline Dockerfile."""
        return self._builds.groups_of(path)

    def build_of(self, service: Service) -> Build | None:
        """The build of a service; None where it builds nothing, or something that is not here."""
        return self._builds.of_service(service)

    def services_of(self, build: Build) -> tuple[Service, ...]:
        """The services that share `build`; none where it stands for the Dockerfile in its own folder."""
        return self._builds.services_of(build)

    def contexts_of(self, paths: Iterable[str]) -> tuple[tuple[BuildContext, tuple[Build, ...]], ...]:
        """The build contexts that the files at `paths` have to do with, each with all builds of the project in it.

        A Dockerfile has to do with the contexts that it is built in, a compose file with those of its services, an
        ignore file with those that it belongs to.
        """
        return self._builds.contexts_of(paths)

    def context(self, root: str, dockerfile_path: str | None) -> BuildContext | None:
        """The build context at `root` for the Dockerfile at `dockerfile_path`, None for an inline one.

        None where there is no such folder, or where its ignore file cannot be read, so that nobody knows what is in it.
        """
        ignore_path = self._ignore_path(root, dockerfile_path)
        key = (root, ignore_path)
        if key not in self._contexts:
            self._contexts[key] = self._open_context(root, ignore_path)
        return self._contexts[key]

    def _open_context(self, root: str, ignore_path: str | None) -> BuildContext | None:
        from dflint.context.build_context import BuildContext

        if not self.storage.is_directory(root):
            return None
        file = None if ignore_path is None else self._file(ignore_path, Kind.IGNORE)
        if file is not None and file.ignore is None:
            return None
        key = (root, ignore_path, "" if file is None else file.source.text)
        if key not in self._opened:
            ignore = None if file is None else file.ignore
            self._opened[key] = BuildContext(root, ignore, ignore_path, storage=self.storage)
        return self._opened[key]

    def _ignore_path(self, root: str, dockerfile_path: str | None) -> str | None:
        """The ignore file of a context: the Dockerfile's own, else the one at the root, made in memory or on disk."""
        from dflint.context.dockerignore import IGNORE_FILE_NAME, ignore_file_for

        shared = os.path.join(root, IGNORE_FILE_NAME)
        own = shared if dockerfile_path is None else dockerfile_path + IGNORE_FILE_NAME
        if own in self.overlay:
            return own
        # An inline Dockerfile has no file beside which an ignore file of its own could stand.
        stored = ignore_file_for(dockerfile_path or os.path.join(root, ""), root, self.storage)
        return shared if stored != own and shared in self.overlay else stored

    # Packages

    def requirements(self, path: str, context: BuildContext | None = None) -> RequirementSet:
        """The requirements file at `path` with the files it takes in.

        With `context` as a build in that context reads it: `path` is relative to its root, and files that are not sent
        to the builder cannot be read.
        """
        from dflint.packages.requirements import read_requirements

        key = (id(context), path)
        if key not in self._requirements:
            read = self.source if context is None else context.read_text
            self._requirements[key] = read_requirements(path, read)
        return self._requirements[key]

    def pyproject(self, path: str) -> PyProject | None:
        """The ``pyproject.toml`` at `path`, None where it cannot be read."""
        from dflint.packages.pyproject import PyProject

        if path not in self._pyprojects:
            source = self.source(path)
            self._pyprojects[path] = None if source is None else PyProject(source)
        return self._pyprojects[path]
