"""Which COPY and ADD bring source into the image, and which of them brings a file that is not on the disk?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.origins import FileOrigin
from dflint.build.steps import CopyStep
from dflint.context.copy_sources import is_remote
from dflint.context.go_filepath import clean_in_context, has_wildcards
from dflint.lazy_pattern import lazy_pattern
from dflint.packages.manifests import manifest_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.build import Build
    from dflint.build.steps import InstallStep
    from dflint.dockerfile.nodes import Word

_CODE_SUFFIXES = (
    ".py .pyi .pyx .ipynb .r .jl .js .mjs .cjs .jsx .ts .mts .tsx .vue .svelte .astro .html .css .scss .c .cc .cpp "
    ".cxx .h .hpp .cu .cuh .go .rs .java .kt .scala .cs .rb .php .lua .swift"
)
_CODE = tuple(_CODE_SUFFIXES.split())
"""What the names of files end in that people edit from one build to the next."""

_CONTAINER_FILE = lazy_pattern(
    r"(?:.*[._-])?(?:dockerfile|containerfile)(?:[._-].*)?|(?:docker-)?compose.*\.ya?ml|docker-bake\..*", re.IGNORECASE
)
_DOCUMENT = lazy_pattern(
    r"(?:readme|licen[cs]e|copying|notice|changelog|authors|makefile)(?:\..*)?|.*\.(?:md|rst)", re.I
)
_CONFIGURATION = lazy_pattern(
    r".*\.config\.[cm]?[jt]s|.*\.d\.[cm]?ts|(?:gulp|grunt)file\.[cm]?[jt]s|gunicorn.*\.py|(?:.*\.)?conf\.py",
    re.IGNORECASE,
)
"""Code that sets up a tool, and is hardly ever edited: ``vite.config.ts``, ``gunicorn.conf.py``."""


class SourceCopy(NamedTuple):
    """A source of a COPY or ADD that takes source code: the word that names it, and one of its files.

    `example` is None where the files are not on the disk.
    """

    step: CopyStep
    word: Word
    example: str | None


def source_copy(step: CopyStep, is_seen: bool = True) -> SourceCopy | None:
    """The first source of `step` that takes code from the build context that people edit; None if there is none.

    What is set up once, such as ``vite.config.ts``, is none. Where the context is not what `is_seen` on the disk, only
    a copy of all of it takes code for certain.
    """
    if not step.is_from_context:
        return None
    for word, source in zip(step.instruction.sources, step.sources, strict=True):
        if source is None or is_remote(source):
            continue
        example = _example(step, source) if is_seen else None
        if example is not None or (not is_seen and not clean_in_context(source)):
            return SourceCopy(step, word, example)
    return None


def _example(step: CopyStep, source: str) -> str | None:
    """A file of source code that `source` takes."""
    context = step.stage.graph.context
    path = clean_in_context(source)
    if context is None:
        return None
    # The page that a bundler starts from is picked by its name, without the code that it loads.
    is_picked = has_wildcards(path) or context.is_file(path)
    files: Iterator[str] = iter([path]) if is_picked and context.is_file(path) else _files(step, source)
    return next((file for file in files if _is_code(file) and not (is_picked and _is_start_page(file))), None)


def _is_start_page(path: str) -> bool:
    return path.rpartition("/")[2] == "index.html"


def _files(step: CopyStep, source: str) -> Iterator[str]:
    """The files that a folder or a pattern takes, those that lie highest first where it is one folder."""
    context = step.stage.graph.context
    assert context is not None
    path = clean_in_context(source)
    excludes = step.excludes
    if excludes is None:
        return
    resolved = None if has_wildcards(path) or excludes else context.resolve(path)
    if resolved is None:
        for file in context.taken_by([source], excludes).files:
            yield file.path
        return
    for entry in context.walk(resolved):
        if not entry.is_directory:
            yield entry.path


def _is_code(path: str) -> bool:
    """Whether the file at `path` is code that changes as people work on it."""
    name = path.rpartition("/")[2]
    if not path.lower().endswith(_CODE) or _CONFIGURATION.fullmatch(name) is not None:
        return False
    if any(part.startswith(".") for part in path.split("/")):
        return False
    return manifest_of(name) is None and _CONTAINER_FILE.fullmatch(name) is None and _DOCUMENT.fullmatch(name) is None


class PresumedOrigins:
    """Which COPY brings a file that is not on the disk, as far as the Dockerfile alone tells.

    Somebody may make the file before the build, or the build may have another context than the one that is seen. It is
    certain where it comes from nevertheless if a copy of the whole context is the only step that can bring it.
    """

    def __init__(self, build: Build) -> None:
        self._build = build
        self._blind = build.without_context

    def of(self, install: InstallStep, path: str) -> FileOrigin | None:
        """Where the file at the absolute `path` comes from that `install` reads; None if that is not certain."""
        if install.stage.root.known is None:
            return None
        origin = self._blind_origin(install, path)
        if origin is None or origin.path is None or not isinstance(origin.step, CopyStep):
            return None
        step = _same_step(self._build, origin.step)
        context = self._build.context
        if step is None or step.instruction.excludes or (context is not None and context.is_ignored(origin.path)):
            return None
        return FileOrigin(origin.path, step)

    def path_in_context(self, install: InstallStep, path: str) -> str | None:
        """Where in the build context the file would have to lie; None if that is not known."""
        origin = self._blind_origin(install, path)
        return None if origin is None else origin.path

    def _blind_origin(self, install: InstallStep, path: str) -> FileOrigin | None:
        stage = self._blind.graph.stages[install.stage.index]
        run = next((run for run in stage.runs if run.position == install.step.position), None)
        index = install.step.installs.index(install)
        return run.installs[index].file_origin(path) if run is not None and index < len(run.installs) else None


def _same_step(build: Build, other: CopyStep) -> CopyStep | None:
    """The step of `build` that stands where `other` does."""
    stage = build.graph.stages[other.stage.index]
    return next((step for step in stage.copies if step.position == other.position), None)
