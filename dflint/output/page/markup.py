"""HTML that is made of elements, so that no text becomes markup: what is no `Markup` is escaped where it is put in."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

from dflint.output.terminal import printable

_EMPTY = frozenset({"br", "input", "meta"})


class Markup(str):
    """Text that is HTML."""

    __slots__ = ()


Child: TypeAlias = "str | Iterable[str]"
"""A text, which is escaped unless it is `Markup`, or several."""

Value: TypeAlias = "str | int | float | bool | None"
"""The value of an attribute. None and False leave it out, True writes its name alone."""


def element(name: str, /, *children: Child, **attributes: Value) -> Markup:
    """An element. An underscore at the end of the name of an attribute is left out, others become dashes."""
    written = "".join(_attribute(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    if name in _EMPTY:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(*children)}</{name}>")


def _attribute(name: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(text(value))}"'


def text(value: object) -> str:
    """A text as it is shown: what could turn its direction, or is no character, is an escape, such as ``\\x1b``."""
    return "\n".join(printable(line) for line in str(value).split("\n"))


def join(*children: Child) -> Markup:
    """Several pieces one after the other."""
    pieces = (piece for child in children for piece in ((child,) if isinstance(child, str) else child))
    return Markup("".join(piece if isinstance(piece, Markup) else escape(text(piece)) for piece in pieces))


def with_code(written: str) -> Markup:
    """A text in which backticks mark code."""
    parts = written.split("`")
    if len(parts) % 2 == 0:
        return join(written)
    return join(element("code", part) if number % 2 else part for number, part in enumerate(parts))


def percent(share: float) -> str:
    """A share of 1 as CSS and SVG take it."""
    return f"{100 * share:.3f}".rstrip("0").rstrip(".") + "%"
