"""Which program does a command run, behind ``sudo``, ``env``, ``conda run`` and the like?"""

from __future__ import annotations

from collections.abc import Sequence

from dflint.knowledge.command_prefixes import COMMAND_PREFIXES, RUNNERS, CommandPrefix
from dflint.shell.words import Assignment, ShellWord, assignment_of


class Peeled:
    """What stands before the program of a command.

    `program` is the index of the program among the words. `directory` is where a prefix runs the command,
    `environment` the name or path of the environment that a prefix runs it in.
    """

    __slots__ = ("assignments", "directory", "environment", "prefixes", "program")

    def __init__(
        self,
        program: int,
        prefixes: tuple[str, ...] = (),
        assignments: tuple[Assignment, ...] = (),
        environment: ShellWord | None = None,
        directory: ShellWord | None = None,
    ) -> None:
        self.program = program
        self.prefixes = prefixes
        self.assignments = assignments
        self.environment = environment
        self.directory = directory


_NOTHING = Peeled(0)


def basename(word: ShellWord) -> str | None:
    """The name of the program that `word` calls; None if that is not known."""
    value = word.value
    return None if value is None else value[value.rfind("/") + 1 :]


def peel(words: Sequence[ShellWord]) -> Peeled:
    """Find the program that a command of these words runs."""
    peeled = _NOTHING
    while True:
        further = _peel_one(words, peeled)
        if further is None:
            return peeled
        peeled = further


def _peel_one(words: Sequence[ShellWord], peeled: Peeled) -> Peeled | None:
    index = peeled.program
    if index >= len(words):
        return None
    name = basename(words[index])
    if name is None:
        return None
    prefix = COMMAND_PREFIXES.get(name)
    if prefix is not None:
        return _skip_options(words, index + 1, name, prefix, peeled)
    if name in RUNNERS:
        return _peel_runner(words, index, name, peeled)
    return None


def _peel_runner(words: Sequence[ShellWord], index: int, name: str, peeled: Peeled) -> Peeled | None:
    """``conda run …``; an option may stand before ``run``."""
    following = index + 1
    while following < len(words) and words[following].prefix.startswith("-"):
        following += 1
    if following >= len(words) or words[following].value != "run":
        return None
    return _skip_options(words, following + 1, f"{name} run", COMMAND_PREFIXES[f"{name} run"], peeled)


def _skip_options(
    words: Sequence[ShellWord], index: int, name: str, prefix: CommandPrefix, peeled: Peeled
) -> Peeled | None:
    """Past the prefix's own arguments; None if it runs no command, or which one cannot be told."""
    directory, environment = peeled.directory, peeled.environment
    while index < len(words):
        text = words[index].prefix
        if text == "--" and words[index].value is not None:
            index += 1
            break
        if not text.startswith("-"):
            break
        option, separator, _ = text.partition("=")
        if option in prefix.refusing:
            return None
        value: ShellWord | None = words[index].after(len(option) + 1) if separator else None
        if value is None and option in prefix.values:
            index += 1
            value = words[index] if index < len(words) else None
        if option in prefix.directory:
            directory = value
        if option in prefix.environment:
            environment = value
        index += 1
    assignments = list(peeled.assignments)
    if prefix.takes_assignments:
        while index < len(words) and (assignment := assignment_of(words[index])) is not None:
            assignments.append(assignment)
            index += 1
    index += prefix.operands
    if name == "tini" and index < len(words) and words[index].value == "--":
        index += 1
    if index >= len(words):
        return None
    return Peeled(index, (*peeled.prefixes, name), tuple(assignments), environment, directory)
