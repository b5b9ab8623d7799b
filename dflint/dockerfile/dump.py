"""The hidden commands ``dflint debug ast`` and ``dflint debug expand``: what BuildKit's own tools would print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dflint.dockerfile.instructions import Dockerfile, Instruction, Onbuild
from dflint.dockerfile.words import expand, expand_words

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
    """The lines of a dump, and why BuildKit refuses the file, with the row; None if it does not."""

    lines: list[str]
    refusal: str | None


def dump(dockerfile: Dockerfile) -> Dump:
    """One parenthesised line an instruction, as the dumper of BuildKit's line parser prints them."""
    refusal = None
    for problem in dockerfile.problems:
        if problem.in_line_parser:
            row = dockerfile.source.row(problem.span.start)
            refusal = f"line {row}: {problem.message}"
            break
    return Dump([dump_instruction(instruction) for instruction in dockerfile.instructions], refusal)


def dump_instruction(instruction: Instruction) -> str:
    """``(run ["--network=none"] "make")``; the instruction inside an ONBUILD is in parentheses of its own."""
    pieces: list[str] = []
    depth = 0
    while True:
        depth += 1
        flags = f" [{' '.join(quote(flag.text) for flag in instruction.flags)}]" if instruction.flags else ""
        pieces.append(f"({instruction.keyword.lower()}{flags}")
        if not isinstance(instruction, Onbuild) or not instruction.body_text:
            break
        pieces.append(" ")
        instruction = instruction.inner
    if not isinstance(instruction, Onbuild):
        pieces.extend(f" {quote(argument)}" for argument in instruction.parser_arguments)
    return "".join(pieces) + ")" * depth


def expand_for_people(
    word: str, environment: Mapping[str, str], *, words: bool = False, escape: str = "\\"
) -> Sequence[str]:
    """What `word` expands to, one result a line. Raises `ExpansionError` on a syntax error."""
    if words:
        return expand_words(word, environment.get, escape) or []
    return [expand(word, environment.get, escape) or ""]


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
