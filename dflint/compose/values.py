"""Values that compose files write in several forms: texts with variables, sizes, times, names with values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dflint.compose.interpolation import interpolate
from dflint.compose.nodes import Node
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Span

Environment = Mapping[str, "str | None"]
"""The variables that a compose file interpolates; None for those that are set to something unknown."""


def text_of(node: Node | None, environment: Environment) -> str | None:
    """The text of a scalar with its variables replaced; None if it is missing, null, no scalar or not known."""
    if node is None or not node.is_scalar:
        return None
    value = node.scalar
    if isinstance(value, str):
        return interpolate(value, environment).value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return _number_text(value) if value is not None else None


def _number_text(value: float) -> str:
    """The text that Go, in which Compose is written, makes of a number: ``3.10`` is "3.1"."""
    if value != value or value in (float("inf"), float("-inf")):
        return "NaN" if value != value else ("+Inf" if value > 0 else "-Inf")
    exponent = int(f"{value:.17e}".partition("e")[2])
    if -4 <= exponent < 6:
        return repr(value).removesuffix(".0")
    return next(text for precision in range(18) if float(text := f"{value:.{precision}e}") == value)


def texts_of(node: Node | None, environment: Environment) -> tuple[str | None, ...]:
    """The texts of a sequence of scalars, or of one scalar; None for each that is not known."""
    if node is None:
        return ()
    if node.is_sequence:
        return tuple(text_of(item, environment) for item in node.elements)
    return () if node.is_null or node.is_mapping else (text_of(node, environment),)


class Assignment(NamedTuple):
    """A name with a value, from either form: ``NAME: value`` or ``- NAME=value``.

    `value` is the text with its variables replaced, None where it is not known or taken from the shell (`is_set` is
    False then: only the name is given). `node` is the value, or the whole item of a list.
    """

    name: str
    name_span: Span
    value: str | None
    value_span: Span
    is_set: bool
    node: Node


def assignments(node: Node | None, environment: Environment) -> dict[str, Assignment]:
    """The names of a mapping, or of a list of ``NAME=value`` items; the last of a name counts."""
    found: dict[str, Assignment] = {}
    if node is None:
        return found
    for key, value in node.items():
        span = value.key_span if value.key_span is not None else value.span
        found[key] = Assignment(key, span, text_of(value, environment), value.place, not value.is_null, value)
    for item in node.elements:
        if not item.is_scalar:
            continue
        mapped = item.mapped
        written_name, equals, written_value = mapped.text.partition("=")
        name = interpolate(written_name, environment).value
        if name is None:
            continue
        end = len(written_name)
        value_span = mapped.span(end + 1, len(mapped.text)) if equals else mapped.span(0, end)
        value_text = interpolate(written_value, environment).value if equals else None
        found[name] = Assignment(name, mapped.span(0, end), value_text, value_span, bool(equals), item)
    return found


def names(node: Node | None, environment: Environment) -> Iterator[tuple[str, Node]]:
    """The names that a mapping or a list gives, such as those of ``networks``, each with the value or the item."""
    if node is None:
        return
    yield from node.items()
    for item in node.elements:
        text = text_of(item, environment)
        if text is not None:
            yield text, item


_TRUE = ("true", "yes", "y", "on", "1", "t")


def is_true(node: Node | None, environment: Environment) -> bool | None:
    """Whether a value switches something on; None if that is not known. A missing value does not.

    Compose takes more words for a boolean than YAML does (loader/interpolate.go of compose-go, 2026-07-21).
    """
    if node is None or node.is_null:
        return False
    text = text_of(node, environment)
    return text.lower() in _TRUE if text is not None else None


_SIZE = lazy_pattern(r"(\d+(?:\.\d+)?) ?([kmgtp]?)i?b?", re.IGNORECASE)
_UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40, "p": 2**50}


def byte_count(text: str | None) -> int | None:
    """The bytes that a size such as ``64m``, ``8gb`` or ``1.5 GiB`` means, in units of 1024; None if it is none.

    Source: RAMInBytes of https://github.com/docker/go-units.
    """
    match = _SIZE.fullmatch(text) if text is not None else None
    return int(float(match[1]) * _UNITS[match[2].lower()]) if match is not None else None


_DURATION = lazy_pattern(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def seconds(text: str | None) -> float | None:
    """The seconds that a duration such as ``1m30s`` means, as Go reads it; None if it is none."""
    if text is None:
        return None
    if text == "0":
        return 0.0
    total = 0.0
    position = 0
    while (match := _DURATION.match(text, position)) is not None:
        total += float(match[1]) * _SECONDS[match[2]]
        position = match.end()
    return total if position == len(text) and text else None
