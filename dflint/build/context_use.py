"""What do the builds take from their context: which folders as a whole, and what by its name?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.cached_property import cached_property
from dflint.context.copy_sources import is_remote
from dflint.context.dockerignore import parse_dockerignore
from dflint.context.go_filepath import clean_in_context, has_wildcards
from dflint.source import Source

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.steps import CopyStep
    from dflint.context.build_context import BuildContext
    from dflint.context.dockerignore import DockerIgnore
    from dflint.dockerfile.nodes import Word


class DirectoryCopy(NamedTuple):
    """A source of a COPY or ADD that is a folder: `path` is that folder, "" for the whole context."""

    path: str
    word: Word
    step: CopyStep
    build: Build

    def takes(self, path: str) -> bool:
        """Whether `path`, which is sent to the builder and is not the folder itself, is taken along."""
        if self.path and not path.startswith(self.path + "/"):
            return False
        taken = self.step.taken
        if not self.step.excludes or taken is None:
            return True
        return any(file.path == path or file.path.startswith(path + "/") for file in taken.files)


class ContextUse:
    """How `builds` use `context`, which all of them are built in."""

    def __init__(self, context: BuildContext, builds: Sequence[Build]) -> None:
        self.context = context
        self.builds = builds

    @cached_property
    def _copies(self) -> Sequence[tuple[Build, CopyStep, bool]]:
        """The steps that copy from the context, and whether their stage is built."""
        return [
            (build, step, any(stage is built for built in build.stages))
            for build in self.builds
            for stage in build.graph.stages
            for step in stage.copies
            if step.is_from_context
        ]

    @cached_property
    def directory_copies(self) -> Sequence[DirectoryCopy]:
        """The sources that are folders, of the stages that are built: outer folders first, then as the files go."""
        found: list[DirectoryCopy] = []
        for build, step, is_built in self._copies:
            if not is_built or step.excludes is None:
                continue
            for word, source in zip(step.instruction.sources, step.sources, strict=True):
                path = self._directory_of(source)
                if path is not None:
                    found.append(DirectoryCopy(path, word, step, build))
        return sorted(found, key=lambda copy: copy.path.count("/") + bool(copy.path))

    def _directory_of(self, source: str | None) -> str | None:
        """The folder that `source` names; None if it names something else or is not known."""
        if source is None or is_remote(source):
            return None
        path = clean_in_context(source)
        if path == "*":
            return ""
        return path if not has_wildcards(path) and self.context.is_directory(path) else None

    @cached_property
    def named_paths(self) -> frozenset[str]:
        """The files and folders that are copied or mounted by their names, by any stage."""
        named: set[str] = set()
        for source in self._named_sources:
            path = clean_in_context(source or "")
            if has_wildcards(path) and path != "*":
                named.update(file.path for file in self.context.taken_by([path]).files)
            elif path not in ("", "*"):
                named.add(path)
        return frozenset(named)

    @property
    def has_unknown_names(self) -> bool:
        """Whether something is copied or mounted whose name is not known."""
        return None in self._named_sources

    @cached_property
    def _named_sources(self) -> Sequence[str | None]:
        return list(self._find_named_sources())

    def _find_named_sources(self) -> Iterator[str | None]:
        for _, step, _ in self._copies:
            yield from (source for source in step.sources if source is None or not is_remote(source))
        for build in self.builds:
            for stage in build.graph.stages:
                for run in stage.runs:
                    yield from (mount.source for mount in run.mounts if mount.is_from_context)

    @cached_property
    def is_context_certain(self) -> bool:
        """Whether the context is the one that is meant.

        It is where a compose service names it. The folder of a Dockerfile is only what a build without further words
        uses: it is not meant where something that is copied is missing there.
        """
        return not any(
            build.service is None and step.taken is not None and step.taken.missing for build, step, _ in self._copies
        )

    def is_hidden_by(self, patterns: Sequence[str]) -> bool:
        """Whether `patterns`, added to the ignore file, would leave out something that is copied by its name."""
        ignore = with_patterns(self.context.ignore, patterns)
        return any(ignore.match(path) and not self.context.ignore.match(path) for path in self.named_paths)


def with_patterns(ignore: DockerIgnore, patterns: Sequence[str]) -> DockerIgnore:
    """The ignore file with `patterns` added at its end."""
    text = ignore.source.text if ignore.source is not None else ""
    return parse_dockerignore(Source("", "\n".join((text, *patterns))))
