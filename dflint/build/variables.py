"""Which values do variables have along a stage?

What BuildKit does (frontend/dockerfile/dockerfile2llb/convert.go, tried with an engine): a stage has one environment
for building, into which ENV and ARG both write, the later one winning; the image keeps what ENV wrote. A stage that
starts from another one inherits both, and there what ENV wrote wins. The arguments before the first FROM are seen by
FROM, and by an ARG that names them without a default.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from dflint.dockerfile.instructions import Arg, ArgDeclaration, Env, Instruction, Word
from dflint.dockerfile.words import UNKNOWN, Unknown

T = TypeVar("T")

Value = str | Unknown | None
"""A variable's value: None when it is certainly not set, `UNKNOWN` when it cannot be known."""

PLATFORM_ARGUMENTS = frozenset(
    {"BUILDPLATFORM", "BUILDOS", "BUILDOSVERSION", "BUILDARCH", "BUILDVARIANT", "TARGETSTAGE"}
    | {"TARGETPLATFORM", "TARGETOS", "TARGETOSVERSION", "TARGETARCH", "TARGETVARIANT"}
)
"""Arguments that BuildKit sets itself; their values depend on where and how one builds."""


class Timeline(Generic[T]):
    """What was set when, by position of the instruction, in order."""

    __slots__ = ("positions", "values")

    def __init__(self) -> None:
        self.positions: list[int] = []
        self.values: list[T] = []

    def add(self, position: int, value: T) -> None:
        """The instruction at `position` sets `value`."""
        self.positions.append(position)
        self.values.append(value)

    def before(self, position: int) -> T | None:
        """What was set last before the instruction at `position`; None if nothing was."""
        index = bisect_left(self.positions, position)
        return self.values[index - 1] if index else None

    def last(self, first: T | None) -> T | None:
        """What holds at the end; `first` if nothing was set."""
        return self.values[-1] if self.values else first


Timelines = dict[str, Timeline[str | Unknown]]


class GlobalArguments:
    """The arguments before the first FROM, and those that the build is given."""

    def __init__(self, instructions: Sequence[Instruction], given: Mapping[str, str | None]) -> None:
        """`instructions` are those before the first FROM; `given` values are None where they are not known."""
        self.given = given
        self.values: dict[str, str | Unknown] = {}
        for instruction in instructions:
            if isinstance(instruction, Arg):
                for declaration in instruction.names:
                    self._declare(declaration)

    def _declare(self, declaration: ArgDeclaration) -> None:
        name = declaration.name.text
        if name in self.given:
            self.values[name] = given_value(self.given, name)
        elif declaration.default is not None:
            value = declaration.default.expand(self.lookup)
            self.values[name] = UNKNOWN if value is None else value
        elif self.lookup(name) is None:
            # Who builds is expected to give it a value.
            self.values[name] = UNKNOWN

    def lookup(self, name: str) -> Value:
        """The value of `name` in FROM."""
        if name in self.values:
            return self.values[name]
        if name in PLATFORM_ARGUMENTS:
            return given_value(self.given, name) if name in self.given else UNKNOWN
        return None


def given_value(given: Mapping[str, str | None], name: str) -> str | Unknown:
    """The value that a build is given for `name`, which is in `given`."""
    value = given[name]
    return UNKNOWN if value is None else value


class Recorder:
    """Follows the variables through the instructions of one stage."""

    def __init__(self, inherited: Callable[[str], Value], global_arguments: GlobalArguments) -> None:
        """`inherited` gives the value of a variable at the start of the stage."""
        self.values: Timelines = {}
        self.env_values: Timelines = {}
        self.arg_values: Timelines = {}
        self._inherited = inherited
        self._globals = global_arguments

    def lookup(self, name: str) -> Value:
        """The value of `name` at this point."""
        timeline = self.values.get(name)
        return self._inherited(name) if timeline is None else timeline.values[-1]

    def env(self, position: int, instruction: Env) -> None:
        """Take up an ENV. All its values are expanded in what held before it."""
        written: list[tuple[str, str | Unknown]] = []
        for pair in instruction.pairs:
            name = pair.name.expand(self.lookup)
            if name:
                written.append((name, self._expanded(pair.value)))
        for name, value in written:
            self._write(self.env_values, position, name, value)

    def arg(self, position: int, instruction: Arg) -> None:
        """Take up an ARG. Each of its declarations sees those before it."""
        for declaration in instruction.names:
            name = declaration.name.text
            value = self._argument(name, declaration)
            if name:
                self._write(self.arg_values, position, name, value)

    def _argument(self, name: str, declaration: ArgDeclaration) -> str | Unknown:
        given = self._globals.given
        if name in given:
            return given_value(given, name)
        if declaration.default is not None:
            return self._expanded(declaration.default)
        value = self._globals.lookup(name)
        if value is None:
            # Without a value anywhere the ARG changes nothing; unless something is set, a value must be given.
            value = self.lookup(name)
        return UNKNOWN if value is None else value

    def _expanded(self, word: Word) -> str | Unknown:
        value = word.expand(self.lookup)
        return UNKNOWN if value is None else value

    def _write(self, kind: Timelines, position: int, name: str, value: str | Unknown) -> None:
        for table in (kind, self.values):
            timeline = table.get(name)
            if timeline is None:
                timeline = table[name] = Timeline()
            timeline.add(position, value)
