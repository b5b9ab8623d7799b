"""What do earlier commands of a script leave to the later ones: directory, environment, variables?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from dflint.shell.words import ShellWord, assignment_of

if TYPE_CHECKING:
    from dflint.shell.commands import Command

_MOST_VARIABLES = 200
_LONGEST_PATH = 4096
CONDA = frozenset({"conda", "mamba", "micromamba"})
"""The managers of conda environments."""

_DECLARATIONS = frozenset({"export", "declare", "typeset", "local", "readonly"})
_READERS = frozenset({"read", "unset", "mapfile", "readarray", "getopts", "printf"})


class ActiveEnvironment(NamedTuple):
    """The environment that a command runs in. `kind` is ``conda`` or ``venv``; `name` is its name or path."""

    kind: str
    name: str


class Scope:
    """What holds at one point of a script.

    `directory` is relative to where the script starts unless it is absolute, "" there, None when unknown.
    `environment` is the activated one. `variables` are those that the script has set: to a word, or to None when the
    value is not known; it is None itself when they are too many to follow.
    """

    __slots__ = ("directory", "directory_stack", "environment", "variables")

    def __init__(
        self,
        directory: str | None = "",
        environment: ActiveEnvironment | None = None,
        variables: Mapping[str, ShellWord | None] | None = None,
        directory_stack: tuple[str | None, ...] = (),
    ) -> None:
        self.directory = directory
        self.environment = environment
        self.variables: Mapping[str, ShellWord | None] | None = {} if variables is None else variables
        self.directory_stack = directory_stack

    def copy(self) -> Scope:
        """A scope of its own that starts as this one is."""
        scope = Scope(self.directory, self.environment, None, self.directory_stack)
        scope.variables = self.variables
        return scope

    def merge_branch(self, branch: Scope) -> None:
        """Take up what a branch that may not run has changed: all that it has changed is unknown."""
        if branch.directory != self.directory:
            self.directory = None
        if branch.directory_stack != self.directory_stack:
            self.directory_stack = ()
        if branch.environment != self.environment:
            self.environment = None
        mine, theirs = self.variables, branch.variables
        if mine is theirs or mine is None:
            return
        if theirs is None:
            self.variables = None
            return
        changed: dict[str, ShellWord | None] = {
            name: None for name, word in theirs.items() if name not in mine or mine[name] is not word
        }
        self.variables = {**mine, **changed}

    def assign(self, name: str, word: ShellWord | None) -> None:
        """A variable is set to `word`, or to something unknown."""
        if self.variables is None:
            return
        if len(self.variables) >= _MOST_VARIABLES and name not in self.variables:
            self.variables = None
        else:
            self.variables = {**self.variables, name: word}

    def apply(self, command: Command, is_repeated: bool) -> None:
        """Take up what `command` does to the shell. `is_repeated`: it stands in a loop."""
        if not command.words:
            for assignment in command.assignments:
                self.assign(assignment.name, assignment.value)
            return
        name, arguments = command.name, command.arguments
        if name in ("cd", "pushd", "popd"):
            self._change_directory(command, is_repeated)
        elif name in (".", "source"):
            self._activate_file(arguments)
        elif name in CONDA:
            self._activate_conda(arguments)
        elif name == "deactivate":
            self.environment = None
        elif name in _DECLARATIONS or name in _READERS:
            self._declare(name, arguments)

    def _declare(self, name: str | None, arguments: tuple[ShellWord, ...]) -> None:
        """``export A=b``, ``read A``."""
        for argument in arguments:
            assignment = assignment_of(argument)
            if assignment is not None and name in _DECLARATIONS:
                self.assign(assignment.name, assignment.value)
            elif name in _READERS and argument.value is not None and argument.value.isidentifier():
                self.assign(argument.value, None)

    def _change_directory(self, command: Command, is_repeated: bool) -> None:
        if command.name == "popd":
            self.directory = self.directory_stack[-1] if self.directory_stack else None
            self.directory_stack = self.directory_stack[:-1]
            return
        if command.name == "pushd":
            self.directory_stack = (*self.directory_stack[-20:], self.directory)
        operands = [word for word in command.arguments if not (word.prefix.startswith("-") and word.prefix != "-")]
        target = operands[0].value if len(operands) == 1 else None
        if target is None or target in ("", "-") or operands[0].has_glob:
            self.directory = None
        else:
            self.directory = join_directory(self.directory, target)
            if is_repeated and not target.startswith("/"):
                self.directory = None

    def _activate_file(self, arguments: tuple[ShellWord, ...]) -> None:
        """``. venv/bin/activate`` of a virtual environment, ``source activate name`` of conda."""
        path = arguments[0].value if arguments else None
        if path is None:
            if arguments and arguments[0].text.rstrip("\"'").endswith("/activate"):
                self.environment = None
        elif path.endswith("/bin/activate") and len(arguments) == 1:
            self.environment = ActiveEnvironment("venv", path[: -len("/bin/activate")])
        elif path == "activate" or path.endswith("/bin/activate"):
            self.environment = _named(arguments[1:])

    def _activate_conda(self, arguments: tuple[ShellWord, ...]) -> None:
        subcommand = arguments[0].value if arguments else None
        if subcommand == "activate":
            operands = tuple(word for word in arguments[1:] if not word.prefix.startswith("-"))
            self.environment = _named(operands)
        elif subcommand == "deactivate":
            self.environment = None


def _named(operands: tuple[ShellWord, ...]) -> ActiveEnvironment | None:
    if not operands:
        return ActiveEnvironment("conda", "base")
    value = operands[0].value
    return None if value is None else ActiveEnvironment("conda", value)


def join_directory(directory: str | None, target: str) -> str | None:
    """`target` seen from `directory`, with ``.`` and ``..`` resolved by name; "" is where the script starts."""
    if target.startswith("/"):
        base: list[str] = []
    elif directory is None or len(directory) > _LONGEST_PATH:
        return None
    else:
        base = [part for part in directory.split("/") if part]
    is_absolute = target.startswith("/") or (directory or "").startswith("/")
    for part in target.split("/"):
        if part in ("", "."):
            continue
        if part == ".." and base and base[-1] != "..":
            base.pop()
        elif part != ".." or not is_absolute:
            base.append(part)
    return "/" * is_absolute + "/".join(base)
