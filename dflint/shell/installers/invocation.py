"""Which tool does a command call, and with which subcommand?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dflint.knowledge.option_grammar import OptionGrammar
from dflint.shell.commands import Command
from dflint.shell.installers.arguments import Arguments
from dflint.shell.installers.model import Install, Tool
from dflint.shell.installers.requirements import Requirement, RequirementReader
from dflint.shell.words import Environment, ShellWord


class Invocation(NamedTuple):
    """A call of an installer: the words behind its name, with the expansions that are known in their places."""

    command: Command
    name: str
    words: tuple[ShellWord, ...]


def invocation(command: Command, name: str, first: int, environment: Environment | None) -> Invocation:
    """The call of `name` in `command`, whose arguments start at index `first` of those of the command."""
    words = command.arguments[first:]
    if environment is not None:
        words = tuple([_known(word, command, environment) for word in words])
    return Invocation(command, name, words)


def _known(word: ShellWord, command: Command, environment: Environment) -> ShellWord:
    if word.value is not None:
        return word
    value = command.expand(word, environment)
    return word if value is None else word.known_as(value)


class Parsed(NamedTuple):
    """A call whose arguments are told apart; `operands` are those behind the subcommand."""

    call: Invocation
    arguments: Arguments
    subcommand: str
    operands: tuple[ShellWord, ...]

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
