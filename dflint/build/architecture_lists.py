"""For which GPUs is a build told to compile? The values of TORCH_CUDA_ARCH_LIST, in their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.dockerfile.instructions import Arg, Env
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord
    from dflint.source import MappedText, Source, Span

NAME = "TORCH_CUDA_ARCH_LIST"

_CAPABILITY = lazy_pattern(r"(?<![\d.])(\d+)\.(\d)[a-z]?(?:\+PTX)?(?![\d.])")


class Capability(NamedTuple):
    """A compute capability in such a list: 7.0 is ``(7, 0)``."""

    number: tuple[int, int]
    source: Source
    span: Span


def compiled_for(stage: Stage) -> Iterator[tuple[Capability, ...]]:
    """The capabilities of each list that ENV, ARG, or a command of a RUN of `stage` sets."""
    for step in stage.instructions:
        if isinstance(step, Env):
            words = [pair.value for pair in step.pairs if pair.name.value == NAME]
        elif isinstance(step, Arg):
            words = [one.default for one in step.names if one.name.value == NAME and one.default is not None]
        else:
            continue
        for word in words:
            yield tuple(_capabilities(word.mapped))
    for run in stage.runs:
        for command in run.commands:
            for assigned in _assigned(command):
                yield tuple(_capabilities(assigned.mapped))


def _assigned(command: Command) -> Iterator[ShellWord]:
    """The values that `command` is given, or that it exports."""
    for assignment in command.assignments:
        if assignment.name == NAME and assignment.value is not None:
            yield assignment.value
    if command.name == "export":
        for word in command.arguments:
            if word.prefix.startswith(f"{NAME}="):
                yield word.after(len(NAME) + 1)


def _capabilities(text: MappedText) -> Iterator[Capability]:
    for match in _CAPABILITY.finditer(text.text):
        yield Capability((int(match[1]), int(match[2])), text.source, text.span(*match.span()))
