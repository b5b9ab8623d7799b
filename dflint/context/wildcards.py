"""Patterns as sequences of elements, and matchers for them that need linear time.

Two pattern languages meet here: Go's ``filepath.Match`` (COPY sources) and that of `.dockerignore` files. Both are
turned into the same elements. Most patterns then become one regular expression of Python. One with many wildcards
would make that backtrack without end (``*a*a*a*a*b``), so such a pattern runs on an automaton, which looks at each
character of a path once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

ONE = "one"
ANY = "any"
DIRECTORIES = "directories"
ASSERTION = "assertion"

NOT_SEPARATOR = "[^/]"
NOT_NEWLINE = "[^\n]"

_LARGEST_CHARACTER = 0x10FFFF
# Two repetitions cost at most the square of a path's length, and paths are short.
_MOST_REPETITIONS_TO_BACKTRACK = 2
_MOST_REMEMBERED_STEPS = 20_000


class PatternError(ValueError):
    """A pattern that Docker refuses."""


class Element(NamedTuple):
    """A part of a pattern.

    `kind` is ONE (a character), ANY (any number of characters), DIRECTORIES (nothing, or any text up to a slash) or
    ASSERTION (a place between characters). `expression` is a regular expression for the character or the place.
    """

    kind: str
    expression: str


# How Docker's engine writes "any folders, or none" in the expressions that it makes of patterns.
DIRECTORIES_EXPRESSION = "(.*/)?"

ANY_IN_SEGMENT = Element(ANY, NOT_SEPARATOR)
ONE_IN_SEGMENT = Element(ONE, NOT_SEPARATOR)
ANY_DIRECTORIES = Element(DIRECTORIES, "")

Matcher = Callable[[str], object]


def literal(character: str) -> Element:
    """The element that is `character` itself."""
    return Element(ONE, re.escape(character))


def character_class(ranges: Iterable[tuple[int, int]], negated: bool) -> str:
    """The expression for a character in (or, if `negated`, outside) the given ranges of code points, ends included."""
    items = "".join(f"\\U{low:08x}-\\U{min(high, _LARGEST_CHARACTER):08x}" for low, high in ranges if low <= high)
    if not items:
        return r"[\s\S]" if negated else r"[^\s\S]"
    return f"[{'^' if negated else ''}{items}]"


def expression_of(elements: Iterable[Element]) -> str:
    """The elements as one regular expression of Python, to be used with `fullmatch` and `re.ASCII`."""
    pieces = []
    for kind, expression in elements:
        if kind == ANY:
            pieces.append(expression + "*")
        elif kind == DIRECTORIES:
            pieces.append("(?:.*/)?")
        else:
            pieces.append(expression)
    return "".join(pieces)


def backtracks(elements: Sequence[Element]) -> bool:
    """Whether a regular expression for `elements` could take long on some path."""
    # What is repeated at the very end has nothing after it that could fail.
    repetitions = sum(kind in (ANY, DIRECTORIES) for kind, _ in elements[:-1])
    return repetitions > _MOST_REPETITIONS_TO_BACKTRACK


def matcher(elements: Sequence[Element]) -> Matcher:
    """A function that says whether a whole text matches `elements`."""
    if backtracks(elements):
        return Automaton(elements).matches
    return re.compile(expression_of(elements), re.ASCII).fullmatch


class _State(NamedTuple):
    """A state of an automaton: what keeps it, what leads on to the next, and where it leads without a character."""

    stays: re.Pattern[str] | None = None
    advances: re.Pattern[str] | None = None
    free: tuple[int, ...] = ()
    assertion: re.Pattern[str] | None = None


class Automaton:
    """All ways to match a text are followed at once; a set of states is a bit mask, and steps are remembered."""

    def __init__(self, elements: Sequence[Element]) -> None:
        self._states: list[_State] = []
        self._fewest_characters = sum(kind == ONE for kind, _ in elements)
        self._looks_back = any(kind == ASSERTION for kind, _ in elements)
        self._steps: dict[tuple[int, str, str], int] = {}
        for element in elements:
            self._add(element)

    def _add(self, element: Element) -> None:
        here = len(self._states)
        kind, expression = element
        if kind == DIRECTORIES:
            self._states.append(_State(free=(here + 1, here + 2)))
            self._states.append(_State(stays=re.compile(NOT_NEWLINE), advances=re.compile("/")))
        elif kind == ANY:
            self._states.append(_State(stays=re.compile(expression, re.ASCII), free=(here + 1,)))
        elif kind == ONE:
            self._states.append(_State(advances=re.compile(expression, re.ASCII)))
        else:
            self._states.append(_State(assertion=re.compile(expression, re.ASCII)))

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` matches."""
        if len(text) < self._fewest_characters:
            return False
        mask = 1
        previous = ""
        for character in text:
            key = (mask, previous, character)
            following = self._steps.get(key)
            if following is None:
                if len(self._steps) >= _MOST_REMEMBERED_STEPS:
                    self._steps.clear()
                following = self._steps[key] = self._step(*key)
            if not following:
                return False
            mask = following
            if self._looks_back:
                previous = character
        return len(self._states) in self._reachable(mask, previous, "")

    def _step(self, mask: int, previous: str, character: str) -> int:
        following = 0
        for index in self._reachable(mask, previous, character):
            if index == len(self._states):
                continue
            state = self._states[index]
            if state.stays is not None and state.stays.fullmatch(character):
                following |= 1 << index
            if state.advances is not None and state.advances.fullmatch(character):
                following |= 1 << index + 1
        return following

    def _reachable(self, mask: int, previous: str, following: str) -> set[int]:
        """The states of `mask` and those they lead to between the characters `previous` and `following`."""
        pending = [index for index in range(mask.bit_length()) if mask >> index & 1]
        reached = set(pending)
        while pending:
            index = pending.pop()
            if index == len(self._states):
                continue
            state = self._states[index]
            targets = state.free
            if state.assertion is not None and state.assertion.match(previous + following, len(previous)):
                targets = (index + 1,)
            for target in targets:
                if target not in reached:
                    reached.add(target)
                    pending.append(target)
        return reached
