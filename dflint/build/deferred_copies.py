"""Can a COPY wait until a RUN below it is done, and what must be copied for that RUN instead?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.install_purity import may_change_project, needs_only_inputs
from dflint.build.origins import find_origin
from dflint.build.state import join_path
from dflint.build.steps import CopyStep, RunStep, is_within
from dflint.dockerfile.instructions import Arg, Env, Instruction, Unknown, Volume, Workdir
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.install_inputs import InputFile

_SYSTEM = (
    "/etc /bin /sbin /lib /lib64 /usr/bin /usr/sbin /usr/lib /usr/include /usr/share /usr/local/bin /usr/local/sbin "
    "/usr/local/lib /usr/local/etc /usr/local/include /opt/conda /var/lib /dev /proc /sys"
).split()
"""Directories whose files change what an installer does."""

_ENVIRONMENTS = (".venv", "venv", "env", "node_modules", "__pypackages__", ".pnp.cjs")
"""What installers make beside the source, and what a copy of a working directory may bring as well."""

_HOME = lazy_pattern(r"/(?:root|home(?:/[^/]+)?)")
_UNWRITABLE = lazy_pattern(r"""[*?\[\]$\\"'`\x00-\x1f]""")
_REPEATED_FLAGS = frozenset({"chown", "chmod", "link"})
_OTHER_FLAGS = frozenset({"exclude", "keep-git-dir", "checksum", "unpack"})
_MOST_FILES = 50


class Deferral(NamedTuple):
    """How a COPY can wait.

    `lines` are the COPY instructions for the files that the RUN reads, `in_place` whether they belong where the COPY
    stands, and not right above the RUN. `is_safe` is whether the image is certainly the same.
    """

    lines: tuple[str, ...]
    in_place: bool
    is_safe: bool


def deferral(copy: CopyStep, run: RunStep) -> Deferral | None:
    """How `copy` can be put below `run`, which stands below it in the same stage; None if it cannot for certain."""
    stage = run.stage
    directory = copy.destination
    if copy.stage is not stage or copy.is_trigger or run.is_trigger or directory is None:
        return None
    if not _is_of_project(directory, run):
        return None
    between = stage.steps[copy.position + 1 : run.position]
    others = [other for other in stage.copies if copy.position < other.position < run.position]
    runs = [step for step in stage.runs if copy.position < step.position <= run.position]
    if not all(_can_be_passed(copy, instruction) for instruction in between):
        return None
    if not all(_are_apart(copy, other) for other in others):
        return None
    if not all(needs_only_inputs(step, directory) for step in runs):
        return None
    needed = _needed(copy, runs)
    lines = None if needed is None else _lines(copy, needed)
    if needed is None or lines is None:
        return None
    has_workdir = any(isinstance(instruction, Workdir) for instruction in between)
    early = any(file.path in needed for step in runs[:-1] for file in _inputs(step))
    is_safe = not (
        any(may_change_project(install) for step in runs for install in step.installs)
        or _may_overlay(copy)
        or (not lines and _may_make_directory(copy, others, has_workdir))
    )
    return Deferral(tuple(lines), has_workdir or early, is_safe)


def needs_nothing_of(copy: CopyStep, run: RunStep) -> bool:
    """Whether `run` does the same whatever `copy` brings, but for the files that its installers read."""
    directory = copy.destination
    return directory is not None and _is_of_project(directory, run) and needs_only_inputs(run, directory)


def stands_right_above(copy: CopyStep, run: RunStep) -> bool:
    """Whether `copy` means the same below `run`, and no other layer lies between the two."""
    directory = copy.destination
    if directory is None or copy.stage is not run.stage or copy.is_trigger or not _is_of_project(directory, run):
        return False
    if any(copy.position < layer.position < run.position for layer in run.stage.layers):
        return False
    return all(_can_be_passed(copy, instruction) for instruction in run.stage.steps[copy.position + 1 : run.position])


def _is_of_project(directory: str, run: RunStep) -> bool:
    """Whether what is copied to `directory` can only be files of the project, not settings that an installer reads."""
    if directory == "/" or any(is_within(path, directory) or is_within(directory, path) for path in _SYSTEM):
        return False
    home = run.state.home
    return not is_within(home, directory) if isinstance(home, str) else _HOME.fullmatch(directory) is None


# What stands between the two


def _can_be_passed(copy: CopyStep, instruction: Instruction) -> bool:
    """Whether `copy` means the same below `instruction`; of RUN, COPY and ADD nothing is said here."""
    if isinstance(instruction, (Volume, Unknown)):
        return False
    if isinstance(instruction, Workdir):
        written = copy.instruction.destination.expand(copy.state.lookup)
        return written is not None and written.startswith("/")
    names: set[str] = set()
    if isinstance(instruction, Env):
        names = {pair.name.value for pair in instruction.pairs}
    elif isinstance(instruction, Arg):
        names = {declaration.name.text for declaration in instruction.names}
    return names.isdisjoint(_variables(copy))


def _variables(copy: CopyStep) -> set[str]:
    """The variables in the words and flags of a COPY."""
    words = [*copy.instruction.sources, copy.instruction.destination]
    words.extend(flag.value for flag in copy.instruction.flags if flag.value is not None)
    return {name for word in words for name in word.variables}


def _are_apart(copy: CopyStep, other: CopyStep) -> bool:
    """Whether it makes no difference which of two copies comes first."""
    here, there = copy.destination, other.destination
    if here is None or there is None:
        return False
    if not is_within(here, there) and not is_within(there, here):
        return True
    context = copy.stage.graph.context
    if context is None or not other.is_from_context or other.instruction.heredocs or other.excludes is None:
        return False
    files = other.sources
    if len(files) > _MOST_FILES:
        return False
    for file in files:
        if file is None or not context.is_file(file):
            return False
        name = join_path("/", file)[1:]
        inside = join_path(there, name.rpartition("/")[2])
        for path in (inside,) if other.names_directory else (there, inside):
            origin = find_origin(copy.stage, path, copy.position + 1)
            if origin is not None and origin.step is copy and origin.path != name:
                return False
    return True


def _may_make_directory(copy: CopyStep, others: Sequence[CopyStep], has_workdir: bool) -> bool:
    """Whether somebody else may own the directory once another instruction is the first to make it."""
    owners = [step.instruction.flag(name) for step in (copy, *others) for name in ("chown", "chmod")]
    return any(owner is not None for owner in owners) or (has_workdir and copy.state.is_root is not True)


def _may_overlay(copy: CopyStep) -> bool:
    """Whether `copy` may bring an environment of its own over the one that is installed."""
    context = copy.stage.graph.context
    return context is None or any(
        source is None or context.exists("/".join(part for part in (join_path("/", source)[1:], name) if part))
        for source in copy.sources
        for name in _ENVIRONMENTS
    )


# What the RUN reads


def _inputs(step: RunStep) -> Iterator[InputFile]:
    for install in step.installs:
        yield from install.wanted.files


def _needed(copy: CopyStep, runs: Sequence[RunStep]) -> Mapping[str, str] | None:
    """The files that `runs` find where `copy` puts them: path in the image to path in the context; None: not known."""
    context = copy.stage.graph.context
    needed: dict[str, str] = {}
    for step in runs:
        for file in _inputs(step):
            if file.origin is None or file.origin.step is not copy or file.path is None:
                continue
            path = file.origin.path
            if path is None or context is None or context.resolve(path) != path:
                return None
            before = find_origin(copy.stage, file.path, copy.position)
            if before is None or before.path != path:
                needed[file.path] = path
    return needed


def _lines(copy: CopyStep, needed: Mapping[str, str]) -> list[str] | None:
    """The COPY instructions that put the files where they are read; None if they cannot be written."""
    directory = copy.destination
    assert directory is not None
    flags = _flags(copy)
    groups: dict[str, list[str]] = {}
    for target, path in needed.items():
        folder, _, name = target.rpartition("/")
        folder = folder or "/"
        if not is_within(folder, directory) or path.rpartition("/")[2] != name or _UNWRITABLE.search(path):
            return None
        groups.setdefault(folder[len(directory) :].strip("/"), []).append(path)
    written = copy.instruction.destination.argument
    has_odd_characters = _UNWRITABLE.search(re.sub(r"\$(?:\w+|\{\w+\})", "", written)) is not None
    if flags is None or (groups and has_odd_characters):
        return None
    is_lower = copy.instruction.source.slice(copy.instruction.keyword_span).islower()
    lines = []
    for inner in sorted(groups):
        words = [*groups[inner], _destination(written, inner, groups[inner])]
        needs_json = any(re.search(r"\s", word) or word.startswith(("-", "<<")) for word in words)
        if needs_json:
            import json

            arguments = json.dumps(words, ensure_ascii=False)
        else:
            arguments = " ".join(words)
        lines.append(" ".join(["copy" if is_lower else "COPY", *flags, arguments]))
    return lines


def _flags(copy: CopyStep) -> list[str] | None:
    """The flags to repeat, as they are written; None if one of them is not understood."""
    flags = []
    for flag in copy.instruction.flags:
        text = copy.instruction.source.slice(flag.span)
        if flag.name in _REPEATED_FLAGS and "\n" not in text:
            flags.append(text)
        elif flag.name not in _OTHER_FLAGS:
            return None
    return flags


def _destination(written: str, inner: str, paths: Sequence[str]) -> str:
    """Where to copy `paths` to, which belong into the folder `inner` of the destination that is `written`."""
    if written.rpartition("/")[2] == "." and (inner or len(paths) > 1 or written != "."):
        written = written[:-1] or "./"
    if inner:
        base = "" if written == "./" else written.rstrip("/") + "/"
        return f"{base}{inner}/"
    if written.endswith("/") or written == ".":
        return written
    return f"{written}/" if len(paths) > 1 else f"{written}/{paths[0].rpartition('/')[2]}"
