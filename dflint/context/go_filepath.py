"""Go's ``filepath.Clean`` and ``filepath.Match`` with slashes, as Docker uses them for paths and COPY sources.

Source: https://pkg.go.dev/path/filepath#Match and https://pkg.go.dev/path/filepath#Clean (verified 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Sequence

from dflint.context.wildcards import (
    ANY_IN_SEGMENT,
    ONE,
    ONE_IN_SEGMENT,
    Element,
    PatternError,
    character_class,
    literal,
)


def clean(path: str) -> str:
    """The shortest path that is lexically the same: no ``//``, no ``.``, and ``..`` only in front; ``.`` if empty."""
    rooted = path.startswith("/")
    parts: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part != "..":
            parts.append(part)
        elif parts and parts[-1] != "..":
            parts.pop()
        elif not rooted:
            parts.append(part)
    return ("/" if rooted else "") + "/".join(parts) or "."


def clean_in_context(path: str) -> str:
    """`path` as a path in a build context, whose root is ``/`` and is written as the empty text here."""
    return clean("/" + path)[1:]


def has_wildcards(name: str) -> bool:
    """Whether Docker takes `name` for a pattern: it holds ``*``, ``?`` or ``[`` that no backslash escapes."""
    escaped = False
    for character in name:
        if not escaped and character in "*?[":
            return True
        escaped = character == "\\" and not escaped
    return False


def match_elements(pattern: str) -> Sequence[Element]:
    """The elements of a pattern of ``filepath.Match``. Raises `PatternError`.

    A character class may match a slash; ``*`` and ``?`` do not.
    """
    elements: list[Element] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        position += 1
        if character == "*":
            if elements[-1:] != [ANY_IN_SEGMENT]:
                elements.append(ANY_IN_SEGMENT)
        elif character == "?":
            elements.append(ONE_IN_SEGMENT)
        elif character == "[":
            expression, position = _class_at(pattern, position)
            elements.append(Element(ONE, expression))
        elif character == "\\":
            if position == len(pattern):
                raise PatternError("nothing follows the backslash at its end")
            elements.append(literal(pattern[position]))
            position += 1
        else:
            elements.append(literal(character))
    return elements


def _class_at(pattern: str, position: int) -> tuple[str, int]:
    """The expression for the class whose ``[`` stands before `position`, and the position behind its ``]``."""
    negated = pattern.startswith("^", position)
    position += negated
    ranges: list[tuple[int, int]] = []
    while not ranges or not pattern.startswith("]", position):
        low, position = _class_character(pattern, position)
        high = low
        if pattern.startswith("-", position):
            high, position = _class_character(pattern, position + 1)
        ranges.append((low, high))
    return character_class(ranges, negated), position + 1


def _class_character(pattern: str, position: int) -> tuple[int, int]:
    """The code point of the class member at `position` and the position behind it, where the class must go on."""
    if pattern.startswith("-", position):
        raise PatternError("a range in [...] lacks an end; write '\\-' for a hyphen")
    if pattern.startswith("]", position):
        raise PatternError("[...] is empty or a range in it lacks an end; write '\\]' for a bracket")
    position += pattern.startswith("\\", position)
    if position + 1 >= len(pattern):
        raise PatternError("'[' without a closing ']'")
    code_point = ord(pattern[position])
    if 0xDC80 <= code_point <= 0xDCFF:
        raise PatternError("[...] holds a byte that is not UTF-8")
    return code_point, position + 1
