"""Which script does a command get as an argument or on its standard input? ``bash -c "…"``, ``eval``, ``sh <<EOF``."""

from __future__ import annotations

from dflint.knowledge.command_prefixes import SHELLS, USER_SHELLS
from dflint.shell.commands import Command
from dflint.shell.words import ShellWord
from dflint.source import MappedText

_OPTIONS_WITH_VALUE = frozenset({"-o", "+o", "-O", "+O", "--rcfile", "--init-file"})


def script_of(command: Command) -> tuple[list[ShellWord], MappedText | None]:
    """The words of `command` that are a script, and the text of that script; None if it has none."""
    if command.name == "eval":
        return _evaluated(command)
    if command.name in SHELLS:
        index = script_argument(command.arguments)
        if index is None:
            return [], None
        if index < 0:
            return [], _standard_input(command)
    elif command.name in USER_SHELLS:
        index = _user_shell_argument(command.arguments)
    else:
        return [], None
    if index is None or index >= len(command.arguments):
        return [], None
    word = command.arguments[index]
    return [word], word.content


def script_argument(arguments: tuple[ShellWord, ...]) -> int | None:
    """Of a shell's `arguments`, the index of the script of ``-c``.

    -1 when the shell reads its standard input; None when it runs a file, or that cannot be told.
    """
    is_command = reads_input = False
    index = 0
    while index < len(arguments):
        text = arguments[index].value
        if text is None:
            break
        if text in ("-", "--"):
            index += 1
            break
        if not text.startswith(("-", "+")):
            break
        if not text.startswith("--"):
            is_command = is_command or (text[0] == "-" and "c" in text)
            reads_input = reads_input or (text[0] == "-" and "s" in text)
        takes_value = text in _OPTIONS_WITH_VALUE or (text[0] == "-" and text[1:2] != "-" and text.endswith("o"))
        index += 2 if takes_value else 1
    if is_command:
        return index if index < len(arguments) else None
    return -1 if reads_input or index >= len(arguments) else None


def _user_shell_argument(arguments: tuple[ShellWord, ...]) -> int | None:
    """The index of the script of ``su -c``."""
    for index, word in enumerate(arguments):
        text = word.value
        if text in ("-c", "--command", "--session-command") or (text and text[0] == "-" and text[-2:] == "lc"):
            return index + 1
    return None


def _standard_input(command: Command) -> MappedText | None:
    """The last here-document or here-string of a command."""
    for redirect in reversed(command.redirects):
        if redirect.heredoc is not None:
            return redirect.heredoc
        if redirect.operator == "<<<" and redirect.target is not None:
            return redirect.target.content
    return None


def _evaluated(command: Command) -> tuple[list[ShellWord], MappedText | None]:
    """The words of ``eval``, joined by blanks."""
    words = list(command.arguments)
    if words and words[0].value == "--":
        words = words[1:]
    if len(words) < 2:
        return words, words[0].content if words else None
    pieces: list[tuple[int, int, int]] = []
    texts: list[str] = []
    base = command.script
    for number, word in enumerate(words):
        content = word.text if word.is_verbatim else None
        if content is None:
            return words, None
        if number:
            texts.append(" ")
            pieces.append((1, words[number - 1].end, max(word.start, words[number - 1].end + 1)))
        texts.append(content)
        pieces.append((len(content), word.start, word.end))
    return words, base.derived("".join(texts), pieces)
