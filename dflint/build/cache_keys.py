"""When is a layer taken from the cache, and when is it made anew? The keys of BuildKit's cache, modelled.

A layer is taken from the cache if its key was ever seen. The key of RUN, WORKDIR, COPY and ADD is that of what they
build on, with what they say once variables are replaced, and with the content of what they take. How BuildKit forms it
is in solver/llbsolver/ops and frontend/dockerfile/dockerfile2llb in github.com/moby/buildkit; docs/cache-model.md
tells what was tried with an engine, and where this model differs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dflint.build import mount_texts
from dflint.build.build_environment import BuildEnvironment
from dflint.build.context_inputs import ContextInput, Selector
from dflint.build.images import BaseImage, NamedContext
from dflint.build.layers import Layer, layers_of_stage
from dflint.build.stage_content import (
    IF_ANY,
    ContextSource,
    Limits,
    Node,
    Part,
    Source,
    StageContent,
    StageSource,
    TextSource,
    Written,
)
from dflint.build.stages import Stage
from dflint.build.steps import CopyStep, RunStep
from dflint.cached_property import cached_property
from dflint.context.copy_sources import is_remote
from dflint.context.go_filepath import clean_in_context
from dflint.dockerfile.instructions import Copy
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.references import Origin
    from dflint.dockerfile.instructions import Run
    from dflint.dockerfile.nodes import Flag, Heredoc

# What RUN has without being told so.
_DEFAULT_FLAGS = ("network=default", "security=sandbox")

_VARIABLE = lazy_pattern(r"\$\{?(\w+)")

Digest = Callable[[ContextInput], bytes]
"""Gives what identifies all that an input takes: names, content, permissions."""


class CacheModel:
    """The cache keys of one build, for any content of its context.

    `layers` are those of the stages that are built, in the order of the file, and `inputs` what the keys depend on:
    more than the layers take themselves, since a stage may copy a part of what another one took.
    """

    def __init__(self, build: Build, merges_links: bool = True) -> None:
        """`merges_links` says whether ``COPY --link`` makes a layer that does not depend on those before it.

        The builder of Docker's older image store, with storage drivers such as overlay2, makes no such layers.
        """
        self.merges_links = merges_links
        self.layers: list[Layer] = []
        self.ends: dict[int, StageEnd] = {}
        self.limits = Limits()
        self._parts: list[tuple[Part, ...]] = []
        self._known: dict[tuple[Part, ...], Node] = {}
        self._nodes: list[Node] = []
        for stage in build.stages:
            keys = StageKeys(self, stage)
            for layer in layers_of_stage(stage):
                self.layers.append(layer)
                self._nodes.append(keys.key_of(layer))
            self.ends[stage.index] = keys.end()
        inputs = (part for parts in self._parts for part in parts if isinstance(part, ContextInput))
        self.inputs: tuple[ContextInput, ...] = tuple(dict.fromkeys(inputs))

    def node(self, parts: Sequence[Part]) -> Node:
        """The key that is made of `parts`."""
        key = tuple(parts)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Node(len(self._parts))
            self._parts.append(key)
        return known

    def keys(self, digest: Digest) -> dict[Layer, bytes]:
        """The key of each layer, in the order of the file. `digest` is asked once for each of `inputs`."""
        digests = {one: digest(one) for one in self.inputs}
        values: list[bytes] = []
        for recipe in self._recipes:
            values.append(recipe.key(values, digests))
        return {layer: values[node] for layer, node in zip(self.layers, self._nodes, strict=True)}

    @cached_property
    def _recipes(self) -> Sequence[_Recipe]:
        return [_Recipe(parts) for parts in self._parts]


class _Recipe:
    """How a key is made of its parts; texts that follow each other are put together once."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._pieces: list[bytes | ContextInput | Node] = []
        self._inputs = [part for part in parts if isinstance(part, ContextInput)]
        # Such a key counts for nothing where nothing is taken.
        self._is_optional = parts[0] is IF_ANY and len(self._inputs) > 0
        for part in parts:
            if not isinstance(part, str):
                self._pieces.append(part)
                self._is_optional = self._is_optional and isinstance(part, ContextInput)
                continue
            text = part.encode("utf-8", "surrogateescape")
            text = b"text %d %b" % (len(text), text)
            last = self._pieces[-1] if self._pieces else None
            if isinstance(last, bytes):
                self._pieces[-1] = last + text
            else:
                self._pieces.append(text)

    def key(self, values: Sequence[bytes], digests: Mapping[ContextInput, bytes]) -> bytes:
        """The key, where `values` are the keys before it; empty if it counts for nothing."""
        if self._is_optional and not any(digests[one] for one in self._inputs):
            return b""
        hashed = hashlib.blake2b(digest_size=16)
        for piece in self._pieces:
            if isinstance(piece, bytes):
                hashed.update(piece)
            elif isinstance(piece, ContextInput):
                value = digests[piece]
                hashed.update(b"input %d %b" % (len(value), value))
            elif values[piece]:
                hashed.update(b"key %d %b" % (len(values[piece]), values[piece]))
        return hashed.digest()


class StageEnd:
    """What a stage hands on to those that start from it or copy from it."""

    def __init__(self, key: Node, environment: BuildEnvironment, content: StageContent) -> None:
        self.key = key
        self.environment = environment
        self.content = content


class StageKeys:
    """Forms the keys of the layers of one stage, which are asked for in order."""

    def __init__(self, model: CacheModel, stage: Stage) -> None:
        self._model = model
        self._stage = stage
        self._position = 0
        parent = model.ends.get(stage.parent.index) if stage.parent is not None else None
        image = _image_text(stage)
        self._environment = BuildEnvironment(stage, parent.environment if parent is not None else None)
        self._content = StageContent(
            model.node,
            model.limits,
            None if stage.root.is_scratch else image,
            parent.content if parent is not None else None,
        )
        # The key of what the next instruction builds on.
        self._key = parent.key if parent is not None else model.node(["image", image])

    def key_of(self, layer: Layer) -> Node:
        """The key of a layer."""
        self._follow(layer.position)
        step = layer.step
        if isinstance(step, RunStep):
            return self._run(layer, step)
        if isinstance(step, CopyStep):
            return self._copy(layer, step)
        self._follow(layer.position + 1)
        environment = self._environment
        self._key = self._model.node(["mkdir", self._key, environment.workdir, environment.user])
        self._content.write(Written(environment.workdir, environment.user))
        return self._key

    def end(self) -> StageEnd:
        """What the stage hands on, once all its layers are known."""
        self._follow(len(self._stage.steps))
        self._content.finish(self._key)
        return StageEnd(self._key, self._environment, self._content)

    def _follow(self, position: int) -> None:
        for instruction in self._stage.steps[self._position : position]:
            self._environment.follow(instruction)
        self._position = max(self._position, position)

    # COPY and ADD

    def _copy(self, layer: Layer, step: CopyStep) -> Node:
        instruction = step.instruction
        environment = self._environment
        flags = [text for flag in instruction.flags if (text := _copy_flag(environment, flag))]
        destination = environment.path(environment.expand(instruction.destination))
        sources = list(self._sources(step))
        parts: list[Part] = [instruction.keyword, *flags, destination]
        for source in sources:
            parts.append(source.name)
            if not isinstance(source, ContextSource):
                parts.append(source.whole())
        parts.extend(layer.inputs)
        is_divisible = isinstance(instruction, Copy) and not instruction.parents
        self._content.write(Written(destination.rstrip("/") or "/", " ".join(flags), sources, is_divisible))
        # BuildKit makes no layer of its own of what has --chmod.
        if self._model.merges_links and instruction.link and instruction.chmod is None:
            own = self._model.node(parts)
            self._key = self._model.node(["merge", self._key, own])
            return own
        self._key = self._model.node([self._key, *parts])
        return self._key

    def _sources(self, step: CopyStep) -> Iterator[Source]:
        """What a COPY or ADD copies, in the order in which BuildKit does."""
        origin = None if step.is_from_context else step.origin
        for word in step.instruction.sources:
            source = self._environment.expand(word)
            if is_remote(source):
                yield TextSource(source, source)
            elif step.is_from_context:
                yield self._context_source(step, source)
            else:
                yield self._origin_source(origin, source)
        for heredoc in step.instruction.heredocs:
            yield TextSource(heredoc.name, _heredoc_text(self._environment, heredoc))

    def _context_source(self, step: CopyStep, source: str) -> Source:
        instruction = step.instruction
        modes_replaced = instruction.chmod is not None and self._environment.expand(instruction.chmod).isdecimal()
        if instruction.parents:
            selector = Selector.of_parents(source, step.excludes or ())
            name = f"{_base_name(source.partition('/./')[0])} {selector.includes[0]}"
        else:
            selector = Selector.of(source, step.excludes or ())
            name = _base_name(source)
        return ContextSource(name, selector, modes_replaced)

    def _origin_source(self, origin: Origin, source: str) -> Source:
        path = "/" + clean_in_context(source)
        if isinstance(origin, Stage) and origin.index in self._model.ends:
            return StageSource(_base_name(source), self._model.ends[origin.index].content, path)
        return TextSource(_base_name(source), f"{_origin_text(origin)} {path}")

    # RUN

    def _run(self, layer: Layer, step: RunStep) -> Node:
        run = step.run
        environment = self._environment
        parts: list[Part] = ["run", self._key, environment.workdir, environment.user, *self._arguments(run)]
        parts.append("environment")
        parts.extend(f"{name}={value}" for name, value in environment.variables.items())
        flags = (_run_flag(environment, flag) for flag in run.flags if flag.name != "mount")
        parts.extend(flag for flag in flags if flag not in _DEFAULT_FLAGS)
        for mount, text in mount_texts.in_order(step.mounts, environment):
            parts.append(f"mount {text}")
            if mount.mount.from_ and mount.type in ("bind", "cache"):
                parts.append(self._origin_source(mount.origin, mount_texts.source_of(mount, environment)).whole())
        parts.extend(layer.inputs)
        self._key = self._model.node(parts)
        self._content.run(step, self._key)
        return self._key

    def _arguments(self, run: Run) -> Iterator[str]:
        """The arguments of the process, as far as they tell one RUN from another."""
        if run.is_exec:
            yield "exec"
            yield from (word.argument for word in run.arguments)
            return
        yield from self._environment.shell
        if not run.heredocs:
            yield run.body_text
            return
        first = run.heredocs[0]
        if (
            len(run.heredocs) == 1
            and run.source.text[first.marker_span.start : first.marker_span.end] == run.body_text.strip()
        ):
            yield first.body.text
            # A script with a shebang is a file of that name.
            if first.body.text.startswith("#!"):
                yield first.name
            return
        yield run.body_text
        yield from (f"{heredoc.content.text}{heredoc.name}" for heredoc in run.heredocs)


def _image_text(stage: Stage) -> str:
    """What tells the image apart that the chain of `stage` starts from."""
    first = stage.chain[-1]
    if first.base_context is not None:
        return _origin_text(first.base_context)
    platform = first.from_.platform
    image = first.from_.image.argument if stage.root.text is None else stage.root.text
    return f"{image} {'' if platform is None else platform.argument}"


def _origin_text(origin: Origin) -> str:
    """What tells an image or a named context apart; its content is taken not to change."""
    if isinstance(origin, NamedContext):
        return f"{origin.name}={origin.value}"
    if isinstance(origin, BaseImage):
        return origin.text or ""
    return ""


def _base_name(source: str) -> str:
    """The last part of a source, which is all of its path that the key holds."""
    return clean_in_context(source).rpartition("/")[2] or "/"


def _copy_flag(environment: BuildEnvironment, flag: Flag) -> str:
    """A flag of COPY or ADD as it enters the key; "" if it does not."""
    if flag.name in ("from", "link"):
        return ""
    if flag.value is None:
        return flag.name
    value = environment.expand(flag.value)
    if flag.name == "chmod" and value.isdecimal():
        value = value.lstrip("0")
    return f"{flag.name}={value}"


def _run_flag(environment: BuildEnvironment, flag: Flag) -> str:
    value = "" if flag.value is None else environment.expand(flag.value)
    return f"{flag.name}={value}"


def _heredoc_text(environment: BuildEnvironment, heredoc: Heredoc) -> str:
    """A file that stands in a COPY: its text, and the values of the variables that are replaced in it."""
    text = heredoc.body.text
    if not heredoc.expand:
        return text
    names = dict.fromkeys(_VARIABLE.findall(text))
    return "\0".join((text, *(f"{name}={environment.lookup(name)}" for name in names)))
