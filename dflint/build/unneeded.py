"""What do COPY and ADD of whole folders take in that the image has no need of, and which patterns would leave it out?

Nothing is offered that a build copies or mounts by its name, that the ignore file brings back with ``!``, or that
building reads: the git history, a virtual environment of the host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from dflint.build.context_use import ContextUse, DirectoryCopy, with_patterns
from dflint.build.git_history import may_read_git_history
from dflint.cached_property import cached_property
from dflint.context.leftovers import Leftover, leftovers, patterns_for
from dflint.context.root_only import root_only_patterns
from dflint.knowledge import ignorable_files as kinds
from dflint.knowledge.model_files import PLATFORMS_WITHOUT_MOUNTS
from dflint.lazy_pattern import lazy_pattern
from dflint.sizes import MEGABYTE, size_text

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.context.build_context import BuildContext
    from dflint.context.dockerignore import DockerIgnore
    from dflint.context.root_only import RootOnlyPattern

_MUCH = 10 * MEGABYTE
_TRACES = "traces of experiments"
_READ_BY_PROGRAMS = frozenset({"data", "checkpoints", _TRACES})
"""Kinds of folders that may be what the program reads where nobody says otherwise."""

_CREATES_ENVIRONMENT = lazy_pattern(
    r"-m\s+venv|virtualenv|\buv\s+(?:venv|sync)|\b(?:poetry|pdm|pipenv|rye|hatch)\s|\b(?:conda|mamba|micromamba)\s"
)
# NVIDIA's framework images contain Jupyter (https://docs.nvidia.com/deeplearning/frameworks/).
_RUNS_NOTEBOOKS = lazy_pattern(r"jupyter|notebook|nvcr\.io/nvidia/", re.IGNORECASE)


class Unneeded:
    """What the folder copy `copy` takes in without need: `leftovers`, in the order of their paths.

    `also` are the other copies of the same folder.
    """

    def __init__(self, copy: DirectoryCopy, also: Sequence[DirectoryCopy], found: Sequence[Leftover]) -> None:
        self.copy = copy
        self.also = also
        self.leftovers = found

    @property
    def byte_count(self) -> int:
        """The sizes together, in bytes."""
        return sum(leftover.byte_count for leftover in self.leftovers)

    @property
    def is_important(self) -> bool:
        """Whether it is much, or of a kind that matters however small it is."""
        return self.byte_count >= _MUCH or any(leftover.kind.is_important for leftover in self.leftovers)

    @property
    def is_trifle(self) -> bool:
        """Whether it is little, and nothing among it matters however small it is."""
        return self.byte_count < MEGABYTE and not self.is_important

    @property
    def safe_patterns(self) -> tuple[str, ...]:
        """The patterns that leave out what no program could miss."""
        return patterns_for([leftover for leftover in self.leftovers if leftover.kind.is_safe])

    @property
    def unsafe_patterns(self) -> tuple[str, ...]:
        """The patterns that leave out what a program might read."""
        return patterns_for([leftover for leftover in self.leftovers if not leftover.kind.is_safe])

    def text(self, most: int = 3) -> str:
        """The largest parts with their sizes, as in ``\\`data\\` (1.1 GB), byte code (2.0 MB) and 4 more``."""
        sizes: dict[str, int] = {}
        truncated: set[str] = set()
        for leftover in self.leftovers:
            name = leftover.kind.description if leftover.kind.occurs_anywhere else f"`{leftover.path}`"
            sizes[name] = sizes.get(name, 0) + leftover.byte_count
            if leftover.is_truncated:
                truncated.add(name)
        largest = sorted(sizes, key=lambda name: (-sizes[name], name))
        parts = [f"{name} ({'over ' * (name in truncated)}{size_text(sizes[name])})" for name in largest[:most]]
        if len(largest) > most:
            parts.append(f"{len(largest) - most} more")
        return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def unneeded(use: ContextUse) -> Iterator[Unneeded]:
    """What each folder that is copied brings in without need, the outermost folder first; nothing is told twice.

    A trifle in a folder that is copied by its name is not worth a word.
    """
    if not use.directory_copies:
        return
    guard = _Guard(use)
    remaining = [leftover for leftover in leftovers(use.context) if guard.lets_pass(leftover)]
    by_path: dict[str, list[DirectoryCopy]] = {}
    for copy in use.directory_copies:
        by_path.setdefault(copy.path, []).append(copy)
    for path, copies in by_path.items():
        if not remaining:
            return
        found = [leftover for leftover in remaining if copies[0].takes(leftover.path)]
        paths = {leftover.path for leftover in found}
        remaining = [leftover for leftover in remaining if leftover.path not in paths]
        of_folder = Unneeded(copies[0], copies[1:], found)
        if found and (not path or of_folder.is_important or of_folder.byte_count >= MEGABYTE):
            yield of_folder


def is_built_for_platform_without_mounts(stage: Stage) -> bool:
    """Whether the image is made for a platform on which everything has to be in the image."""
    return (stage.root.text or "").startswith(PLATFORMS_WITHOUT_MOUNTS)


class _Guard:
    """Holds back what must stay in the context."""

    def __init__(self, use: ContextUse) -> None:
        self.use = use
        self.context: BuildContext = use.context
        self.builds: Sequence[Build] = use.builds
        self._known_patterns: dict[tuple[str, ...], tuple[DockerIgnore, bool]] = {}

    def lets_pass(self, leftover: Leftover) -> bool:
        """Whether `leftover` can be left out."""
        return (
            not self._is_named(leftover)
            and not self._is_brought_back(leftover)
            and not self._is_read(leftover)
            and not self._is_for_other_rule(leftover)
            and self._has_pattern(leftover)
            and not self._is_read_by_default(leftover)
        )

    def _is_named(self, leftover: Leftover) -> bool:
        """Whether a build names it or something in it; what is not safe, also by a folder around it."""
        if self.use.has_unknown_names and not leftover.kind.is_safe:
            return True
        named = self.use.named_paths
        path = leftover.path
        inside = path + "/"
        if any(name == path or name.startswith(inside) for name in named):
            return True
        return not leftover.kind.is_safe and any(path.startswith(name + "/") for name in named)

    def _is_brought_back(self, leftover: Leftover) -> bool:
        ignore = self.context.ignore
        if not ignore.has_exceptions:
            return False
        inside = leftover.path + "/"
        for pattern in ignore.patterns:
            if pattern.negated and (pattern.cleaned.startswith(inside) or pattern.matches(leftover.path)):
                return True
        deciding = ignore.matching(leftover.path)
        return deciding is not None and not leftover.kind.is_safe

    def _is_read(self, leftover: Leftover) -> bool:
        kind = leftover.kind
        if kind is kinds.GIT:
            return self._reads_git_history
        if kind is kinds.ENVIRONMENT:
            return self._uses_environment_of_host(leftover.path)
        if kind in (kinds.NOTEBOOKS, kinds.AUTOSAVED_NOTEBOOKS):
            return any(_RUNS_NOTEBOOKS.search(build.dockerfile.source.text) for build in self.builds)
        if kind is kinds.LARGE_WEIGHTS:
            stages = (build.final for build in self.builds)
            return any(stage is not None and is_built_for_platform_without_mounts(stage) for stage in stages)
        return False

    def _is_read_by_default(self, leftover: Leftover) -> bool:
        """Whether the program names the folder, of data or traces, as where it reads."""
        kind = leftover.kind
        if not kind.is_directory or kind.description not in _READ_BY_PROGRAMS or "/" in kind.name:
            return False
        from dflint.build.default_paths import is_read_by_default

        return is_read_by_default(leftover.path, self.context, only_files=kind.description == _TRACES)

    @cached_property
    def _reads_git_history(self) -> bool:
        return may_read_git_history(self.context, self.builds)

    def _uses_environment_of_host(self, path: str) -> bool:
        """Whether an instruction names what is in the environment at `path`, and none makes one."""
        texts = [build.dockerfile.source.text for build in self.builds]
        name = path.rpartition("/")[2]
        names_it = any(f"{name}/{part}" in text for text in texts for part in ("bin", "lib"))
        return names_it and not any(_CREATES_ENVIRONMENT.search(text) for text in texts)

    def _is_for_other_rule(self, leftover: Leftover) -> bool:
        """Whether the ignore file names such things, but only at the root: that is a fault of its own."""
        return any(
            fnmatchcase(leftover.name, root_only.name.name) or root_only.name.example.startswith(leftover.name + "/")
            for root_only in self._root_only_patterns
        )

    @cached_property
    def _root_only_patterns(self) -> tuple[RootOnlyPattern, ...]:
        return tuple(root_only_patterns(self.context.ignore))

    def _has_pattern(self, leftover: Leftover) -> bool:
        """Whether a pattern leaves it out, and nothing that is copied by its name."""
        patterns = patterns_for([leftover])
        known = self._known_patterns.get(patterns)
        if known is None:
            known = with_patterns(self.context.ignore, patterns), self.use.is_hidden_by(patterns)
            self._known_patterns[patterns] = known
        ignore, hides_what_is_named = known
        return not hides_what_is_named and ignore.match(leftover.path)
