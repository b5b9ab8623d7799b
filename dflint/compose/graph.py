"""The graph of a YAML text: its values as they are written, with aliases followed, bounded and free of cycles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.compose import scalars
from dflint.compose.nodes import Written, WrittenEntry
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.compose.events import Event

# Nodes that the model may have with all aliases followed, and levels it may be deep. Compose itself stops at 100,000
# nodes (loader/reset.go of https://github.com/compose-spec/compose-go, 2026-07-21).
MOST_NODES = 100_000
MOST_LEVELS = 100

# The level of a service: top level 0, the section 1.
_SERVICE_LEVEL = 2


class BreakOff(NamedTuple):
    """Where the YAML breaks off.

    `offset` is where what is broken starts: a bracket that does not end, else the place itself. `columns` are those of
    the keys of the top level and of the section around it, as far as they are in block style.
    """

    span: Span
    message: str
    offset: int
    columns: tuple[int, ...]


class Graph:
    """What was read of a text. `is_complete` is False where a part was left out.

    `left_out` are the places where comments stand for what could not be read before.
    """

    def __init__(self, left_out: Sequence[Span]) -> None:
        self.left_out = left_out
        self.documents: list[Written] = []
        self.comments: list[Span] = []
        self.scalars: list[Written] = []
        self.problems: list[tuple[Span, str]] = []
        self.break_off: BreakOff | None = None
        self.is_complete = not left_out


def read_graph(text: str, left_out: Sequence[Span] = ()) -> Graph:
    """The graph of `text`, which has only characters that YAML allows. Linear, and nothing is raised.

    `left_out` are the places where comments stand for what could not be read before (see `recovery`).
    """
    from dflint.compose.events import EventReader, SyntaxProblemError

    builder = _Builder(text, left_out)
    events = EventReader(text)
    try:
        for event in events:
            if len(builder.open) > MOST_LEVELS:
                raise SyntaxProblemError(f"this is nested in more than {MOST_LEVELS} levels", event.span)
            builder.take(event)
    except SyntaxProblemError as problem:
        builder.break_off(problem.span, problem.message)
    builder.graph.comments = [
        comment for comment in events.comments if not any(block.contains(comment) for block in left_out)
    ]
    return builder.graph


class _Open:
    """A collection whose end is not read yet."""

    __slots__ = ("is_broken", "key", "keys", "written")

    def __init__(self, written: Written) -> None:
        self.written = written
        self.key: Written | None = None
        self.keys: set[str] = set()
        self.is_broken = False


class _Builder:
    """Makes the graph from the events."""

    def __init__(self, text: str, left_out: Sequence[Span]) -> None:
        self.graph = Graph(left_out)
        self.open: list[_Open] = []
        self._text = text
        self._anchors: dict[str, Written] = {}
        self._broken: set[int] = set()
        self._node_count = 0
        self._is_too_large = False

    def take(self, event: Event) -> None:
        """Add what the next event tells."""
        if event.kind == "scalar":
            self._scalar(event)
        elif event.kind == "alias":
            self._alias(event)
        elif event.kind == "end":
            self._end(event.span)
        elif event.kind != "document":
            # Anchors live on in the next document, as in Compose.
            written = Written(event.kind, event.span, event.style, event.tag, event.anchor)
            self._name(written)
            self.open.append(_Open(written))

    def _name(self, written: Written) -> None:
        self._node_count += 1
        if written.anchor is not None:
            self._anchors[written.anchor] = written

    def _scalar(self, event: Event) -> None:
        written = Written("scalar", event.span, event.style, event.tag, event.anchor)
        written.text = event.text
        written.indentation = event.indentation
        if event.style in ("literal", "folded"):
            written.end = self._end_of_content(event.span)
        self._name(written)
        self.graph.scalars.append(written)
        if any(block.overlaps(event.span) for block in self.graph.left_out):
            self._mark_broken()
        self._add(written, None)

    def _end_of_content(self, span: Span) -> int:
        """The end of the last line of a block scalar that is more than blanks."""
        end = len(self._text[span.start : span.end].rstrip()) + span.start
        while end < span.end and self._text[end] not in "\r\n":
            end += 1
        return end

    def _alias(self, event: Event) -> None:
        target = self._anchors.get(event.text)
        message = ""
        if target is None:
            message = f"there is no anchor {event.text} above"
        elif any(opened.written is target for opened in self.open):
            message = f"the anchor {event.text} contains itself"
        elif target.depth + len(self.open) > MOST_LEVELS:
            message = f"the alias {event.text} nests values in more than {MOST_LEVELS} levels"
        elif target.size + self._node_count > MOST_NODES:
            message = f"aliases make the file larger than {MOST_NODES} values"
        if message or target is None:
            self._bad_alias(event.span, message)
            return
        if id(target) in self._broken:
            self._mark_broken()
        self._node_count += target.size
        if self._expects_key():
            key = Written("scalar", event.span, "plain", target.tag, None)
            key.text = target.text
            self._add(key, None)
            return
        target.is_referenced = True
        self._add(target, event.span)

    def _bad_alias(self, span: Span, message: str) -> None:
        if not (self._is_too_large and message.startswith("aliases make")):
            self.graph.problems.append((span, message))
        self._is_too_large = self._is_too_large or message.startswith("aliases make")
        self._mark_broken()
        placeholder = Written("scalar", span, "plain", None, None)
        placeholder.text = self._text[span.start : span.end]
        self.graph.scalars.append(placeholder)
        self._add(placeholder, None)

    def _mark_broken(self) -> None:
        self.graph.is_complete = False
        for opened in self.open:
            opened.is_broken = True
            self._broken.add(id(opened.written))

    def _expects_key(self) -> bool:
        return bool(self.open) and self.open[-1].written.kind == "mapping" and self.open[-1].key is None

    def _end(self, span: Span) -> None:
        opened = self.open.pop()
        written = opened.written
        if self._text.startswith(("{", "["), written.start) and written.style == "flow":
            written.end = span.end
        elif written.children:
            last = written.children[-1]
            written.end = last.alias.end if last.alias is not None else last.value.end
        if opened.is_broken and len(self.open) == _SERVICE_LEVEL:
            self._skip()
        else:
            self._add(written, None)

    def _skip(self) -> None:
        """Leave the value out, and its key."""
        self.open[-1].key = None

    def _add(self, written: Written, alias: Span | None) -> None:
        """Put a value where it belongs: into the collection that is open, as key or as value."""
        if not self.open:
            self.graph.documents.append(written)
            return
        opened = self.open[-1]
        holder = opened.written
        if holder.kind == "mapping" and opened.key is None:
            opened.key = written
            return
        key, opened.key = opened.key, None
        holder.size += written.size
        holder.depth = max(holder.depth, written.depth + 1)
        entry = WrittenEntry(key, written, alias)
        if key is not None:
            if key.kind != "scalar":
                self.graph.problems.append((Span(key.start, key.end), "a key has to be a string"))
                return
            self._check_entry(opened, entry, key)
        holder.children.append(entry)

    def _check_entry(self, opened: _Open, entry: WrittenEntry, key: Written) -> None:
        place = Span(key.start, key.end)
        if key.text in opened.keys:
            self.graph.problems.append((place, f"the key {key.text} is given twice"))
        opened.keys.add(key.text)
        if entry.is_merge:
            if not _can_be_merged(entry.value) and id(entry.value) not in self._broken and not opened.is_broken:
                self.graph.problems.append((place, "a merge key takes a mapping or a list of mappings"))
        elif _is_no_string(key):
            self.graph.problems.append((place, f"the key {key.text or 'null'} is not a string"))

    def break_off(self, span: Span, message: str) -> None:
        """The text is not YAML at `span`: keep what is whole."""
        offset = next((opened.written.start for opened in self.open if opened.written.style == "flow"), span.start)
        columns: list[int] = []
        for opened in self.open[:_SERVICE_LEVEL]:
            if opened.written.kind != "mapping" or opened.written.style != "block":
                break
            columns.append(opened.written.start - (self._text.rfind("\n", 0, opened.written.start) + 1))
        self.graph.break_off = BreakOff(span, message, offset, tuple(columns))
        self.graph.is_complete = False
        del self.open[_SERVICE_LEVEL:]
        while self.open:
            opened = self.open[-1]
            if opened.key is not None:
                opened.key = None
            self._end(Span(span.start, span.start))


def _can_be_merged(value: Written) -> bool:
    if value.kind == "sequence":
        return all(item.value.kind == "mapping" for item in value.children)
    return value.kind == "mapping"


def _is_no_string(key: Written) -> bool:
    value = scalars.resolve(key.text, key.style, key.tag)
    return not isinstance(value, str) or scalars.is_date(value, key.style, key.tag)
