"""Which files does a RUN remove that stay in the layer of an earlier step of the stage?

Only what a step certainly makes is counted: files of the context that are copied, what is copied from another stage,
what curl, wget and git fetch, packages that are installed by name, package lists.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.copied_files import copied_files
from dflint.build.state import clean_path
from dflint.build.steps import CopyStep, RunStep, is_within
from dflint.context.go_filepath import has_wildcards
from dflint.lazy_pattern import lazy_pattern
from dflint.shell.cleanup import cleaned_caches, removed_paths
from dflint.shell.fetched_files import fetched_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dflint.build.stages import Stage
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

COPIED, COPIED_FROM_STAGE, DOWNLOADED, CLONED, PACKAGES, LISTS = range(6)

_LISTS = {"apt": "/var/lib/apt/lists", "dnf": "/var/cache/dnf", "yum": "/var/cache/yum", "microdnf": "/var/cache/dnf"}
"""Where the installers of the system keep what they fetch."""

_EMPTYING = ("dnf", "yum", "microdnf")
"""Those that empty it by a command of their own."""

# Names of what is worth a word: archives, packages, installers.
_LARGE = lazy_pattern(
    r".*\.(?:zip|tar|tgz|tbz2?|txz|gz|bz2|xz|zst|7z|rar|deb|rpm|whl|run|bin|jar|iso|img|apk|exe|msi|pt|pth|onnx|h5|"
    r"safetensors|gguf|ckpt|pkl|npz|npy|weights|caffemodel|pb|csv|parquet)|.*(?:conda|forge|cuda|cmake).*\.sh",
    re.IGNORECASE,
)
_GLOB = lazy_pattern(r"[*?\[]")


class Made(NamedTuple):
    """Something that `step` put into its layer. `path` is where it is; `names` are the packages of `PACKAGES`.

    `command` is what made it, None for a copy; `byte_count` is None where it is not known.
    """

    kind: int
    step: RunStep | CopyStep
    command: Command | None
    path: str
    names: tuple[str, ...] = ()
    byte_count: int | None = None


class Removal(NamedTuple):
    """A command of `step` that removes what earlier steps made. `words` are the operands that name it."""

    step: RunStep
    command: Command
    words: tuple[ShellWord, ...]
    made: tuple[Made, ...]


def later_removals(stage: Stage) -> Iterator[Removal]:
    """The removals of `stage` that come too late, in order."""
    last = max((step.position for step in stage.runs if _may_remove(step)), default=-1)
    made: list[Made] = []
    gone: list[str] = []
    for step in stage.layers:
        if step.position > last:
            return
        if isinstance(step, CopyStep):
            made.extend(_copied_from_stage(step))
            continue
        if step.script.is_foreign:
            continue
        for command in step.commands:
            if not _runs_once(command):
                continue
            removal = _removal(step, command, made, gone)
            if removal is not None:
                yield removal
                made = [one for one in made if not any(_is_same(one, other) for other in removal.made)]
        if step.position < last:
            made.extend(made_by(step))


def _may_remove(step: RunStep) -> bool:
    """Whether a command of the RUN is of a kind that removes something."""
    return any(command.name in ("rm", "unlink", *_EMPTYING) for command in step.commands) or any(
        one.install.action == "remove" for one in step.installs
    )


def _is_same(one: Made, other: Made) -> bool:
    return (one.kind, one.step, one.command, one.path) == (other.kind, other.step, other.command, other.path)


def _runs_once(command: Command) -> bool:
    return not (command.conditional or command.in_function or command.in_pipeline or command.in_substitution)


# What is made


def _copied_from_stage(step: CopyStep) -> Iterator[Made]:
    """What a copy from another stage or image brings, where all of it lies at one path."""
    if step.is_from_context or step.destination is None or step.is_trigger:
        return
    if len(step.sources) != 1 or step.sources[0] is None or has_wildcards(step.sources[0]):
        return
    name = step.sources[0].rstrip("/").rpartition("/")[2]
    if "." in name.strip("."):
        # A file, as far as names tell.
        if step.names_directory and _LARGE.fullmatch(name):
            yield Made(COPIED_FROM_STAGE, step, None, clean_path(f"{step.destination}/{name}"))
    elif name == step.destination.rpartition("/")[2]:
        yield Made(COPIED_FROM_STAGE, step, None, step.destination)


def made_by(step: RunStep) -> Iterator[Made]:
    """What the commands of a RUN fetch and install, and leave."""
    if step.is_trigger:
        return
    removed = [word for command in step.commands for word in removed_patterns(step, command)]
    for command in step.commands:
        if not command.conditional and not command.in_function:
            for made in _fetched(step, command):
                if not any(takes_away(pattern, made.path) or is_within(pattern, made.path) for pattern in removed):
                    yield made
    yield from _installed(step, removed)


def _fetched(step: RunStep, command: Command) -> Iterator[Made]:
    directory = step.directory_of(command)
    for path in fetched_paths(command, lambda word: step.value_of(command, word)):
        if directory is None and not path.startswith("/"):
            continue
        absolute = clean_path(path if path.startswith("/") else f"{directory}/{path}")
        if _is_mounted(step, absolute):
            continue
        if command.name == "git":
            yield Made(CLONED, step, command, absolute)
        elif _LARGE.fullmatch(absolute.rpartition("/")[2]):
            yield Made(DOWNLOADED, step, command, absolute)


def _installed(step: RunStep, removed: Sequence[str]) -> Iterator[Made]:
    """The packages of the system that are installed, and the lists that are left, unless the RUN removes any."""
    installs = [one for one in step.installs if one.install.ecosystem == "system" and _runs_once(one.command)]
    if not any(one.install.action == "remove" for one in installs):
        for one in installs:
            if one.install.action == "install":
                names = tuple(package.name for package in one.install.packages if package.kind == "package")
                virtual = one.install.option("--virtual") if one.install.manager == "apk" else None
                if virtual is not None:
                    names = (virtual.value,) if virtual.value else ()
                yield Made(PACKAGES, step, one.command, "", names)
    for one in installs:
        directory = _LISTS.get(one.install.manager)
        if directory is None or one.install.action not in ("update", "install", "upgrade"):
            continue
        if one.install.manager == "apt" and one.install.action != "update":
            continue
        is_emptied = any(is_within(pattern, directory) or takes_away(pattern, directory) for pattern in removed)
        if (
            not is_emptied
            and not any(_may_empty(command, directory) for command in step.commands)
            and not _is_mounted(step, directory)
        ):
            yield Made(LISTS, step, one.command, directory)
            return


def _may_empty(command: Command, directory: str) -> bool:
    """Whether `command` empties a directory of package lists in a way that is not told by its path."""
    if command.name in ("rm", "find", "xargs"):
        return "lists" in command.text or "{apt" in command.text
    return "apt" not in directory and any(directory in cache.absolute for cache in cleaned_caches(command))


def _is_mounted(step: RunStep, path: str) -> bool:
    """Whether `path` lies in a mount of the RUN, so that it is not in its layer, or may do so."""
    return any(mount.target is None or is_within(path, mount.target) for mount in step.mounts)


# What is removed


def removed_patterns(step: RunStep, command: Command) -> list[str]:
    """The absolute paths and patterns that ``rm`` removes, as far as they are known."""
    found = (_pattern(step, command, word) for word in removed_paths(command))
    return [pattern for pattern in found if pattern is not None]


def _pattern(step: RunStep, command: Command, word: ShellWord) -> str | None:
    value = step.value_of(command, word)
    if not value or "{" in value:
        return None
    if not value.startswith("/"):
        directory = step.directory_of(command)
        value = None if directory is None else f"{directory}/{value}"
    return None if value is None else clean_path(value)


def _removal(step: RunStep, command: Command, made: Sequence[Made], gone: list[str]) -> Removal | None:
    """What `command` removes of `made` and of the files that were copied; `gone` is what was removed before."""
    found: list[Made] = []
    words: list[ShellWord] = []
    if command.name in ("rm", "unlink"):
        for word in removed_paths(command):
            pattern = _pattern(step, command, word)
            if pattern is None or any(
                mount.target is None or is_within(pattern, mount.target) for mount in step.mounts
            ):
                continue
            here = [*_copied(step, pattern, gone), *(one for one in made if _takes(step, pattern, one))]
            if here:
                words.append(word)
                found.extend(one for one in here if one not in found)
            gone.append(pattern)
    else:
        found.extend(_uninstalled(step, command, made))
    return Removal(step, command, tuple(words), tuple(found)) if found else None


def _takes(step: RunStep, pattern: str, made: Made) -> bool:
    """Whether removing `pattern` removes what was made, and is meant to."""
    if made.kind == PACKAGES:
        return False
    if made.kind == LISTS:
        # A RUN that fetches the lists itself cleans up after itself.
        return not _fetches_lists(step) and pattern in (
            made.path,
            f"{made.path}/*",
            made.path.rpartition("/")[0],
            f"{made.path}/**",
        )
    return takes_away(pattern, made.path) or (made.kind == CLONED and pattern == f"{made.path}/.git")


def _fetches_lists(step: RunStep) -> bool:
    return any(
        one.install.action == "update" or (one.install.manager in _LISTS and one.install.manager != "apt")
        for one in step.installs
        if one.install.ecosystem == "system"
    )


def _copied(step: RunStep, pattern: str, gone: Sequence[str]) -> Iterator[Made]:
    """The files of the context that earlier steps copied to where `pattern` is, by step."""
    literal = pattern.partition("*")[0]
    for copy in step.stage.copies:
        if copy.position > step.position or copy.is_trigger or copy.destination is None or not copy.is_from_context:
            continue
        if not literal.startswith(copy.destination.rstrip("/")) and not copy.destination.startswith(
            literal.rstrip("/")
        ):
            continue
        byte_count = sum(
            file.byte_count
            for file in copied_files(copy)
            if takes_away(pattern, file.path) and not any(takes_away(one, file.path) for one in gone)
        )
        if byte_count:
            yield Made(COPIED, copy, None, pattern, (), byte_count)


def _uninstalled(step: RunStep, command: Command, made: Sequence[Made]) -> Iterator[Made]:
    """The packages that an earlier step installed by name, and the lists that the installer's own command removes."""
    for install in step.installs:
        if install.command is command and install.install.action == "remove" and install.install.ecosystem == "system":
            names = {package.name for package in install.install.packages} - _named(step, "install")
            for one in made:
                both = tuple(name for name in one.names if name in names)
                if both and one.kind == PACKAGES:
                    yield one._replace(names=both)
    caches = cleaned_caches(command) if command.name in _EMPTYING else ()
    for one in made:
        if one.kind == LISTS and not _fetches_lists(step) and any(one.path in cache.absolute for cache in caches):
            yield one


def _named(step: RunStep, action: str) -> set[str]:
    """The packages that the RUN names in installations of that kind."""
    return {package.name for one in step.installs if one.install.action == action for package in one.install.packages}


def takes_away(pattern: str, path: str) -> bool:
    """Whether removing `pattern` certainly removes the absolute `path`."""
    if not _GLOB.search(pattern):
        return is_within(path, pattern)
    wanted, there = pattern[1:].split("/"), path[1:].split("/")
    if len(there) < len(wanted):
        return False
    return all(_matches(one, name) for one, name in zip(wanted, there, strict=False))


def _matches(pattern: str, name: str) -> bool:
    if not _GLOB.search(pattern):
        return pattern == name
    if name.startswith(".") and not pattern.startswith("."):
        return False
    return fnmatchcase(name, pattern.replace("[^", "[!"))
