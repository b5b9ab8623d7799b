"""What does a command remove: caches of tools, files?"""

from __future__ import annotations

from functools import cache

from dflint.knowledge.tool_caches import TOOL_CACHES, ToolCache
from dflint.shell.commands import Command
from dflint.shell.words import ShellWord


def cleaned_caches(command: Command) -> tuple[ToolCache, ...]:
    """The caches that `command` empties by the tool's own means: ``conda clean -afy``, ``pip cache purge``.

    Whatever `rm` removes is for `removed_paths`.
    """
    name, first = command.name, 0
    if name is None:
        return ()
    if command.module is not None:
        name, first = command.module
    elif name.startswith("pip") and name[3:].replace(".", "").isdigit():
        name = "pip"
    candidates = _caches_cleaned_by().get(name, ())
    if not candidates:
        return ()
    values = [word.value or "" for word in command.arguments[first:]]
    operands = tuple(value for value in values if value and not value.startswith("-"))
    options = {option for value in values if value.startswith("-") for option in _options(value)}
    return tuple(
        tool_cache
        for tool_cache in candidates
        if any(
            clean.program == name
            and operands[: len(clean.words)] == clean.words
            and (not clean.options or not clean.options.isdisjoint(options))
            for clean in tool_cache.clean_commands
        )
    )


@cache
def _caches_cleaned_by() -> dict[str, list[ToolCache]]:
    """The caches that a program has a command for to empty them."""
    by_program: dict[str, list[ToolCache]] = {}
    for tool_cache in TOOL_CACHES:
        for program in {clean.program for clean in tool_cache.clean_commands}:
            by_program.setdefault(program, []).append(tool_cache)
    return by_program


def _options(value: str) -> list[str]:
    """The options that a word stands for: ``-afy`` is three."""
    if value.startswith("--"):
        return [value.partition("=")[0]]
    return [f"-{letter}" for letter in value[1:]]


def removed_paths(command: Command) -> tuple[ShellWord, ...]:
    """The operands of ``rm``, also of ``rmdir`` and of ``find … -delete`` its starting points."""
    arguments = command.arguments
    if command.name in ("rm", "rmdir", "unlink"):
        return _operands(arguments)
    if command.name == "find" and any(word.value == "-delete" for word in arguments):
        starts = []
        for word in arguments:
            if word.prefix.startswith(("-", "(", "!")):
                break
            starts.append(word)
        return tuple(starts)
    return ()


def _operands(arguments: tuple[ShellWord, ...]) -> tuple[ShellWord, ...]:
    operands: list[ShellWord] = []
    for index, word in enumerate(arguments):
        if word.value == "--":
            return (*operands, *arguments[index + 1 :])
        if not word.prefix.startswith("-"):
            operands.append(word)
    return tuple(operands)
