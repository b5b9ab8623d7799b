"""Which tool does a command call, and with which subcommand?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dflint.knowledge.option_grammar import OptionGrammar
from dflint.lazy_pattern import lazy_pattern
from dflint.shell.commands import Command
from dflint.shell.installers.arguments import Arguments
from dflint.shell.installers.model import Install, Tool
from dflint.shell.installers.requirements import Requirement, RequirementReader
from dflint.shell.words import VARIABLE, Environment, ShellWord

_FIELD = lazy_pattern(r"[^ \t\n]+")


class Invocation:
    """A call of an installer: the words behind its name, with the expansions that are known in their places."""

    __slots__ = ("command", "name", "words")

    def __init__(self, command: Command, name: str, words: tuple[ShellWord, ...]) -> None:
        self.command = command
        self.name = name
        self.words = words


def invocation(command: Command, name: str, first: int, environment: Environment | None) -> Invocation:
    """The call of `name` in `command`, whose arguments start at index `first` of those of the command."""
    words = command.arguments[first:]
    if any(word.value is None for word in words):
        words = tuple([known for word in words for known in _fields(word, command, environment)])
    return Invocation(command, name, words)


def _fields(word: ShellWord, command: Command, environment: Environment | None) -> tuple[ShellWord, ...]:
    """The words that an argument stands for: several where it is a variable with a list in it.

    Words of a list that the script itself has set stand where that list is written.
    """
    if word.value is not None:
        return (word,)
    part = word.parts[0]
    is_list = len(word.parts) == 1 and part.kind is VARIABLE and not part.quoted and not part.operator
    if is_list and command.variables and part.text in command.variables:
        assigned = command.variables[part.text]
        return (word,) if assigned is None or assigned.value is None else tuple(_split(assigned))
    if environment is None:
        return (word,)
    value = environment(part.text) if is_list else command.expand(word, environment)
    if not isinstance(value, str):
        return (word,)
    return tuple([word.known_as(field) for field in value.split()]) if is_list else (word.known_as(value),)


def _split(assigned: ShellWord) -> Iterator[ShellWord]:
    """The words of a list in a variable, each where it is written."""
    content = assigned.content
    for match in _FIELD.finditer(content.text):
        yield ShellWord(content, match.start(), match.end(), match.group())


class Parsed:
    """A call whose arguments are told apart; `operands` are those behind the subcommand."""

    __slots__ = ("arguments", "call", "operands", "subcommand")

    def __init__(
        self, call: Invocation, arguments: Arguments, subcommand: str, operands: tuple[ShellWord, ...]
    ) -> None:
        self.call = call
        self.arguments = arguments
        self.subcommand = subcommand
        self.operands = operands

    def values(self, *names: str) -> tuple[ShellWord, ...]:
        """The values of the options of these canonical names."""
        return tuple(
            option.value for option in self.arguments.options if option.name in names and option.value is not None
        )

    def has(self, *names: str) -> bool:
        """Whether one of these options, by canonical name, is given."""
        return any(option.name in names for option in self.arguments.options)


def parse(call: Invocation, grammar: OptionGrammar, subcommands: Mapping[str, object]) -> Parsed | None:
    """Tell the arguments of `call` apart; None if its subcommand is not known or not one of `subcommands`.

    A subcommand may be of two words, such as ``env create``.
    """
    arguments = Arguments(call.words, grammar)
    operands = arguments.operands
    start = next((index for index, word in enumerate(operands) if word.value is not None), None)
    if start is None:
        return None
    first = operands[start].value or ""
    if start + 1 < len(operands) and f"{first} {operands[start + 1].value}" in subcommands:
        return Parsed(call, arguments, f"{first} {operands[start + 1].value}", tuple(operands[start + 2 :]))
    if first not in subcommands:
        return None
    return Parsed(call, arguments, first, tuple(operands[start + 1 :]))


def read_packages(words: tuple[ShellWord, ...], reader: RequirementReader) -> tuple[Requirement, ...]:
    """The packages that `words` name."""
    return tuple([package for word in words if (package := reader(word)) is not None])


def simple_install(parsed: Parsed, tool: Tool, actions: Mapping[str, str], reader: RequirementReader) -> Install:
    """The install of a call whose operands are all packages."""
    packages = read_packages(parsed.operands, reader)
    action = actions[parsed.subcommand]
    return Install(tool, action, parsed.subcommand, parsed.call.command, parsed.arguments, packages)
