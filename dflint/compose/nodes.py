"""What does the compose file say, key by key? Values with their places, anchors and merge keys resolved.

`Written` is a value as it stands in the text, once. `Node` is that value at one place of the model: reached through an
alias or a merge key, the same written value is several nodes. Nodes are made when they are asked for, so a model that
aliases make large costs nothing until it is walked; the loader bounds how large that can get.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from dflint.cached_property import cached_property
from dflint.compose import scalars
from dflint.source import MappedText, Source, Span

RESET = "!reset"
OVERRIDE = "!override"


class Written:
    """A value as it stands in the text.

    `children` are entries of a mapping in order, merge keys and double keys included, or items of a sequence.
    `size` and `depth` count the nodes and the levels of the value with all aliases and merge keys followed. `block_end`
    is where a literal or folded scalar ends with the empty lines behind it; `end` is the end of its last line.
    """

    __slots__ = (
        "anchor",
        "block_end",
        "children",
        "depth",
        "end",
        "indentation",
        "is_referenced",
        "kind",
        "size",
        "start",
        "style",
        "tag",
        "text",
    )

    def __init__(self, kind: str, span: Span, style: str, tag: str | None, anchor: str | None) -> None:
        self.kind = kind
        self.start, self.end = span
        self.block_end = self.end
        self.style = style
        self.tag = tag
        self.anchor = anchor
        self.text = ""
        self.indentation = -1
        self.children: list[WrittenEntry] = []
        self.size = 1
        self.depth = 1
        self.is_referenced = False


class WrittenEntry(NamedTuple):
    """An entry of a mapping, or an item of a sequence (`key` is None); `alias` is where ``*name`` stands."""

    key: Written | None
    value: Written
    alias: Span | None

    @property
    def is_merge(self) -> bool:
        """Whether this is a merge key, ``<<``. A quoted one is a key like any other."""
        key = self.key
        return key is not None and key.text == "<<" and key.style == "plain" and key.kind == "scalar"


class Entry(NamedTuple):
    """One key of a mapping and its value."""

    key: str
    key_span: Span
    node: Node


class Node:
    """A value of the model: a mapping, a sequence or a scalar.

    `kind` is "mapping", "sequence" or "scalar". `span` is where the value is written (of an alias: where the anchor
    stands), without tag and anchor; an empty value has an empty span behind its key. `key` and `key_span` are those of
    the entry that holds the value, None for items of a sequence and the top level. `shared` says that the text is, or
    may be, part of several places of the model, so that it must not be edited for one of them: the value is reached
    through an alias or a merge key, or it lies in one that an alias or a merge key elsewhere refers to.
    """

    def __init__(
        self,
        source: Source,
        written: Written,
        key: Written | None = None,
        shared: bool = False,
        alias_span: Span | None = None,
    ) -> None:
        self.source = source
        self.written = written
        self.kind = written.kind
        self.span = Span(written.start, written.end)
        self.key = key.text if key is not None else None
        self.key_span = Span(key.start, key.end) if key is not None else None
        self.shared = shared or written.is_referenced or alias_span is not None
        self.alias_span = alias_span

    def __repr__(self) -> str:
        return f"Node({self.kind}, {self.source.slice(self.span)!r})"

    @property
    def place(self) -> Span:
        """Where a finding about this value is shown: the value, or its key where the value is empty."""
        if self.span.start == self.span.end and self.key_span is not None:
            return self.key_span
        return self.span

    @property
    def style(self) -> str:
        """One of "plain", "single", "double", "literal" or "folded" of a scalar, "block" or "flow" of a collection."""
        return self.written.style

    @property
    def tag(self) -> str | None:
        """The tag that is written before the value, resolved (``!!str`` is ``tag:yaml.org,2002:str``), or None."""
        return self.written.tag

    @property
    def anchor(self) -> str | None:
        """The anchor that is written before the value, or None."""
        return self.written.anchor

    @property
    def is_reset(self) -> bool:
        """Whether the value is ``!reset``: Compose takes the key out of the model."""
        return self.written.tag == RESET

    @property
    def is_override(self) -> bool:
        """Whether the value is ``!override``: it replaces that of the files before it and is not merged with it."""
        return self.written.tag == OVERRIDE

    @property
    def is_mapping(self) -> bool:
        """Whether the value is a mapping."""
        return self.kind == "mapping"

    @property
    def is_sequence(self) -> bool:
        """Whether the value is a sequence."""
        return self.kind == "sequence"

    @property
    def is_scalar(self) -> bool:
        """Whether the value is a scalar; an empty value is one."""
        return self.kind == "scalar"

    @property
    def is_null(self) -> bool:
        """Whether the value is empty, ``null`` or ``~``."""
        return self.kind == "scalar" and self.scalar is None

    @property
    def text(self) -> str:
        """The text of a scalar: quotes removed, escapes and folds done, nothing interpolated. "" for collections."""
        return self.written.text

    @cached_property
    def scalar(self) -> scalars.Scalar:
        """The value of a scalar as Compose resolves it. None for null, and for collections."""
        if self.kind != "scalar":
            return None
        return scalars.resolve(self.written.text, self.written.style, self.written.tag)

    @cached_property
    def mapped(self) -> MappedText:
        """The text of a scalar, mapped to the characters of the file."""
        from dflint.compose.scalar_places import mapped

        written = self.written
        if written.kind != "scalar":
            return MappedText(self.source, "", (), written.start)
        return mapped(self.source, Span(written.start, written.block_end), written.style, written.indentation)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of a mapping as Compose sees them: own keys in order, then those that merge keys bring.

        Of a key that is given twice the first counts. Values that are ``!reset`` are among them; `items` and `get`
        leave them out.
        """
        if self.kind != "mapping":
            return ()
        found: dict[str, Entry] = {}
        merges: list[WrittenEntry] = []
        for entry in self.written.children:
            if entry.is_merge:
                merges.append(entry)
            elif entry.key is not None and entry.key.text not in found:
                found[entry.key.text] = self._entry(entry.key, entry.value, entry.alias)
        for merge in merges:
            for merged in self._merged(merge):
                for inherited in merged.entries:
                    found.setdefault(inherited.key, inherited)
        return tuple(found.values())

    def _entry(self, key: Written, value: Written, alias: Span | None) -> Entry:
        return Entry(key.text, Span(key.start, key.end), Node(self.source, value, key, self.shared, alias))

    def _merged(self, merge: WrittenEntry) -> Iterator[Node]:
        """The mappings that a merge key names. All that comes from them is shared."""
        if merge.value.kind == "mapping":
            yield Node(self.source, merge.value, None, True, merge.alias)
        for item in merge.value.children if merge.value.kind == "sequence" else ():
            if item.value.kind == "mapping":
                yield Node(self.source, item.value, None, True, item.alias)

    @cached_property
    def _by_key(self) -> dict[str, Node]:
        return {entry.key: entry.node for entry in self.entries if not entry.node.is_reset}

    @cached_property
    def elements(self) -> tuple[Node, ...]:
        """The items of a sequence, those that are ``!reset`` left out. Empty for other values."""
        if self.kind != "sequence":
            return ()
        return tuple(
            Node(self.source, item.value, None, self.shared, item.alias)
            for item in self.written.children
            if item.value.tag != RESET
        )

    def items(self) -> Iterator[tuple[str, Node]]:
        """Key and value of each entry of a mapping; nothing for other values."""
        return iter(self._by_key.items()) if self.kind == "mapping" else iter(())

    def get(self, *path: str) -> Node | None:
        """The value at `path`, key by key; None where one of them is missing or what should hold it is no mapping."""
        node: Node | None = self
        for key in path:
            if node is None or node.kind != "mapping":
                return None
            node = node._by_key.get(key)
        return node

    def plain(self) -> Any:
        """The value as dictionaries, lists and scalars, as PyYAML would give it by Compose's rules."""
        if self.kind == "mapping":
            return {key: node.plain() for key, node in self.items()}
        if self.kind == "sequence":
            return [node.plain() for node in self.elements]
        return self.scalar
