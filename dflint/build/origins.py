"""Which file of the build context lies at a path of the image?

The steps are read backwards from the place in question: COPY and ADD of files and folders, bind mounts, copies from
other stages. A step that may have put something else there ends the search without an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.state import join_path
from dflint.build.steps import CopyStep, RunMount, RunStep, is_within
from dflint.dockerfile.instructions import Add
from dflint.dockerfile.words import UNKNOWN, Unknown

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.dockerfile.instructions import Heredoc
    from dflint.shell.commands import Command

_MOST_HOPS = 20
_ARCHIVE_SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".txz", ".tar.zst", ".gz", ".bz2", ".xz", ".zst")

# Commands that leave the files that they name as they are.
_READERS = frozenset(
    {"cat", "ls", "grep", "egrep", "test", "[", "[[", "echo", "printf", "head", "tail", "wc", "diff", "cmp", "chmod"}
    | {"chown", "stat", "file", "cd", "pip", "pip3", "uv", "conda", "mamba", "micromamba", "pipenv", "mkdir", "true"}
    | {"apt-get", "apt", "apk", "yum", "dnf", "microdnf", "npm", "yarn", "pnpm", "export", "set", "source", "."}
    | {"xargs"}
)
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "eval"})
_PYTHON_INSTALLERS = frozenset({"pip", "uv", "pipenv", "venv", "virtualenv", "conda"})


class FileOrigin:
    """Where a file of the image comes from.

    `path` is the one in the build context, relative with slashes; None for a file that is written in the Dockerfile
    (`heredoc`). `step` is the COPY or ADD or the mount that takes it from there.
    """

    def __init__(self, path: str | None, step: CopyStep | RunMount, heredoc: Heredoc | None = None) -> None:
        self.path = path
        self.step = step
        self.heredoc = heredoc

    def __repr__(self) -> str:
        return f"FileOrigin({self.path!r})"


class _NotKnownError(Exception):
    """Something else may lie at the path."""


def find_origin(stage: Stage, path: str, position: int) -> FileOrigin | None:
    """The file of the build context that lies at the absolute `path` before the step at `position`."""
    try:
        return _Search().before(stage, path, position)
    except _NotKnownError:
        return None


def find_origin_in_run(step: RunStep, path: str, command: Command) -> FileOrigin | None:
    """The file of the build context that `command`, a command of `step`, finds at the absolute `path`."""
    search = _Search()
    try:
        search.check_commands(step, path, command)
        mounted = search.in_mounts(step, path)
        return mounted if mounted is not None else search.before(step.stage, path, step.position)
    except _NotKnownError:
        return None


def is_brought(step: RunStep, path: str, command: Command) -> bool | None:
    """Whether a COPY, an ADD or a mount brings the file that `command` looks for at `path`; None if one may do so."""
    search = _Search()
    if any(mount.type == "secret" and mount.target in (None, path) for mount in step.mounts):
        return None
    try:
        search.check_commands(step, path, command)
        found = search.in_mounts(step, path) or search.before(step.stage, path, step.position)
    except _NotKnownError:
        return None
    return found is not None


def is_archive(path: str) -> bool:
    """Whether ADD unpacks a file of that name, as far as names tell."""
    return path.endswith(_ARCHIVE_SUFFIXES)


def writing_commands(step: RunStep) -> Iterator[Command]:
    """The commands of `step` that may write a file."""
    # What a shell is handed as a script is among the commands.
    enclosing = {id(command.enclosing) for command in step.commands if command.enclosing is not None}
    for command in step.commands:
        if id(command) in enclosing and command.name in _SHELLS:
            continue
        if not _only_reads(command) or any(">" in redirect.operator for redirect in command.redirects):
            yield command


def _only_reads(command: Command) -> bool:
    """Whether the command leaves the files that it names as they are."""
    return command.name in _READERS or (command.module is not None and command.module[0] in _PYTHON_INSTALLERS)


class _Search:
    """One search; it ends after a number of hops from stage to stage."""

    def __init__(self) -> None:
        self.hops = 0

    def before(self, stage: Stage, path: str, position: int) -> FileOrigin | None:
        """The origin of `path` in `stage` before `position`, None if nothing brought it. May raise `_NotKnownError`."""
        self._hop()
        current: Stage | None = stage
        while current is not None:
            if current.replacement is not None:
                raise _NotKnownError
            origin = self._in_layers(current, path, position if current is stage else len(current.steps))
            if origin is not None:
                return origin
            current = current.parent
            if current is not None:
                self._hop()
        return None

    def _in_layers(self, stage: Stage, path: str, position: int) -> FileOrigin | None:
        """The same of what `stage` itself does. Who asks again later only looks at what came since."""
        known = stage.origins.setdefault(path, {})
        start = stage.layers_before(position)
        hops = self.hops
        origin: FileOrigin | Unknown | None = None
        for count in range(start, 0, -1):
            if count in known:
                origin = known[count]
                break
            try:
                origin = self._from_step(stage.layers[count - 1], path)
            except _NotKnownError:
                origin = UNKNOWN
            if origin is not None:
                break
        if self.hops == hops:
            # Else the search may have ended early.
            known[start] = origin
        if isinstance(origin, Unknown):
            raise _NotKnownError
        return origin

    def _hop(self) -> None:
        self.hops += 1
        if self.hops > _MOST_HOPS:
            raise _NotKnownError

    def _from_step(self, step: RunStep | CopyStep, path: str) -> FileOrigin | None:
        if isinstance(step, CopyStep):
            if step.destination is not None and not is_within(path, step.destination):
                return None
            return self._from_copy(step, path)
        self.check_commands(step, path, None)
        if step.script.is_foreign:
            raise _NotKnownError
        return None

    # RUN

    def check_commands(self, step: RunStep, path: str, last: Command | None) -> None:
        """Raise `_NotKnownError` if a command of `step`, before `last`, may have written `path`."""
        end = len(step.commands) if last is None else step.order_of(last)
        for command in step.writing_commands:
            if step.order_of(command) >= end:
                return
            self._check_command(step, command, path)

    def _check_command(self, step: RunStep, command: Command, path: str) -> None:
        for redirect in command.redirects:
            if ">" in redirect.operator and redirect.target is not None:
                target = step.path_of(command, redirect.target)
                if target == path or (target is None and "/dev/" not in redirect.target.text):
                    raise _NotKnownError
        name = command.name
        if _only_reads(command):
            return
        basename = path.rpartition("/")[2]
        if name == "git" and "clone" in command.text:
            # What is cloned lies in a folder of its own, which may be that of the path.
            destination = self._clone_directory(step, command)
            if destination is None or is_within(path, destination):
                raise _NotKnownError
        elif basename in command.text:
            raise _NotKnownError

    def _clone_directory(self, step: RunStep, command: Command) -> str | None:
        words = [word for word in command.arguments if not word.prefix.startswith("-")]
        if len(words) < 2 or words[-1].value is None:
            return None
        last = words[-1].value
        if "://" in last or last.startswith("git@") or last.endswith(".git"):
            directory = step.directory_of(command)
            name = last.rstrip("/").rpartition("/")[2].removesuffix(".git")
            return None if directory is None else join_path(directory, name)
        return step.path_of(command, words[-1])

    def in_mounts(self, step: RunStep, path: str) -> FileOrigin | None:
        """The origin of `path` in the mounts of `step`; None if it lies in none. May raise `_NotKnownError`."""
        for mount in reversed(step.mounts):
            if mount.type in ("secret", "ssh"):
                continue
            if mount.target is None:
                raise _NotKnownError
            if not is_within(path, mount.target):
                continue
            if mount.type != "bind" or mount.source is None:
                raise _NotKnownError
            inner = path[len(mount.target) :].lstrip("/") if mount.target != "/" else path[1:]
            source = "/".join(part for part in (mount.source, inner) if part)
            if mount.is_from_context:
                return FileOrigin(source, mount)
            return self._in_origin(mount.origin, source)
        return None

    # COPY and ADD

    def _from_copy(self, step: CopyStep, path: str) -> FileOrigin | None:
        destination = step.destination
        if destination is None:
            raise _NotKnownError
        if not is_within(path, destination):
            return None
        for heredoc in step.instruction.heredocs:
            if path == destination or path == join_path(destination, heredoc.name):
                return FileOrigin(None, step, heredoc)
        inner = path[len(destination) :].lstrip("/") if destination != "/" else path[1:]
        for source in reversed(step.sources):
            if source is None:
                raise _NotKnownError
            for candidate in self._candidates(step, source, inner):
                origin = self._at_source(step, candidate)
                if origin is not None:
                    return origin
        return None

    def _candidates(self, step: CopyStep, source: str, inner: str) -> Sequence[str]:
        """The paths in what is copied from that `source` may put at `inner` of the destination."""
        is_add = isinstance(step.instruction, Add)
        if is_add and ("://" in source or source.startswith("git@")):
            if inner == source.rstrip("/").rpartition("/")[2] or not inner or not source.startswith("http"):
                raise _NotKnownError
            return ()
        clean = join_path("/", source)[1:]
        if is_add and is_archive(clean):
            raise _NotKnownError
        if step.instruction.parents:
            # What stands before /./ is left out.
            kept = source.partition("/./")[2] or source
            above = clean[: len(clean) - len(join_path("/", kept)[1:])]
            return (above + inner,)
        name = clean.rpartition("/")[2]
        if any(character in clean for character in "*?["):
            return self._matching(step, source, inner)
        # A folder gives what is in it; a file keeps its name, or takes that of the destination.
        candidates = [clean] if clean and inner in ("", name) else []
        if inner and step.is_from_context and clean and step.stage.graph.context is None:
            if not candidates:
                raise _NotKnownError
        elif inner:
            candidates.append(f"{clean}/{inner}" if clean else inner)
        return candidates

    def _matching(self, step: CopyStep, source: str, inner: str) -> Sequence[str]:
        """The file that a source with wildcards puts at `inner`."""
        context = step.stage.graph.context
        if context is None or not step.is_from_context:
            raise _NotKnownError
        taken = context.taken_by([source], step.excludes or ())
        if taken.truncated:
            raise _NotKnownError
        # What matches is a file or a folder: its last part or what is in it lies at `inner`.
        return [file.path for file in taken.files if file.path == inner or file.path.endswith("/" + inner)]

    def _at_source(self, step: CopyStep, candidate: str) -> FileOrigin | None:
        if not step.is_from_context:
            return self._in_origin(step.origin, candidate)
        context = step.stage.graph.context
        if context is None:
            return FileOrigin(candidate, step)
        if step.excludes is None:
            raise _NotKnownError
        if not context.is_file(candidate):
            return None
        if step.excludes and (step.taken is None or candidate not in step.taken):
            raise _NotKnownError
        return FileOrigin(candidate, step)

    def _in_origin(self, origin: object, path: str) -> FileOrigin | None:
        from dflint.build.stages import Stage

        if not isinstance(origin, Stage):
            raise _NotKnownError
        return self.before(origin, "/" + path, len(origin.steps))
