"""The elements of a list such as ``LD_LIBRARY_PATH=/a:$B:/c``, each in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dflint.dockerfile.nodes import Word
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.source import Edit, Source


def path_elements(word: Word) -> tuple[Word, ...] | None:
    """The elements of `word`, the value of an ENV, which colons part; None if it is quoted in parts."""
    inside = _inside(word)
    if inside is None:
        return None
    start, end = inside
    text = word.text
    elements: list[Word] = []
    depth = 0
    first = start
    for index in range(start, end + 1):
        character = text[index : index + 1] if index < end else ":"
        if character == "{" and text[index - 1 : index] == "$":
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        elif character == ":" and (not depth or index == end):
            elements.append(word.part(first, index))
            first = index + 1
    return tuple(elements)


def end_of_list(word: Word) -> int | None:
    """Where in the file another element can be put behind the list; None if it is quoted in parts."""
    inside = _inside(word)
    if inside is None:
        return None
    return word.part(*inside).span.end


def without_element(source: Source, elements: Sequence[Word], index: int) -> Edit | None:
    """Take away one of several elements, with the colon before or behind it."""
    word = elements[index]
    if index:
        return source.edit(Span(elements[index - 1].span.end, word.span.end), "")
    return source.edit(Span(word.span.start, elements[1].span.start), "")


def _inside(word: Word) -> tuple[int, int] | None:
    """The text of `word` without the double quotes around all of it; None where there are others."""
    text = word.text
    start, end = 0, len(text)
    if len(text) > 1 and text[0] == text[-1] == '"':
        start, end = 1, end - 1
    if any(character in text[start:end] for character in f"\"'{word.escape}"):
        return None
    return start, end
