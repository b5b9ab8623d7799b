"""What do two values say together? Values of several compose files as one, each part where it is written.

Mappings are merged key by key, sequences are put one behind the other, of scalars the later one counts; commands are
replaced, lists of names with values are merged by name, ports, mounts and the like by what they take up. Source:
https://github.com/compose-spec/compose-spec (13-merge.md, 2026-06-23), override/merge.go and override/uncity.go of
https://github.com/compose-spec/compose-go (2026-07-21), tried with ``docker compose config`` 2.40.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dflint.cached_property import cached_property
from dflint.compose.nodes import Entry, Node
from dflint.compose.values import Environment, text_of

if TYPE_CHECKING:
    from dflint.source import Span

Place = tuple[str, ...]
"""Where in the model a value stands; ``*`` for a name that the user gives."""

SERVICES: Place = ("services",)
SERVICE: Place = ("services", "*")

_NAMED = frozenset((section,) for section in ("services", "networks", "volumes", "secrets", "configs", "models"))
_REPLACED = frozenset({(*SERVICE, "command"), (*SERVICE, "entrypoint"), (*SERVICE, "healthcheck", "test")})
_ASSIGNMENTS = frozenset(
    (
        ("networks", "*", "labels"),
        ("volumes", "*", "labels"),
        *(
            (*SERVICE, *path)
            for path in (
                ("annotations",),
                ("build", "args"),
                ("build", "additional_contexts"),
                ("build", "labels"),
                ("deploy", "labels"),
                ("environment",),
                ("extra_hosts",),
                ("build", "extra_hosts"),
                ("labels",),
                ("sysctls",),
            )
        ),
    )
)
"""Names with values, as a mapping or as a list."""
_REFERENCES = frozenset({(*SERVICE, "depends_on"), (*SERVICE, "networks"), (*SERVICE, "models")})
"""Names with settings: a list gives none."""
_LISTS = frozenset(
    (*SERVICE, key) for key in ("dns", "dns_opt", "dns_search", "env_file", "gpus", "label_file", "tmpfs")
)
"""One text, or a list of them."""
_BUILD: Place = (*SERVICE, "build")
_LOGGING: Place = (*SERVICE, "logging")
_ULIMITS: Place = (*SERVICE, "ulimits")
_ADDRESS_POOLS: Place = ("networks", "*", "ipam", "config")


class Merging:
    """How values are merged for one file: `home` is its path, in whose text a merged value stands if it is there.

    `variables` are those that are interpolated in what two items are compared by.
    """

    def __init__(self, home: str, variables: Environment) -> None:
        self.home = home
        self.variables = variables

    def merged(self, base: Node, over: Node, place: Place) -> Node:
        """`over` merged into `base`, both at `place`."""
        if over.is_override or place in _REPLACED:
            return over
        if place[:-1] == _ULIMITS or (place == _LOGGING and self._other_driver(base, over)):
            return over
        if place in _ASSIGNMENTS or place in _REFERENCES or place in _LISTS:
            return MergedNode(base, over, place, self)
        if over.is_null:
            return base
        if place == _BUILD:
            base, over = _as_mapping(base), _as_mapping(over)
        if base.kind != over.kind or base.is_scalar:
            return over
        return MergedNode(base, over, place, self)

    def _other_driver(self, base: Node, over: Node) -> bool:
        drivers = [text_of(node.get("driver"), self.variables) for node in (base, over)]
        return None not in drivers and drivers[0] != drivers[1]


class MergedNode(Node):
    """A value that two values make together: `over` is merged into `base`.

    It stands where the file that is looked at writes it, else where the later file does. A mapping may have `elements`
    too: the items of a list that was merged with it. A sequence is `shared` even if none of its files is: it is not
    what any of them writes.
    """

    def __init__(self, base: Node, over: Node, place: Place, merging: Merging, shared: bool = False) -> None:
        first = base if base.source.path == merging.home and over.source.path != merging.home else over
        super().__init__(first.source, first.written, None, shared or first.shared, first.alias_span)
        self.span, self.key, self.key_span = first.span, first.key, first.key_span
        self.base = base
        self.over = over
        self._place = place
        self._merging = merging
        if place in _LISTS or "sequence" in (base.kind, over.kind):
            self.kind = "mapping" if "mapping" in (base.kind, over.kind) else "sequence"
            self.shared = True
        elif "mapping" in (base.kind, over.kind):
            self.kind = "mapping"

    def as_shared(self) -> MergedNode:
        """The same value, where it must not be edited."""
        return MergedNode(as_shared(self.base), as_shared(self.over), self._place, self._merging, True)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of both, those of `base` first."""
        found = {entry.key: entry for entry in self.base.entries}
        if self._place == SERVICE:
            # What another service extends is its own affair.
            found.pop("extends", None)
        if self._place in _ASSIGNMENTS:
            for item in self.over.elements:
                found.pop(self._item_key(item) or "", None)
        elif self._place == (*SERVICE, "depends_on"):
            for item in self.over.elements:
                found.pop(text_of(item, self._merging.variables) or "", None)
        below = (*self._place, "*") if self._place in _NAMED or self._place in _REFERENCES else None
        for entry in self.over.entries:
            known = found.get(entry.key)
            if known is None or known.node.is_reset or entry.node.is_reset or self._place in _ASSIGNMENTS:
                found[entry.key] = entry
                continue
            node = self._merging.merged(known.node, entry.node, below or (*self._place, entry.key))
            span = node.key_span if node.key_span is not None else entry.key_span
            found[entry.key] = Entry(entry.key, span, node)
        return tuple(found.values())

    @cached_property
    def elements(self) -> tuple[Node, ...]:
        """The items of both, those of `base` first; what takes the place of an item of `base` stands there."""
        base, over = (_items(node, self._place) for node in (self.base, self.over))
        if self._place == _ADDRESS_POOLS:
            return self._address_pools(base, over)
        if self._place in _REFERENCES or self._place in _ASSIGNMENTS:
            names = {entry.key for entry in self.over.entries}
            if self._place in _REFERENCES:
                own = {entry.key for entry in self.base.entries}
                # A list does not take away the settings that there are.
                over = tuple(
                    item for item in over if self._item_key(item) not in own or self._place[-1] == "depends_on"
                )
            base = tuple(item for item in base if self._item_key(item) not in names)
        return unique((*base, *over), self._place, self._merging.variables)

    def _item_key(self, item: Node) -> str | None:
        return unique_key(item, self._place, self._merging.variables)

    def _address_pools(self, base: Sequence[Node], over: Sequence[Node]) -> tuple[Node, ...]:
        """The address pools of a network; those of one subnet are merged."""
        found: dict[object, Node] = {}
        for item in (*base, *over):
            subnet: object = text_of(item.get("subnet"), self._merging.variables) or item
            known = found.get(subnet)
            found[subnet] = item if known is None else self._merging.merged(known, item, ())
        return tuple(found.values())


class DerivedNode(Node):
    """A mapping whose entries are given: written elsewhere, or changed. It stands where `first` does."""

    def __init__(self, first: Node, entries: Iterable[Entry]) -> None:
        super().__init__(first.source, first.written, None, first.shared, first.alias_span)
        self.span, self.key, self.key_span = first.span, first.key, first.key_span
        self.kind = "mapping"
        self.__dict__["entries"] = tuple(entries)

    def as_shared(self) -> DerivedNode:
        """The same value, where it must not be edited."""
        node = DerivedNode(self, (entry._replace(node=as_shared(entry.node)) for entry in self.entries))
        node.shared = True
        return node


def as_shared(node: Node) -> Node:
    """The value `node`, where it must not be edited, since more depends on it than what is looked at."""
    if isinstance(node, (MergedNode, DerivedNode)):
        return node.as_shared()
    copy = Node(node.source, node.written, None, True, node.alias_span)
    copy.span, copy.key, copy.key_span = node.span, node.key, node.key_span
    return copy


def _as_mapping(build: Node) -> Node:
    """The value of ``build`` in its long form."""
    if not build.is_scalar or build.is_null:
        return build
    span: Span = build.key_span if build.key_span is not None else build.span
    context = Node(build.source, build.written, None, build.shared, build.alias_span)
    context.span, context.key, context.key_span = build.span, "context", span
    return DerivedNode(build, (Entry("context", span, context),))


def _items(node: Node, place: Place) -> tuple[Node, ...]:
    if node.is_scalar and not node.is_null and place in _LISTS:
        return (node,)
    return node.elements


# ----------------------------------------------------------------------------- what an item of a list takes up


def unique(items: Iterable[Node], place: Place, variables: Environment) -> tuple[Node, ...]:
    """`items` of the list at `place`; of those that take up the same, the last stands in the place of the first."""
    found: dict[object, Node] = {}
    for index, item in enumerate(items):
        key = unique_key(item, place, variables)
        found[index if key is None else key] = item
    return tuple(found.values())


def unique_key(item: Node, place: Place, variables: Environment) -> str | None:
    """What no two items of the list at `place` may share; None if they may be equal, or if it is not known."""
    name = place[2] if len(place) == 3 and place[:2] == SERVICE else None
    if name in ("ports", "volumes", "devices", "secrets", "configs", "env_file"):
        return _MOUNTS[name](item, variables)
    if place not in _BY_NAME or not item.is_scalar:
        return None
    text = text_of(item, variables)
    if text is not None:
        return text if place[-1] in ("expose", "extra_hosts") else text.partition("=")[0]
    if place in _ASSIGNMENTS and "=" in item.text:
        # The name is often known where the value is not.
        from dflint.compose.interpolation import interpolate

        return interpolate(item.text.partition("=")[0], variables).value
    return None


_BY_NAME = frozenset(
    (
        *_ASSIGNMENTS,
        *_REFERENCES,
        ("networks", "*", "ipam", "options"),
        *((*SERVICE, "build", key) for key in ("platform", "tags")),
        *(
            (*SERVICE, key)
            for key in ("cap_add", "cap_drop", "dns", "dns_opt", "dns_search", "expose", "links", "profiles", "tmpfs")
        ),
        *((*SERVICE, "networks", "*", key) for key in ("aliases", "link_local_ips")),
    )
)


def _port(item: Node, variables: Environment) -> str | None:
    from dflint.compose.mounts import port_of_item

    port = port_of_item(item, variables)
    if None in (port.host_ip, port.published, port.target, port.protocol):
        return None
    return f"{port.host_ip or '0.0.0.0'}:{port.published}:{port.target}/{port.protocol}"


def _volume(item: Node, variables: Environment) -> str | None:
    import posixpath

    from dflint.compose.mounts import volume_of_item

    target = volume_of_item(item, variables).target
    return posixpath.normpath(target) if target else None


def _device(item: Node, variables: Environment) -> str | None:
    if item.is_mapping:
        return text_of(item.get("target"), variables)
    text = text_of(item, variables)
    if text is None:
        return None
    parts = text.split(":")
    return parts[1] if len(parts) > 1 else text


def _secret(item: Node, variables: Environment) -> str | None:
    return _mount(item, variables, "/run/secrets")


def _config(item: Node, variables: Environment) -> str | None:
    return _mount(item, variables, "")


def _mount(item: Node, variables: Environment, folder: str) -> str | None:
    if item.is_mapping:
        target = item.get("target")
        if target is not None:
            return text_of(target, variables)
        item_text = text_of(item.get("source"), variables)
    else:
        item_text = text_of(item, variables)
    return None if item_text is None else f"{folder}/{item_text}"


def _environment_file(item: Node, variables: Environment) -> str | None:
    return text_of(item.get("path") if item.is_mapping else item, variables)


_MOUNTS = {
    "ports": _port,
    "volumes": _volume,
    "devices": _device,
    "secrets": _secret,
    "configs": _config,
    "env_file": _environment_file,
}


def both(first: Node | None, then: Node | None, place: Place, merging: Merging) -> Node | None:
    """`then` merged into `first`, where there are both; else the one that there is."""
    if first is None or then is None:
        return first or then
    return merging.merged(first, then, place)
