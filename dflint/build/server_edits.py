"""How are the arguments of a server changed, in the exec form, in shell text and in a compose file?

An edit is None where it cannot be written so that the rest stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.server_command import OPTION, Setting, StartedServer
from dflint.dockerfile.word_removal import without_word
from dflint.lazy_pattern import lazy_pattern
from dflint.shell.command_edits import add_after, without_option
from dflint.source import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dflint.dockerfile.nodes import Word
    from dflint.shell.words import ShellWord

_PLAIN = lazy_pattern(r"[A-Za-z0-9_@%+=:,./-]+")


def with_arguments(server: StartedServer, arguments: Sequence[str]) -> Edit | None:
    """Put `arguments`, which need no quotes, behind those of `server`."""
    if any(word.value == "--" for word in server.arguments):
        return None
    if not all(_PLAIN.fullmatch(argument) for argument in arguments):
        return None
    words = _own_words(server)
    strings = _strings(server)
    if strings is not None:
        import json

        end = strings[-1].span.end
        return server.source.edit(Span(end, end), "".join(f", {json.dumps(argument)}" for argument in arguments))
    service = server.run.service
    if service is not None and server.instruction is None and server.command.enclosing is None:
        for key, node in (("command", service.command), ("entrypoint", service.entrypoint)):
            if node is not None and node.is_sequence and node.span.contains(words[-1].span):
                from dflint.compose.sequence_edits import append_to

                return append_to(service.node, key, arguments)
    return add_after(words[-1], " ".join(arguments))


def with_value(server: StartedServer, setting: Setting, value: str) -> Edit | None:
    """Give an option another value that needs no quotes."""
    word = setting.word
    if setting.origin != OPTION or word is None or _PLAIN.fullmatch(value) is None:
        return None
    content = word.content
    if word.value is None or not content.is_verbatim(0, len(content.text)) or content.text != word.value:
        return None
    return content.source.edit(content.span(0, len(content.text)), value)


def without_flag(server: StartedServer, word: ShellWord) -> Edit | None:
    """Take away the option that `word` is, which has no value of its own."""
    strings = _strings(server)
    if strings is None:
        return without_option(server.command, word) if server.instruction is not None else None
    instruction = server.instruction
    assert instruction is not None
    spans = [string.span for string in strings]
    index = next((index for index, span in enumerate(spans) if span.contains(word.span)), None)
    return None if index is None else without_word(instruction, spans, index)


def _strings(server: StartedServer) -> Sequence[Word] | None:
    """The strings of the exec form that the server stands in; None where it stands in shell text or elsewhere."""
    instruction = server.instruction
    if instruction is None or not instruction.is_exec or server.command.enclosing is not None:
        return None
    return instruction.arguments


def _own_words(server: StartedServer) -> list[ShellWord]:
    """The words of the server that stand in the file that names it."""
    source = server.source
    return [word for word in (*server.program, *server.arguments) if word.script.source is source]
