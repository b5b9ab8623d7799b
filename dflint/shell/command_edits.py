"""How is a command of a script changed so that the rest stays as it is?

An edit is None where it cannot be written: in a string that is not written as it is, in a word that comes from a
variable, where a comment stands in between, or where the command is not run on its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern
from dflint.shell.commands import Command
from dflint.shell.words import ShellWord
from dflint.source import Edit, Span

if TYPE_CHECKING:
    from dflint.source import MappedText

_BLANKS = r"(?:[ \t]|\\\n)*"
_BLANKS_BEFORE = lazy_pattern(r"(?:[ \t]|\\\n)+\Z")
_AND_BEFORE = lazy_pattern(rf"({_BLANKS})&&(?:[ \t\n]|\\\n)*\Z")
_FOLLOWING = lazy_pattern(rf"{_BLANKS}(&&|\|\||;;|[;\n|&#)}}]|\Z)(?:[ \t\n]|\\\n)*")


def words_through(command: Command, last: ShellWord) -> Span:
    """The span from the program of `command` to one of its words: ``pip install`` of ``pip install -r file``."""
    program = command.program
    return last.span if program is None else Span(program.span.start, last.span.end)


def word_of(command: Command, value: str) -> ShellWord | None:
    """The first argument of `command` that is written just as `value`."""
    for word in command.arguments:
        if word.is_verbatim and word.value == value:
            return word
    return None


def add_after(word: ShellWord, text: str) -> Edit | None:
    """Put a blank and `text`, which needs no quotes, behind `word`."""
    if not word.script.is_verbatim(word.start, word.end):
        return None
    end = word.span.end
    return word.script.source.edit(Span(end, end), f" {text}")


def without_option(command: Command, word: ShellWord) -> Edit | None:
    """Take away the option that `word` is, with the blanks and the line end before it."""
    script = command.script
    text = script.text
    if word.script is not script or not text.startswith("--", word.start):
        return None
    blanks = _BLANKS_BEFORE.search(text, 0, word.start)
    if blanks is None or not script.is_verbatim(word.start, word.end):
        return None
    span = Span(script.end_offset(blanks.start()), script.end_offset(word.end))
    if "#" in script.source.text[span.start : word.span.start]:
        # A comment line stands before it, which stays: only what is on the line of the option goes.
        return _without_line(script, word)
    return script.source.edit(span, "")


def _without_line(script: MappedText, word: ShellWord) -> Edit | None:
    """Take away the line of `word` if it holds nothing else but the mark that the next line goes on."""
    source = script.source
    row = source.row(word.span.start)
    line = source.line(row)
    if line.replace(word.text, "", 1).strip(" \t") not in ("\\", "`") or row >= len(source.line_starts):
        return None
    return source.edit(Span(source.line_starts[row - 1], source.line_starts[row]), "")


def run_after(command: Command, text: str, escape: str = "\\") -> Edit | None:
    """Run the command `text` behind `command` if that succeeds, written as the script joins its commands.

    `escape` is the character that joins lines in the file. What the script returns stays: after a failure of `command`
    it goes on, or ends, as before.
    """
    if command.enclosing is not None or command.conditional or command.in_pipeline or command.is_background:
        return None
    script = command.script
    match = _FOLLOWING.match(script.text, command.end)
    assert match is not None
    token = match[1]
    if token in ("||", "|", "&", ";;") or (token == "#" and _has_more(script.text, match.end())):
        return None
    has_next = match.end() < len(script.text) and script.text[match.end()] not in ")}#"
    if token == "&&":
        joint = _written(script, command.end, match.end()) or " && "
    elif token in (";", "\n") and has_next:
        joint = _written(script, command.end, match.end()) or ("; " if token == ";" else "\n\n")
        if token == "\n" and joint.count("\n") > 1:
            joint = script.source.newline + _indentation(script, command.start)
    else:
        joint = _joint_before(script, command, escape)
    if not script.is_verbatim(command.end - 1, command.end):
        return None
    end = script.end_offset(command.end)
    return script.source.edit(Span(end, end), joint + text)


def _has_more(text: str, start: int) -> bool:
    """Whether anything follows the comment at `start`."""
    return bool(text[start:].partition("\n")[2].strip())


def _written(script: MappedText, start: int, end: int) -> str | None:
    """What stands in the file between two places of a script; None if there is a comment among it."""
    text = script.source.text[script.end_offset(start) : script.offset(end)]
    return None if "#" in text else text


def _joint_before(script: MappedText, command: Command, escape: str) -> str:
    """What joins `command` to the one before it by ``&&``; if nothing does, a joint that suits its lines."""
    before = _AND_BEFORE.search(script.text, 0, command.start)
    if before is not None and command.connector == "&&":
        written = _written(script, before.start(), command.start)
        if written is not None:
            return written
    source = script.source
    first = source.row(script.offset(command.start))
    last = source.row(script.end_offset(command.end) - 1)
    if first == last:
        return " && "
    line = source.line(last)
    return f" {escape}{source.newline}{line[: len(line) - len(line.lstrip())]}&& "


def _indentation(script: MappedText, index: int) -> str:
    line = script.source.line(script.source.row(script.offset(index)))
    return line[: len(line) - len(line.lstrip())]
