"""What is known of the content of a stage without building it: by which steps a path in it is decided.

BuildKit looks at what ``COPY --from`` and a bind mount take of a stage: where that is the same as before, the result
comes from the cache, although the stage was built anew. What a COPY brings into a stage is known; what a RUN writes is
not, and is taken to depend on all that the RUN depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, NewType

from dflint.build.context_inputs import ContextInput, Selector, is_match
from dflint.build.state import join_path
from dflint.context.go_filepath import has_wildcards

if TYPE_CHECKING:
    from dflint.build.steps import RunStep
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

Node = NewType("Node", int)
"""What is made of parts, by its number."""

Part = str | Node | ContextInput

IF_ANY = "if any"
"""The first part of what counts for nothing where all its inputs are empty: a step that brings nothing to a path."""

NodeOf = Callable[[Sequence[Part]], Node]

# Folders that an image may bring along: https://refspecs.linuxfoundation.org/FHS_3.0/fhs/ch03.html
_SYSTEM_FOLDERS = frozenset(
    "bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var".split()
)

# Commands that write no file unless their output is redirected.
_READING = frozenset(
    "true : cd echo printf cat ls test [ pwd id whoami env printenv date sleep set export unset umask head tail "
    "wc grep stat sha256sum md5sum cksum which uname exit false hostname df du".split()
)
# Commands that change nothing but what their operands name.
_NAMING = frozenset("mkdir touch rm rmdir chmod chown chgrp truncate tee ln cp mv install".split())
_TARGET_OPTIONS = ("-t", "--target-directory")
_NULL_DEVICE = "/dev/null"
_NULL_DEVICES = frozenset({_NULL_DEVICE, "/dev/stderr", "/dev/stdout"})

# What hostile files can ask for is bounded: beyond, a path is taken to depend on all that its stage depends on.
_DEEPEST = 30
_MOST_ANSWERS = 5_000


class TextSource(NamedTuple):
    """A text that stands in the Dockerfile, or what comes from a URL or an image, which is taken not to change."""

    name: str
    text: str

    def whole(self) -> Part:
        """The text."""
        return self.text

    def part(self, within: str) -> Sequence[Part]:
        """The text."""
        return (self.text,)


class ContextSource(NamedTuple):
    """A source in the build context. The modes of its files do not count if `modes_replaced`."""

    name: str
    selector: Selector
    modes_replaced: bool = False

    def whole(self) -> Part:
        """The input of all that is selected."""
        return self._input(self.selector)

    def part(self, within: str) -> Sequence[Part]:
        """The input of what lies `within` what is selected."""
        selector = self.selector
        if selector.pattern or selector.includes:
            return (self._input(selector),)
        return (self._input(selector._replace(includes=(within,))),)

    def _input(self, selector: Selector) -> ContextInput:
        return ContextInput((selector,), has_modes=not self.modes_replaced)


class StageSource(NamedTuple):
    """A path in another stage."""

    name: str
    content: StageContent
    path: str

    def whole(self) -> Part:
        """What is at the path."""
        return self.content.at(self.path)

    def part(self, within: str) -> Sequence[Part]:
        """What is below the path."""
        return (self.content.at(join_path(self.path, within)),)


class RunSource(NamedTuple):
    """What a RUN writes, which is taken to depend on all that the RUN depends on."""

    name: str
    key: Node

    def whole(self) -> Part:
        """The key of the RUN."""
        return self.key

    def part(self, within: str) -> Sequence[Part]:
        """The key of the RUN."""
        return (self.key,)


Source = RunSource | TextSource | ContextSource | StageSource
"""What is copied into a stage."""


class Written(NamedTuple):
    """A step that writes to `destination`, an absolute path; `options` is what it says besides."""

    destination: str
    options: str
    sources: Sequence[Source] = ()
    is_divisible: bool = True


class Limits:
    """How far the questions about the stages of one build may go."""

    def __init__(self) -> None:
        self.depth = 0
        self.answers = 0

    @property
    def reached(self) -> bool:
        """Whether no further question is looked into."""
        return self.depth >= _DEEPEST or self.answers >= _MOST_ANSWERS


class StageContent:
    """What the steps of a stage write, as far as it is known."""

    def __init__(self, node_of: NodeOf, limits: Limits, image: str | None, parent: StageContent | None = None) -> None:
        """`image` names the image that the chain of stages starts from, None for ``scratch``."""
        self._node_of = node_of
        self._limits = limits
        self._image = image
        self._last_run: Node | None = parent._last_run if parent is not None else None
        self._written: list[Written] = list(parent._written) if parent is not None else []
        self._answers: dict[str, Node] = {}
        self._end: Node | None = None

    def run(self, step: RunStep, key: Node) -> None:
        """Take up a RUN; `key` is that of its result."""
        paths = written_paths(step)
        if paths is None:
            self._last_run = key
            self._written = []
        else:
            source = RunSource("", key)
            self._written.extend(Written(path, "", (source,), is_divisible=False) for path in paths)

    def write(self, written: Written) -> None:
        """Take up another step."""
        self._written.append(written)

    def finish(self, key: Node) -> None:
        """Take up the end of the stage; `key` is that of its result."""
        self._end = key

    def at(self, path: str) -> Node:
        """What decides on the content at the absolute `path`, which may hold wildcards, at the end of the stage."""
        known = self._answers.get(path)
        if known is not None:
            return known
        limits = self._limits
        if limits.reached and self._end is not None:
            return self._end
        limits.answers += 1
        limits.depth += 1
        found = self._answers[path] = self._find(path)
        limits.depth -= 1
        return found

    def _find(self, path: str) -> Node:
        parts: list[Part] = ["content"]
        if self._last_run is not None:
            parts.append(self._last_run)
        elif self._image is not None and _may_be_in_image(path):
            parts.append(self._image)
        for written in self._written:
            decisive = list(_decisive(written, path))
            if decisive:
                parts.append(self._node_of([IF_ANY, *decisive]))
        return self._node_of(parts)


def _decisive(written: Written, path: str) -> Iterator[Part]:
    """What of a step decides on the content at `path`."""
    destination = written.destination
    within = path[len(destination.rstrip("/")) + 1 :] if _is_below(path, destination) else ""
    if within and written.is_divisible:
        yield written.options
        for source in written.sources:
            yield source.name
            yield from source.part(within)
            # A file that is copied to a folder keeps its name.
            if is_match(within, source.name) or is_match(source.name, within):
                yield source.whole()
    elif within or _is_below(destination, _literal_part(path)) or destination.rstrip("/") == path:
        yield f"{written.options} {destination[len(_literal_part(path)) :]}"
        for source in written.sources:
            yield source.name
            yield source.whole()


def written_paths(step: RunStep) -> Sequence[str] | None:
    """The absolute paths of files and folders that a RUN may change; None if that may be any."""
    script = step.script
    if script.is_foreign or script.has_errors:
        return None
    paths: list[str] = []
    for command in script.commands:
        words = [one.target for one in command.redirects if one.operator not in ("<", "<<", "<<-", "<<<")]
        if command.name in _NAMING and not any(word.prefix.startswith(_TARGET_OPTIONS) for word in command.arguments):
            words.extend(word for word in command.arguments if not word.prefix.startswith("-"))
        elif command.name not in _READING and command.program is not None:
            return None
        for word in words:
            path = None if word is None else _written_path(step, command, word)
            if path is None:
                return None
            if path not in _NULL_DEVICES:
                paths.append(path)
    return paths


def _written_path(step: RunStep, command: Command, word: ShellWord) -> str | None:
    """The path that a word of a command names, without what is behind a wildcard; None if that is not known."""
    if word.value in ("1", "2"):
        # Of 2>&1; a file of that name would be known as little.
        return _NULL_DEVICE
    value = step.value_of(command, word)
    if not value:
        return None
    if word.has_glob:
        value = _literal_part(value)
    directory = "/" if value.startswith("/") else step.directory_of(command)
    return None if directory is None else join_path(directory, value)


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/") and path != "/"


def _literal_part(path: str) -> str:
    """The folders of `path` before its first wildcard; `path` if there is none."""
    parts = path.split("/")
    literal = next((index for index, part in enumerate(parts) if has_wildcards(part)), None)
    if literal is None:
        return path
    return "/".join(parts[:literal]) or ("/" if path.startswith("/") else ".")


def _may_be_in_image(path: str) -> bool:
    first = path.split("/")[1]
    return first in _SYSTEM_FOLDERS or first == "" or has_wildcards(first)
