"""What BuildKit hands to the instructions of a stage: variables in their order, directory, user and shell.

The order of variables, and those that nothing uses, are a part of the cache key of RUN (client/llb/meta.go and
frontend/dockerfile/dockerfile2llb/convert.go in github.com/moby/buildkit, tried with an engine). What is not known has
a value that stands for it, so that texts can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dflint.build.state import clean_path
from dflint.build.variables import PLATFORM_ARGUMENTS, given_value
from dflint.dockerfile.instructions import Arg, Env, Shell, User, Workdir
from dflint.dockerfile.words import UNKNOWN, Unknown

if TYPE_CHECKING:
    from dflint.build.images import BaseImage
    from dflint.build.stages import Stage
    from dflint.build.variables import Value
    from dflint.dockerfile.instructions import Instruction, Word

# What stands for the value of a variable that is not known.
_UNKNOWN = "\0{}\0"


class BuildEnvironment:
    """What holds at one point of a stage: `variables`, `workdir`, `user` ("" for that of the image) and `shell`."""

    def __init__(self, stage: Stage, parent: BuildEnvironment | None) -> None:
        """What holds at the start of `stage`, where `parent` is what holds at the end of the one it starts from."""
        self._stage = stage
        self._image: BaseImage | None = None
        if parent is None:
            self._image = stage.root
            known = stage.root.known
            self._kept: dict[str, str] = {"PATH": _UNKNOWN.format("PATH")}
            for name, value in (known.environment if known is not None else {}).items():
                self._kept[name] = _UNKNOWN.format(name) if value is None else value
            self.variables: dict[str, str] = {}
            self.workdir = "/" if stage.root.is_scratch else _known(stage.root.workdir, "WORKDIR")
            self.user = ""
            self.shell = stage.root.shell
        else:
            self._image = parent._image
            self._kept = dict(parent._kept)
            self.variables = dict(parent.variables)
            self.workdir, self.user, self.shell = parent.workdir, parent.user, parent.shell
        for name, value in self._kept.items():
            self._set(name, value)

    def _set(self, name: str, value: str) -> None:
        # The last to be set comes last.
        self.variables.pop(name, None)
        self.variables[name] = value

    def lookup(self, name: str) -> Value:
        """The value of a variable, or what stands for it; None if it is certainly not set."""
        value = self.variables.get(name)
        if value is not None or self._image is None:
            return value
        inherited = self._image.env(name)
        return None if inherited is None else _known(inherited, name)

    def expand(self, word: Word) -> str:
        """`word` with its variables replaced; as it is written where BuildKit refuses it."""
        value = word.expand(self.lookup)
        return word.argument if value is None else value

    def path(self, path: str) -> str:
        """`path` seen from the working directory, with the slash or dot that it ends with."""
        joined = clean_path(path if path.startswith("/") else f"{self.workdir}/{path}")
        if path in ("", ".") or path.endswith("/"):
            return joined if joined == "/" else joined + "/"
        return f"{joined.rstrip('/')}/." if path.endswith("/.") else joined

    def follow(self, instruction: Instruction) -> None:
        """Take up what an instruction sets."""
        if isinstance(instruction, Env):
            pairs = [(self.expand(pair.name), self.expand(pair.value)) for pair in instruction.pairs]
            for name, value in pairs:
                self._set(name, value)
                self._kept[name] = value
        elif isinstance(instruction, Arg):
            self._declare(instruction)
        elif isinstance(instruction, Workdir):
            path = self.expand(instruction.path)
            self.workdir = clean_path(path if path.startswith("/") else f"{self.workdir}/{path}")
        elif isinstance(instruction, User):
            self.user = self.expand(instruction.user)
        elif isinstance(instruction, Shell) and instruction.arguments:
            self.shell = tuple(word.argument for word in instruction.arguments)

    def _declare(self, instruction: Arg) -> None:
        arguments = self._stage.graph.global_arguments
        given: Mapping[str, str | None] = arguments.given
        for declaration in instruction.names:
            name = declaration.name.text
            value: Value
            if name in given:
                value = given_value(given, name)
            elif declaration.default is not None:
                value = self.expand(declaration.default)
            elif name in PLATFORM_ARGUMENTS:
                value = UNKNOWN
            else:
                value = arguments.lookup(name)
            if value is not None:
                self._set(name, _known(value, name))


def _known(value: str | Unknown, name: str) -> str:
    return _UNKNOWN.format(name) if isinstance(value, Unknown) else value
