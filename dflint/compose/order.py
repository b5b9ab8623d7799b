"""Do the entries of a mapping, or the items of a sequence, stand in the order that they should have?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from dflint.compose.reordering import reorder
from dflint.source import Edit, Span

if TYPE_CHECKING:
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service

MERGE_KEY = "<<"


class Disorder(NamedTuple):
    """The first entry that stands behind one that it should stand before, and the edit that puts all in order."""

    name: str
    span: Span
    behind: str
    edit: Edit | None


def disorder(collection: Node, rank: Callable[[str, int], Any]) -> Disorder | None:
    """What is out of order in `collection`; None if nothing is, or if nobody can tell.

    `rank` gives what is compared, for the text of a key or item and its index; None for what may stand anywhere.
    Nothing is said of what other places of the file share, nor of a mapping that has a key twice.
    """
    names = _names(collection)
    if names is None or collection.shared:
        return None
    ranks = [rank(name, index) for index, (name, _) in enumerate(names)]
    found = _first_behind(ranks)
    if found is None:
        return None
    behind, index = found
    name, span = names[index]
    return Disorder(name, span, names[behind][0], reorder(collection, _sorted(ranks)))


def alphabetical(name: str, index: int) -> str:
    """The rank of a name in the alphabet, with merge keys first."""
    return "" if name == MERGE_KEY else name.lower()


def by_place_in(order: tuple[str, ...]) -> Callable[[str, int], int | None]:
    """The rank of a key by its place in `order`; one that is not in it may stand anywhere."""
    places = {name: place for place, name in enumerate(order)}
    return lambda name, index: -1 if name == MERGE_KEY else places.get(name)


def by_port(service: Service) -> Callable[[str, int], tuple[int, int]] | None:
    """The rank of a port of `service` by its number on the host, then in the container; None if one is not known."""
    ranks: list[tuple[int, int]] = []
    for port in service.ports:
        numbers = [(text or "").partition("-")[0] for text in (port.published or port.target, port.target)]
        if port.published is None or not all(number.isdecimal() for number in numbers):
            return None
        ranks.append((int(numbers[0]), int(numbers[1])))
    return lambda name, index: ranks[index]


def _names(collection: Node) -> list[tuple[str, Span]] | None:
    """The texts of the keys or items as they are written, with their places; None if one is there twice."""
    names: list[tuple[str, Span]] = []
    for child in collection.written.children:
        written = child.key if child.key is not None else child.value
        names.append((written.text, Span(written.start, written.end)))
    keys = [name for name, _ in names]
    is_told_apart = collection.is_sequence or len(set(keys)) == len(keys)
    return names if is_told_apart else None


def _first_behind(ranks: list[Any]) -> tuple[int, int] | None:
    """The indexes of the first entry that stands behind one of a higher rank: that one, and it."""
    highest: int | None = None
    for index, rank in enumerate(ranks):
        if rank is None:
            continue
        if highest is not None and rank < ranks[highest]:
            return highest, index
        if highest is None or rank > ranks[highest]:
            highest = index
    return None


def _sorted(ranks: list[Any]) -> list[int]:
    """The order by rank. What has none stays behind what it stands behind."""
    groups: list[list[int]] = []
    for index, rank in enumerate(ranks):
        if rank is None and groups:
            groups[-1].append(index)
        else:
            groups.append([index])
    free = [group for group in groups if ranks[group[0]] is None]
    ranked = sorted((group for group in groups if ranks[group[0]] is not None), key=lambda group: ranks[group[0]])
    return [index for group in [*free, *ranked] for index in group]
