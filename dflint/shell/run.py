"""Which commands do RUN, CMD, ENTRYPOINT and HEALTHCHECK run, in each of their forms?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dflint.knowledge.command_prefixes import SHELLS
from dflint.lazy_pattern import lazy_pattern
from dflint.shell.commands import Command, Script
from dflint.shell.nested import script_of
from dflint.shell.prefixes import basename, peel
from dflint.shell.scope import ActiveEnvironment, Scope
from dflint.shell.script import parse_shell
from dflint.shell.words import ShellWord, SimpleCommand
from dflint.source import MappedText, Source, Span

if TYPE_CHECKING:
    from dflint.dockerfile.instructions import CommandInstruction

DEFAULT_SHELL = ("/bin/sh", "-c")
"""The shell of Linux images where no SHELL instruction stands before."""

# The shell of the images of https://github.com/mamba-org/micromamba-docker: it hands its arguments on to bash.
_SHELL_WRAPPERS = frozenset({"_dockerfile_shell.sh"})

# A body that is a heredoc and nothing else is the script itself (BuildKit: frontend/dockerfile/parser, reHeredoc).
_MERE_HEREDOC = lazy_pattern(r"\d*<<-?[^<]*")
_INTERPRETER = lazy_pattern(r"#![ \t]*(\S+)(?:[ \t]+(\S+))?")


def run_script(run: CommandInstruction, shell: Sequence[str] = DEFAULT_SHELL) -> Script:
    """The commands that RUN runs, in the shell form, the exec form, or a heredoc.

    `shell` is the SHELL in effect. The script is foreign where that is no POSIX shell, or where a heredoc names another
    interpreter.
    """
    return command_script(run, shell)


def command_script(instruction: CommandInstruction, shell: Sequence[str] = DEFAULT_SHELL) -> Script:
    """The commands of RUN, CMD, ENTRYPOINT, or HEALTHCHECK CMD; as `run_script`."""
    if instruction.is_exec:
        return exec_script(exec_words(instruction), instruction.span)
    scope = _scope_of(shell, instruction.source)
    body = instruction.body
    if scope is None:
        return Script(body, is_foreign=True)
    heredocs = instruction.heredocs
    if not heredocs:
        return parse_shell(body, scope)
    if len(heredocs) == 1 and _MERE_HEREDOC.fullmatch(body.text):
        return _heredoc_script(heredocs[0].body, scope)
    return parse_shell(body, scope, [heredoc.body for heredoc in heredocs])


def exec_words(instruction: CommandInstruction) -> list[ShellWord]:
    """The strings of an instruction in the exec form, as the words of a command; none in the shell form."""
    return [_word(word.mapped, word.argument) for word in instruction.arguments]


def _heredoc_script(body: MappedText, scope: Scope) -> Script:
    """The script that is the heredoc of ``RUN <<EOF``: run by the shell, or by the interpreter in its first line."""
    match = _INTERPRETER.match(body.text)
    if match is not None:
        program = match.group(1).rsplit("/", 1)[-1]
        if program == "env":
            program = match.group(2) or ""
        if program not in SHELLS:
            return Script(body, is_foreign=True)
    return parse_shell(body, scope)


def exec_script(words: Sequence[ShellWord], span: Span) -> Script:
    """The one command of the exec form, and the commands of the script that a shell gets in it."""
    if not words:
        return Script(None)
    text = _joined(words, span)
    simple = SimpleCommand((), tuple(words), (), len(text.text), True)
    command = Command(text, 0, simple, "", 0, Scope(), None)
    _, script_text = script_of(command)
    if script_text is None:
        return Script(text, (command,))
    script = parse_shell(script_text, Scope(environment=command.environment), enclosing=command)
    return Script(text, (command, *script.commands), script.comments, script.has_errors)


def _word(mapped: MappedText, value: str) -> ShellWord:
    """A string of the exec form: no shell reads it."""
    return ShellWord(mapped, 0, len(mapped.text), value, (), True)


def _joined(words: Sequence[ShellWord], span: Span) -> MappedText:
    """The text from the first word to the last, as it stands in the file."""
    source = words[0].script.source
    start, end = words[0].span.start, words[-1].span.end
    return MappedText.of(source, Span(start, end) if start <= end else span)


def _scope_of(shell: Sequence[str], source: Source) -> Scope | None:
    """What holds at the start of a script that SHELL runs; None if that runs no POSIX scripts.

    SHELL may be ``["conda", "run", "-n", "e", "/bin/bash", "-c"]``.
    """
    if tuple(shell) == DEFAULT_SHELL:
        return Scope()
    words = [_word(MappedText(source, text, ()), text) for text in shell]
    if not words:
        return None
    peeled = peel(words)
    name = basename(words[peeled.program])
    if name not in SHELLS and name not in _SHELL_WRAPPERS:
        return None
    environment = peeled.environment
    if environment is None or environment.value is None:
        return Scope()
    return Scope(environment=ActiveEnvironment("conda", environment.value))
