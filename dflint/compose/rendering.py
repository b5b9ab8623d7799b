"""How a value is written as YAML in the manner of the file that it goes into."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeGuard

from dflint.compose import scalars
from dflint.compose.nodes import Node
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Source

Value = None | bool | int | float | str | Sequence["Value"] | Mapping[str, "Value"]
"""What can be written: scalars, sequences and mappings of them."""


class Quoted(str):
    """A string that is written in quotes, also where it could do without."""

    __slots__ = ()


class Inline(list["Value"]):
    """A sequence that is written in brackets, also in a block: ``[gpu]``."""


class Manner(NamedTuple):
    """The manner in which a file is written.

    `step` is the blanks that a mapping in a mapping is further in, `sequence_step` those that the dash of a sequence
    is; `quote` is the quote that strings have.
    """

    step: int
    sequence_step: int
    quote: str


# A comment ends before "\r\n": where it might take the "\r", many comments in a row are tried in all combinations.
_COMMENT = r"(?:#[^\r\n]*)?"
_MANNER_OF_SEQUENCES = rf"^( *)(?:- +)?[\w.\"'-]+:[ \t]*{_COMMENT}\r?\n(?:[ \t]*{_COMMENT}\r?\n)*?( *)- "
_MANNER_OF_MAPPINGS = rf"^( *)[\w.\"'-]+:[ \t]*{_COMMENT}\r?\n( +)[\w.\"'-]+:(?:\s|$)"


def manner_of(node: Node) -> Manner:
    """The manner of the file around `node`: its own steps where it has any, else those that the file has mostly."""
    text = node.source.text
    step = _own_step(node) or _usual(_MANNER_OF_MAPPINGS, text) or 2
    sequence_step = _own_sequence_step(node)
    if sequence_step is None:
        usual = _usual(_MANNER_OF_SEQUENCES, text)
        sequence_step = step if usual is None else usual
    return Manner(step, sequence_step, _usual_quote(text))


@lru_cache(maxsize=8)
def _usual_quote(text: str) -> str:
    """The quote that `text` has more often."""
    return '"' if text.count('"') >= text.count("'") else "'"


def column(source: Source, offset: int) -> int:
    """The 0-based column at `offset`, without a byte order mark."""
    return source.position(offset).column - 1


def _own_step(node: Node) -> int | None:
    if node.key_span is None or node.style != "block" or not node.is_mapping or node.alias_span is not None:
        return None
    return max(0, column(node.source, node.span.start) - column(node.source, node.key_span.start)) or None


def _own_sequence_step(node: Node) -> int | None:
    for entry in node.entries:
        value = entry.node
        if value.is_sequence and value.style == "block" and not value.shared:
            return max(0, column(node.source, value.span.start) - column(node.source, entry.key_span.start))
    return None


@lru_cache(maxsize=16)
def _usual(pattern: str, text: str) -> int | None:
    """The difference of the two indentations that `pattern` finds most often."""
    counts: dict[int, int] = {}
    for match in re.finditer(pattern, text, re.MULTILINE):
        difference = len(match[2]) - len(match[1])
        if difference >= 0:
            counts[difference] = counts.get(difference, 0) + 1
    return max(counts, key=counts.__getitem__) if counts else None


def block_lines(key: str, value: Value, indentation: int, manner: Manner) -> list[str]:
    """The lines of ``key: value`` in block style, the key `indentation` blanks in."""
    head = " " * indentation + scalar_text(key, manner) + ":"
    if isinstance(value, Mapping) and value:
        lines = [head]
        for inner_key, inner in value.items():
            lines += block_lines(inner_key, inner, indentation + manner.step, manner)
        return lines
    if _is_sequence(value) and not isinstance(value, Inline) and value:
        return [head, *item_lines(value, indentation + manner.sequence_step, manner)]
    return [f"{head} {flow_text(value, manner)}"]


def item_lines(items: Sequence[Value], indentation: int, manner: Manner) -> list[str]:
    """The lines of a block sequence, its dashes `indentation` blanks in."""
    lines: list[str] = []
    for item in items:
        if isinstance(item, Mapping) and item:
            inner = [line for key, value in item.items() for line in block_lines(key, value, indentation + 2, manner)]
            lines += [" " * indentation + "- " + inner[0][indentation + 2 :], *inner[1:]]
        else:
            lines.append(" " * indentation + "- " + flow_text(item, manner))
    return lines


def flow_text(value: Value, manner: Manner, quotes_all: bool = False) -> str:
    """`value` in flow style, in one line; with `quotes_all` every key and every string is quoted, as JSON has it."""
    if isinstance(value, Mapping):
        pairs = [
            f"{scalar_text(Quoted(key) if quotes_all else key, manner)}: {flow_text(inner, manner, quotes_all)}"
            for key, inner in value.items()
        ]
        return "{" + ", ".join(pairs) + "}"
    if _is_sequence(value):
        return "[" + ", ".join(flow_text(item, manner, quotes_all) for item in value) + "]"
    return scalar_text(Quoted(value) if quotes_all and isinstance(value, str) else value, manner)


def _is_sequence(value: Value) -> TypeGuard[Sequence[Value]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


# A colon before a digit would make a number of base 60 of it for YAML 1.1.
_WORD = r"(?:[A-Za-z0-9_./@+=-]|:(?=[A-Za-z_./]))"
_PLAIN = lazy_pattern(rf"[A-Za-z0-9_./]{_WORD}*(?: {_WORD}+)*")
# What YAML 1.1 takes for a boolean; Compose does not, but people and other tools do.
_WORDS_FOR_BOOLEANS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false"})


def scalar_text(value: Value, manner: Manner) -> str:
    """A scalar in one line: plain where that reads the same, else quoted."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if not isinstance(value, str):
        return str(value)
    if not isinstance(value, Quoted) and _is_plain(value):
        return value
    if manner.quote == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    import json

    return json.dumps(value, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    if _PLAIN.fullmatch(text) is None or text.lower() in _WORDS_FOR_BOOLEANS:
        return False
    return isinstance(scalars.resolve(text, "plain", None), str)
