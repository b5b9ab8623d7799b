"""The hidden commands ``dflint debug ast`` and ``dflint debug expand``: what BuildKit's own tools would print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dflint.dockerfile.instructions import Arg, Dockerfile, Instruction, Onbuild, Pairs, Unknown
from dflint.dockerfile.lexer import Problem
from dflint.dockerfile.words import expand, expand_words
from dflint.source import encode

_ESCAPES = {
    "\a": r"\a",
    "\b": r"\b",
    "\f": r"\f",
    "\n": r"\n",
    "\r": r"\r",
    "\t": r"\t",
    "\v": r"\v",
    '"': r"\"",
    "\\": r"\\",
}


class Dump(NamedTuple):
    """The lines of a dump, and why BuildKit refuses the file; None if it does not.

    There are no lines where the line parser refuses the file, since it then gives no tree.
    """

    lines: list[str]
    refusal: str | None


def dump(dockerfile: Dockerfile) -> Dump:
    """One parenthesised line an instruction, as the dumper of BuildKit's line parser prints them.

    Refused is what that parser refuses, and an instruction that BuildKit does not know, which it lets through.
    """
    for problem in dockerfile.problems:
        if problem.in_line_parser:
            return Dump([], _message(dockerfile, problem))
    refusal = None
    for instruction in dockerfile.instructions:
        if isinstance(instruction, Unknown):
            refusal = _message(dockerfile, instruction.problems[0])
            break
    return Dump([dump_instruction(instruction) for instruction in dockerfile.instructions], refusal)


def _message(dockerfile: Dockerfile, problem: Problem) -> str:
    return f"line {dockerfile.source.row(problem.span.start)}: {problem.message}"


def dump_instruction(instruction: Instruction) -> str:
    """``(run ["--network=none"] "make")``; the instruction inside an ONBUILD is in parentheses of its own."""
    pieces: list[str] = []
    depth = 0
    while True:
        depth += 1
        keyword = _replace_undecodable(instruction.keyword.lower())
        pieces.append(f"({keyword}{_dump_flags(instruction)}")
        if not isinstance(instruction, Onbuild) or not instruction.body_text:
            break
        pieces.append(" ")
        instruction = instruction.inner
    if not isinstance(instruction, Onbuild):
        arguments = instruction.parser_arguments
        if _reads_characters(instruction):
            arguments = tuple(map(_replace_undecodable, arguments))
        pieces.extend(f" {quote(argument)}" for argument in arguments)
    if not instruction.keyword:
        return '("")'
    return "".join(pieces) + ")" * depth


def _reads_characters(instruction: Instruction) -> bool:
    """Whether BuildKit reads the arguments character by character, not as a stretch of bytes."""
    if isinstance(instruction, Pairs):
        return not instruction.is_old_form
    return instruction.is_json or isinstance(instruction, Arg)


def _replace_undecodable(text: str) -> str:
    """`text` with U+FFFD for each byte that is not UTF-8: what Go makes of it where it looks at each character."""
    return "".join(["\ufffd" if "\udc80" <= character <= "\udcff" else character for character in text])


def _dump_flags(instruction: Instruction) -> str:
    """A bracketed list. BuildKit reads flags byte by byte, so it shows each byte beyond ASCII as a character."""
    flags = [quote(encode(flag.text).decode("latin-1")) for flag in instruction.flags]
    return f" [{' '.join(flags)}]" if flags else ""


def expansion(word: str, environment: Mapping[str, str], *, words: bool = False) -> list[str]:
    """The lines of ``dflint debug expand``: `word` expanded, or one line a resulting word if `words` is set.

    Raises `ExpansionError` on a syntax error.
    """
    if words:
        return expand_words(word, environment.get) or []
    return [expand(word, environment.get) or ""]


def quote(text: str) -> str:
    """`text` as a Go string literal, as ``strconv.Quote`` writes it. Bytes that are not UTF-8 are ``\\xNN``."""
    return f'"{"".join(map(_quote_character, text))}"'


def _quote_character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
