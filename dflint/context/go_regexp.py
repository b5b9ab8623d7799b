r"""The regular expressions that Docker's engine makes of `.dockerignore` patterns, read as Go's ``regexp`` reads them.

Docker turns a pattern with wildcards into a regular expression and does not guard everything that Go gives a meaning
to. So ``[*]`` is not a star, ``\d`` is a digit, and the Windows path ``venv\Lib`` is an error. The rules of the
expressions are those of https://pkg.go.dev/regexp/syntax (verified 2026-11-23). Unicode categories (``\pL``), which
nobody writes in a `.dockerignore`, are taken for errors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dflint.context.wildcards import (
    ANY,
    ANY_DIRECTORIES,
    ASSERTION,
    DIRECTORIES_EXPRESSION,
    NOT_NEWLINE,
    ONE,
    Element,
    PatternError,
    character_class,
    literal,
)
from dflint.lazy_pattern import lazy_pattern

_Ranges = list[tuple[int, int]]

_PLACES = {"A": r"\A", "b": r"\b", "B": r"\B", "z": r"\Z"}
_CONTROLS = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_HEXADECIMAL = lazy_pattern(r"x([0-9A-Fa-f]{2})")
_OCTAL = lazy_pattern(r"(0[0-7]{0,2}|[1-7][0-7]{1,2})")
_NAMED_CLASS = lazy_pattern(r"\[:(.*?):\]", re.DOTALL)

_DIGIT: _Ranges = [(0x30, 0x39)]
_UPPER: _Ranges = [(0x41, 0x5A)]
_LOWER: _Ranges = [(0x61, 0x7A)]
_WORD: _Ranges = [*_DIGIT, *_UPPER, (0x5F, 0x5F), *_LOWER]
_PERL_CLASSES: dict[str, _Ranges] = {"d": _DIGIT, "s": [(9, 10), (12, 13), (32, 32)], "w": _WORD}
_NAMED_CLASSES: dict[str, _Ranges] = {
    "alnum": [*_DIGIT, *_UPPER, *_LOWER],
    "alpha": [*_UPPER, *_LOWER],
    "ascii": [(0, 0x7F)],
    "blank": [(9, 9), (32, 32)],
    "cntrl": [(0, 0x1F), (0x7F, 0x7F)],
    "digit": _DIGIT,
    "graph": [(0x21, 0x7E)],
    "lower": _LOWER,
    "print": [(0x20, 0x7E)],
    "punct": [(0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)],
    "space": [(9, 13), (32, 32)],
    "upper": _UPPER,
    "word": _WORD,
    "xdigit": [*_DIGIT, (0x41, 0x46), (0x61, 0x66)],
}


def parse(expression: str) -> Sequence[Element]:
    """The elements of `expression`, which was made of a `.dockerignore` pattern. Raises `PatternError`."""
    elements: list[Element] = []
    position = 0
    while position < len(expression):
        if expression.startswith(DIRECTORIES_EXPRESSION, position):
            elements.append(ANY_DIRECTORIES)
            position += len(DIRECTORIES_EXPRESSION)
        elif expression.startswith(".*", position):
            elements.append(Element(ANY, NOT_NEWLINE))
            position += 2
        elif expression[position] == "[":
            member, position = _class_at(expression, position + 1)
            repeated = expression.startswith("*", position)
            elements.append(Element(ANY if repeated else ONE, member))
            position += repeated
        elif expression[position] == "\\":
            found, position = _escape_at(expression, position + 1)
            elements.extend(found)
        elif expression[position] == "^":
            elements.append(Element(ASSERTION, r"\A"))
            position += 1
        else:
            elements.append(literal(expression[position]))
            position += 1
    return elements


def _escape_at(expression: str, position: int) -> tuple[Sequence[Element], int]:
    """The elements for the escape whose backslash stands before `position`, and the position behind it."""
    letter = expression[position : position + 1]
    if letter in _PLACES:
        return [Element(ASSERTION, _PLACES[letter])], position + 1
    if letter == "Q":
        quoted, terminator, _ = expression[position + 1 :].partition("\\E")
        found = [literal(character) for character in quoted]
        if not terminator:
            # The end of the expression, which Docker writes as ``$``, is quoted as well.
            found += [literal("$"), Element(ANY, r"[\s\S]")]
        return found, position + 1 + len(quoted) + len(terminator)
    if letter.lower() in _PERL_CLASSES:
        ranges = _PERL_CLASSES[letter.lower()]
        return [Element(ONE, character_class(ranges, negated=letter.isupper()))], position + 1
    code_point, position = _escaped_character(expression, position)
    return [literal(chr(code_point))], position


def _escaped_character(expression: str, position: int) -> tuple[int, int]:
    """The code point of the escape whose backslash stands before `position`, and the position behind it."""
    letter = expression[position : position + 1]
    if letter in _CONTROLS:
        return _CONTROLS[letter], position + 1
    number = _HEXADECIMAL.match(expression, position)
    if number:
        return int(number[1], 16), number.end()
    number = _OCTAL.match(expression, position)
    if number:
        return int(number[1], 8), number.end()
    if letter and letter.isascii() and not letter.isalnum():
        return ord(letter), position + 1
    raise PatternError(f"'\\{letter}' has no meaning; separate folders with '/'")


def _class_at(expression: str, position: int) -> tuple[str, int]:
    """The expression for the class whose ``[`` stands before `position`, and the position behind its ``]``."""
    negated = expression.startswith("^", position)
    position += negated
    first = position
    ranges: _Ranges = []
    while position == first or not expression.startswith("]", position):
        if position >= len(expression):
            raise PatternError("'[' without a closing ']'")
        members, position = _class_members(expression, position)
        ranges.extend(members)
    return character_class(ranges, negated), position + 1


def _class_members(expression: str, position: int) -> tuple[_Ranges, int]:
    """The ranges that the next item of a class stands for, and the position behind it."""
    named = _NAMED_CLASS.match(expression, position)
    if named:
        name = named[1].removeprefix("^")
        if name not in _NAMED_CLASSES:
            raise PatternError(f"'{named[0]}' is not a class of characters")
        return _ranges(_NAMED_CLASSES[name], named[1] != name), named.end()
    if expression.startswith("\\", position):
        letter = expression[position + 1 : position + 2]
        if letter and letter.lower() in _PERL_CLASSES:
            return _ranges(_PERL_CLASSES[letter.lower()], letter.isupper()), position + 2
    low, position = _class_character(expression, position)
    high = low
    if expression.startswith("-", position) and expression[position + 1 : position + 2] not in ("", "]"):
        high, position = _class_character(expression, position + 1)
        if high < low:
            raise PatternError(f"the range '{chr(low)}-{chr(high)}' runs backwards")
    return [(low, high)], position


def _class_character(expression: str, position: int) -> tuple[int, int]:
    """The code point of the single character at `position` of a class, and the position behind it."""
    if expression.startswith("\\", position):
        return _escaped_character(expression, position + 1)
    return ord(expression[position]), position + 1


def _ranges(ranges: _Ranges, negated: bool) -> _Ranges:
    """`ranges`, which are in order, or if `negated` all that lies between them."""
    if not negated:
        return ranges
    starts = [0, *(high + 1 for _, high in ranges)]
    ends = [*(low - 1 for low, _ in ranges), 0x10FFFF]
    return list(zip(starts, ends, strict=True))
