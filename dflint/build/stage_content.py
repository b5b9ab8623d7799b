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
from dflint.cached_property import cached_property
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
        if selector.includes or (selector.pattern and selector.excludes):
            return (self._input(selector),)
        if selector.excludes:
            return (self._input(selector._replace(includes=(within,))),)
        return (self._input(Selector.of("/".join((selector.path, selector.pattern, within)))),)

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


class Ran(NamedTuple):
    """A RUN, and the key of its result."""

    step: RunStep
    key: Node


class StageContent:
    """What the steps of a stage write, as far as it is known."""

    def __init__(self, node_of: NodeOf, limits: Limits, image: str | None, parent: StageContent | None = None) -> None:
        """`image` names the image that the chain of stages starts from, None for ``scratch``."""
        self._node_of = node_of
        self._limits = limits
        self._image = image
        self._events: list[Ran | Written] = list(parent._events) if parent is not None else []
        self._answers: dict[str, Node] = {}
        self._end: Node | None = None

    def run(self, step: RunStep, key: Node) -> None:
        """Take up a RUN; `key` is that of its result."""
        self._events.append(Ran(step, key))

    def write(self, written: Written) -> None:
        """Take up another step."""
        self._events.append(written)

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
        last_run, known = self._known
        steps: list[Part] = []
        for written in known:
            decisive = list(_decisive(written, path))
            if decisive:
                steps.append(self._node_of([IF_ANY, *decisive]))
        parts: list[Part] = ["content"]
        if last_run is not None:
            parts.append(last_run)
        elif self._image is not None and (not steps or _is_usual(path)):
            parts.append(self._image)
        return self._node_of([*parts, *steps])

    @cached_property
    def _known(self) -> tuple[Node | None, Sequence[Written]]:
        """The key of the last RUN that may have written anything, and what is written after it."""
        known: list[Written] = []
        for event in reversed(self._events):
            if isinstance(event, Written):
                known.append(event)
                continue
            paths = written_paths(event.step)
            if paths is None:
                return event.key, known[::-1]
            source = RunSource("", event.key)
            known.extend(Written(path, "", (source,), is_divisible=False) for path in paths)
        return None, known[::-1]


def _decisive(written: Written, path: str) -> Iterator[Part]:
    """What of a step decides on the content at `path`."""
    wanted, made = _parts_of(path), _parts_of(written.destination)
    if not all(part == name or is_match(part, name) for part, name in zip(wanted, made, strict=False)):
        return
    below_folder = made[len(_parts_of(_literal_part(path))) :]
    yield " ".join((written.options, *below_folder))
    within = "/".join(wanted[len(made) :])
    for source in written.sources:
        yield source.name
        if not within or not written.is_divisible:
            yield source.whole()
            continue
        yield from source.part(within)
        # A file that is copied to a folder keeps its name.
        if is_match(within, source.name) or is_match(source.name, within):
            yield source.whole()


def _parts_of(path: str) -> list[str]:
    """The names that an absolute path is made of."""
    return [part for part in path.split("/") if part]


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


def _literal_part(path: str) -> str:
    """The folders of `path` before its first wildcard; `path` if there is none."""
    parts = path.split("/")
    literal = next((index for index, part in enumerate(parts) if has_wildcards(part)), None)
    if literal is None:
        return path
    return "/".join(parts[:literal]) or ("/" if path.startswith("/") else ".")


def _is_usual(path: str) -> bool:
    """Whether an image may have something at `path` by itself."""
    first = path.split("/")[1]
    return first in _SYSTEM_FOLDERS or first == "" or has_wildcards(first)
