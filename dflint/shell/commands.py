"""What does a script run? Its commands, flat and in order, each with what holds where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dflint.cached_property import cached_property
from dflint.shell.prefixes import basename, peel
from dflint.shell.scope import ActiveEnvironment, Scope, join_directory
from dflint.shell.words import Assignment, Environment, ShellWord, SimpleCommand
from dflint.source import MappedText, Span

CONDITIONAL = 1
IN_PIPELINE = 2
IN_SUBSTITUTION = 4
IN_BACKGROUND = 8
IN_FUNCTION = 16
IN_LOOP = 32


class Comment(NamedTuple):
    """A comment of a script; `text` is what follows the ``#``, stripped."""

    span: Span
    text: str


class Command:
    """One simple command of a script.

    `words` are all its words, `assignments` those before it and of ``env`` and ``sudo``. `name` is the base name of
    the program behind the prefixes (``sudo``, ``env``, ``conda run`` …), None when it is not known or there is none;
    `program` is its word and `arguments` are the words after it. `connector` joins the command to the one before it:
    "", ``&&``, ``||``, ``;`` (a line end too), ``|`` or ``&``.

    `enclosing` is the command whose argument or substitution this one stands in: ``bash -c "…"``, ``echo $(…)``.
    """

    def __init__(
        self,
        script: MappedText,
        start: int,
        simple: SimpleCommand,
        connector: str,
        flags: int,
        scope: Scope,
        enclosing: Command | None,
    ) -> None:
        """`start` is the index in `script`; `scope` is what holds before the command."""
        self.script = script
        self.start = start
        self.end = simple.end
        self.words = simple.words
        self.redirects = simple.redirects
        self.connector = connector
        self.flags = flags
        self.enclosing = enclosing
        self.variables: Mapping[str, ShellWord | None] | None = scope.variables
        self._directory = scope.directory
        self._environment = scope.environment
        self._peeled = peeled = peel(simple.words)
        self.prefixes = peeled.prefixes
        self.assignments: tuple[Assignment, ...] = simple.assignments + peeled.assignments
        if simple.words:
            self.program: ShellWord | None = simple.words[peeled.program]
            self.name = basename(simple.words[peeled.program])
            self.arguments = simple.words[peeled.program + 1 :]
        else:
            self.program = None
            self.name = None
            self.arguments = ()

    def __repr__(self) -> str:
        return f"Command({self.text!r})"

    @property
    def text(self) -> str:
        """The command as it is written."""
        return self.script.text[self.start : self.end]

    @cached_property
    def span(self) -> Span:
        """Where the command stands in the file, from its first word to its last word or redirection."""
        return self.script.span(self.start, self.end)

    @property
    def conditional(self) -> bool:
        """Whether the command may not run although those before it succeeded.

        So it is in ``if``, ``case``, a loop, a function, on the right of ``||``, and after a test and ``&&``.
        """
        return bool(self.flags & CONDITIONAL)

    @property
    def in_pipeline(self) -> bool:
        """Whether the command is a part of a pipeline."""
        return bool(self.flags & IN_PIPELINE)

    @property
    def in_substitution(self) -> bool:
        """Whether the command stands in a command or process substitution."""
        return bool(self.flags & IN_SUBSTITUTION)

    @property
    def is_background(self) -> bool:
        """Whether the shell does not wait for the command."""
        return bool(self.flags & IN_BACKGROUND)

    @property
    def in_function(self) -> bool:
        """Whether the command stands in the body of a function."""
        return bool(self.flags & IN_FUNCTION)

    @property
    def working_directory(self) -> str | None:
        """Where the command runs, relative to where the script starts unless it is absolute.

        "" is where the script starts; None when it is not known.
        """
        directory = self._peeled.directory
        if directory is None:
            return self._directory
        return None if directory.value is None else join_directory(self._directory, directory.value)

    @property
    def environment(self) -> ActiveEnvironment | None:
        """The conda or virtual environment that is activated, or that ``conda run`` names; None if none is known."""
        name = self._peeled.environment
        if name is not None:
            return None if name.value is None else ActiveEnvironment("conda", name.value)
        if any(prefix.endswith(" run") for prefix in self.prefixes):
            return None
        return self._environment

    @cached_property
    def module(self) -> tuple[str, int] | None:
        """Of ``python -m module``: the module and the index of its first argument in `arguments`; else None."""
        if self.name is None or not (self.name.startswith("python") or self.name.startswith("pypy")):
            return None
        for index, word in enumerate(self.arguments):
            text = word.prefix
            if not text.startswith("-") or text in ("-c", "-", "--"):
                return None
            if text == "-m":
                module = self.arguments[index + 1].value if index + 1 < len(self.arguments) else None
                return (module, index + 2) if module is not None else None
            if text.startswith("-m"):
                return (text[2:], index + 1) if word.value is not None else None
            if text in ("-W", "-X"):
                return self._module_after_value(index)
        return None

    def _module_after_value(self, index: int) -> tuple[str, int] | None:
        """The module of ``python -X option -m module``."""
        while index < len(self.arguments) and self.arguments[index].value in ("-W", "-X"):
            index += 2
        if index + 1 < len(self.arguments) and self.arguments[index].value == "-m":
            module = self.arguments[index + 1].value
            return (module, index + 2) if module is not None else None
        return None

    def expand(self, word: ShellWord, environment: Environment) -> str | None:
        """The value of `word`, a word of this command, or None when it is not known.

        Variables are those that the script has set before, then those of `environment`.
        """
        if word.value is not None:
            return word.value
        if self.variables is None:
            return None
        if not self.variables:
            return word.expand(environment)
        variables = self.variables

        def look_up(name: str) -> object:
            if name not in variables:
                return environment(name)
            assigned = variables[name]
            return assigned.value if assigned is not None and assigned.value is not None else _NOT_KNOWN

        return word.expand(look_up)


_NOT_KNOWN = object()


class Script:
    """The commands of a script, nested ones among them, in the order in which they are written.

    `has_errors` is true where the script could not be read in full; what is listed is certain nevertheless.
    `is_foreign` is true for a script of another language than the shell's, which has no commands here.
    """

    def __init__(
        self,
        text: MappedText | None,
        commands: tuple[Command, ...] = (),
        comments: tuple[Comment, ...] = (),
        has_errors: bool = False,
        is_foreign: bool = False,
    ) -> None:
        """`text` is the text of the script; None when it has no text of its own."""
        self.text = text
        self.commands = commands
        self.comments = comments
        self.has_errors = has_errors
        self.is_foreign = is_foreign

    def __repr__(self) -> str:
        return f"Script({list(self.commands)!r})"
