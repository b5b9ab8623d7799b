"""Which compose files does Compose read together? Each compose file of the project as Compose sees it.

A file that Compose reads by itself (``compose.yaml``) is merged with the override file beside it, or with the files
that are named together in ``.env``. One whose services only make sense on top of such a file (``compose.gpu.yaml``)
is merged onto it; every other one stands alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dflint.cached_property import cached_property
from dflint.project.links import base_names, is_base
from dflint.project.names import Kind

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service
    from dflint.compose.values import Environment
    from dflint.project.project import Project

OVERRIDE_NAMES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
"""The files that Compose merges into those without being told (cli/options.go of compose-go, 2026-07-21)."""

_DEV_CONTAINER = ".devcontainer"
"""The folder that https://containers.dev/implementors/spec/#devcontainerjson names."""


class ComposeModels:
    """The compose files of `project`, merged. Nothing is merged, and no other file read, where there is no need."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._models: dict[str, ComposeFile | None] = {}

    def of(self, path: str) -> ComposeFile | None:
        """The compose file at `path` as Compose sees it; None where it cannot be read."""
        if path not in self._models:
            written = self.written(path)
            self._models[path] = None if written is None else self._model(written)
        return self._models[path]

    def written(self, path: str) -> ComposeFile | None:
        """The compose file at `path` as it stands, whatever it is called."""
        return self._project.parse_compose(path)

    def base_path(self, path: str) -> str | None:
        """The file beside the one at `path` that Compose reads by itself; None where that is the one at `path`."""
        folder = os.path.dirname(path)
        base = next((one for name in base_names() if self._is_known(one := os.path.join(folder, name))), None)
        return None if is_base(path) else base

    def has_other_settings(self, path: str) -> bool:
        """Whether other files may be meant to be merged with the one at `path`, so that nobody knows the whole.

        They are where one is included, and where it has a name that Compose does not look for. In the folder of a dev
        container ``devcontainer.json`` names the files.
        """
        if path in self._inclusion_folders or _DEV_CONTAINER in os.path.relpath(path, self._project.root).split(os.sep):
            return True
        file = self.of(path)
        if file is not None and len(self._named_together(file)) > 1:
            return False
        if is_base(path):
            return False
        folder = os.path.dirname(path)
        return any(other != path and os.path.dirname(other) == folder for other in self._compose_files)

    @property
    def _compose_files(self) -> tuple[str, ...]:
        return self._project.files_of(Kind.COMPOSE)

    def _is_known(self, path: str) -> bool:
        return self._project.is_file_of(Kind.COMPOSE, path)

    def _model(self, written: ComposeFile) -> ComposeFile:
        path = written.source.path
        given, base = self._given(written)
        folder = self._inclusion_folders.get(path, os.path.dirname(path))
        if len(given) == 1 and folder == os.path.dirname(path) and not _has_parts(written):
            return written
        from dflint.compose.composition import compose
        from dflint.compose.merged_file import MergedFile

        files = ReadFiles(self._project)
        variables = written.variables
        if folder != os.path.dirname(path):
            variables = files.variables(os.path.join(folder, ".env"), {}) or {}
        composition = compose(given, path, folder, variables, files, shared=() if base is None else (base,))
        return MergedFile(written, composition, variables, base)

    def _given(self, written: ComposeFile) -> tuple[tuple[ComposeFile, ...], str | None]:
        """The files that Compose is given, and the one that `written` is merged onto, if there is one."""
        path = written.source.path
        folder = os.path.dirname(path)
        named = self._named_together(written)
        if named:
            first = named[0].source.path
            return named, None if first == path else first
        if is_base(path):
            if any(self._is_known(os.path.join(folder, name)) for name in _before(os.path.basename(path))):
                return (written,), None
            override = self._override(folder)
            return ((written,) if override is None else (written, override)), None
        base_path = self.base_path(path)
        base = self.written(base_path) if base_path is not None else None
        if base is None or not (os.path.basename(path) in OVERRIDE_NAMES or is_part_of(written, base)):
            return (written,), None
        return (base, written), base_path

    def _named_together(self, written: ComposeFile) -> tuple[ComposeFile, ...]:
        """The files that the ``.env`` beside `written` names in COMPOSE_FILE, if it is one of them."""
        named = written.variables.get("COMPOSE_FILE")
        if not named:
            return ()
        separator = written.variables.get("COMPOSE_PATH_SEPARATOR") or os.pathsep
        folder = os.path.dirname(written.source.path)
        paths = [os.path.normpath(os.path.join(folder, name)) for name in named.split(separator)]
        files = [self.written(path) for path in dict.fromkeys(paths)]
        known = tuple(file for file in files if file is not None)
        return known if written.source.path in paths and len(known) == len(files) > 1 else ()

    def _override(self, folder: str) -> ComposeFile | None:
        for name in OVERRIDE_NAMES:
            path = os.path.join(folder, name)
            if self._is_known(path):
                return self.written(path)
        return None

    @cached_property
    def _inclusion_folders(self) -> Mapping[str, str]:
        """The project folders of the files that others include, by their paths."""
        found: dict[str, str] = {}
        for path in self._compose_files:
            source = self._project.source(path)
            if source is None or "include:" not in source.text:
                continue
            file = self.written(path)
            if file is not None and file.root is not None:
                from dflint.compose.composition import inclusions

                for inclusion in inclusions(file.root, os.path.dirname(path), file.variables):
                    if inclusion is not None:
                        found.update((included, inclusion.folder) for included in inclusion.paths)
        return found


def _has_parts(file: ComposeFile) -> bool:
    """Whether `file` is made of several parts: documents, included files, services that extend others."""
    text = file.source.text
    if len(file.documents) > 1:
        return True
    if "include" in text and file.root is not None and file.root.get("include") is not None:
        return True
    return "extends" in text and any(service.get("extends") is not None for service in file.services)


def _before(name: str) -> Iterator[str]:
    yield from base_names()[: base_names().index(name)]


def is_part_of(file: ComposeFile, base: ComposeFile) -> bool:
    """Whether `file` makes sense only on top of `base`.

    One of its services says neither image nor build, or not what to build, while that of `base` does; or it names a
    service, a volume, a network and so on that only `base` has.
    """
    for service in file.services:
        same = base.service(service.name)
        if same is not None and not service.is_extended and _lacks_image(service, same):
            return True
    if base.root is None:
        return False
    from dflint.compose.consistency import undefined_references

    for reference in undefined_references(file):
        section = base.root.get(reference.section)
        if section is not None and section.get(reference.name) is not None:
            return True
    return False


def _lacks_image(service: Service, same: Service) -> bool:
    if service.image is not None or service.get("provider") is not None:
        return False
    build = service.build
    if build is None:
        return same.image is not None or same.build is not None
    return build.context is None and same.build is not None and same.build.context is not None


class ReadFiles:
    """The files that compose files name, for `composition`."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def compose(self, path: str) -> ComposeFile | None:
        """The compose file at `path`, as it stands."""
        return self._project.parse_compose(path)

    def variables(self, path: str, outer: Environment) -> Environment | None:
        """The variables of the environment file at `path`."""
        source = self._project.source(path)
        if source is None:
            return None
        from dflint.compose.environment_reader import read_environment_file

        return read_environment_file(source, outer).values
