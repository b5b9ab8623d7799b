"""Does a command empty the cache of a tool, by the tool's own means or by removing files?

Whoever says that a cache is left must be certain that nothing takes it away. So a command counts here too where it
only may do so: a script whose name says that it cleans, a removal of something that is not known.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.state import clean_path
from dflint.build.steps import is_within
from dflint.lazy_pattern import lazy_pattern
from dflint.shell.cleanup import cleaned_caches, removed_paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dflint.build.stages import Stage
    from dflint.build.steps import RunStep
    from dflint.knowledge.tool_caches import ToolCache
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

_CLEANING_WORDS = frozenset({"purge", "clean", "clear", "prune", "remove", "rm"})
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", ".", "source"})
_NAME_TESTS = ("-name", "-iname", "-path", "-wholename", "-regex", "-ipath", "-newer", "-size", "-mtime")
_GLOB = lazy_pattern(r"[*?\[{]")
# Programs with a `clean` of their own, which empties nothing of another tool.
_WITH_OWN_CLEAN = frozenset(
    {"apt", "apt-get", "yum", "dnf", "microdnf", "zypper", "make", "cmake", "ninja", "git", "cargo", "go", "bazel"}
    | {"mvn", "gradle", "ccache", "echo", "printf", "pip", "uv", "npm", "yarn", "pnpm", "conda", "mamba", "micromamba"}
)


class EmptyingCommand(NamedTuple):
    """A command that may empty a cache, the RUN that it stands in, and the place of both."""

    position: int
    order: int
    step: RunStep
    command: Command


class EmptyingCommands:
    """The commands of a stage that empty the cache of a tool, or may do so."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._found: dict[tuple[str, tuple[str, ...] | None], list[EmptyingCommand]] = {}

    def of(self, cache: ToolCache, directories: tuple[str, ...] | None) -> Sequence[EmptyingCommand]:
        """Those for `cache`, in order. `directories` are where it is; None if that is not known."""
        key = (cache.tool, directories)
        if key not in self._found:
            self._found[key] = [
                EmptyingCommand(step.position, order, step, command)
                for step in self._stage.runs
                for order, command in enumerate(step.commands)
                if may_empty(step, command, cache, directories)
            ]
        return self._found[key]

    def first_behind(
        self, step: RunStep, command: Command | None, cache: ToolCache, directories: tuple[str, ...] | None
    ) -> EmptyingCommand | None:
        """The first one behind `command` of `step` or, without one, behind the whole of `step`; also in a later RUN."""
        found = self.of(cache, directories)
        order = len(step.commands) if command is None else step.order_of(command)
        index = bisect_right(found, (step.position, order), key=_place)
        return found[index] if index < len(found) else None


def _place(one: EmptyingCommand) -> tuple[int, int]:
    return one.position, one.order


def may_empty(step: RunStep, command: Command, cache: ToolCache, directories: Sequence[str] | None) -> bool:
    """Whether `command`, one of `step`, empties `cache`, or may do so.

    `directories` are where the cache is; None if that is not known.
    """
    if any(one.tool == cache.tool for one in cleaned_caches(command)):
        return True
    return (
        _empties_by_subcommand(command, cache)
        or _is_cleaning_script(command)
        or _removes(step, command, cache, directories)
    )


def _empties_by_subcommand(command: Command, cache: ToolCache) -> bool:
    """Whether the tool itself is told to remove something of its cache: ``pip cache remove torch``.

    conda is left out, since cleaning its index leaves the packages.
    """
    name = command.module[0] if command.module is not None else command.name
    if name is None or "conda" in cache.managers or "mamba" in cache.managers:
        return False
    if name not in cache.managers and not (name.startswith("pip") and "pip" in cache.managers):
        return False
    values = [word.value for word in command.arguments]
    return "cache" in values and any(value in _CLEANING_WORDS for value in values)


def _is_cleaning_script(command: Command) -> bool:
    """Whether the command is some script that cleans up, as its name says."""
    name = command.name
    if name is None:
        return any(word in command.text.lower() for word in ("clean", "purge", "cache"))
    if name in _WITH_OWN_CLEAN:
        return False
    if name in _SHELLS:
        return any("clean" in word.text.rpartition("/")[2] for word in command.arguments[:2])
    if name.startswith("python"):
        return "rmtree" in command.text
    return "clean" in name


def _removes(step: RunStep, command: Command, cache: ToolCache, directories: Sequence[str] | None) -> bool:
    if command.name == "find":
        return _find_removes(step, command, directories)
    if command.name == "xargs":
        return any(word.value == "rm" for word in command.arguments)
    return any(_word_covers(step, command, word, cache, directories) for word in removed_paths(command))


def _find_removes(step: RunStep, command: Command, directories: Sequence[str] | None) -> bool:
    values = [word.value for word in command.arguments]
    if "-delete" not in values and "rm" not in values:
        return False
    if "cache" in command.text.replace("__pycache__", "") or "pkgs" in command.text:
        return True
    if any(value in _NAME_TESTS for value in values):
        # It picks out some files, such as byte code or static libraries.
        return False
    starts = removed_paths(command)
    if directories is None:
        return not starts
    return any(_covers(step.path_of(command, word), directory) for word in starts for directory in directories)


def _word_covers(
    step: RunStep, command: Command, word: ShellWord, cache: ToolCache, directories: Sequence[str] | None
) -> bool:
    value = step.value_of(command, word)
    directory = step.directory_of(command)
    if value is not None and not value.startswith("/"):
        value = f"{directory}/{value}" if directory is not None else None
    if value is None or directories is None:
        return _mentions_cache(word.text, cache)
    return any(_covers(value, one) for one in directories)


def _mentions_cache(text: str, cache: ToolCache) -> bool:
    """Whether a path of which not all is known looks like a cache of the tool."""
    return "cache" in text.lower() or "pkgs" in text or any(manager in text.lower() for manager in cache.managers)


def _covers(pattern: str | None, directory: str) -> bool:
    """Whether removing `pattern`, a path or a glob pattern, removes `directory`, or anything in it."""
    if pattern is None:
        return False
    pattern = clean_path(pattern)
    if not _GLOB.search(pattern):
        return is_within(directory, pattern) or is_within(pattern, directory)
    for wanted, segment in zip(pattern[1:].split("/"), directory[1:].split("/"), strict=False):
        if not _segment_matches(wanted, segment):
            return False
    return True


def _segment_matches(pattern: str, name: str) -> bool:
    """Whether a segment of a glob pattern may match `name`; a ``*`` at its start matches no dot."""
    if not _GLOB.search(pattern):
        return pattern == name
    if name.startswith(".") and pattern[0] in "*?":
        return False
    if "{" in pattern:
        return True
    from fnmatch import fnmatchcase

    return fnmatchcase(name, pattern.replace("[^", "[!"))
