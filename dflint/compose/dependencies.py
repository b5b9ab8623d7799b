"""Which other services does a service name, so that Compose refuses the file without them?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.compose.values import is_true, text_of, texts_of

if TYPE_CHECKING:
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service
    from dflint.source import Source, Span

_NAMESPACES = ("network_mode", "ipc", "pid", "uts", "cgroup")
_PREFIX = "service:"


class Dependency(NamedTuple):
    """Another service that `key` of a service names.

    `is_required` is False where Compose does without it, because ``required: false`` says so; None is not known.
    """

    key: str
    name: str
    node: Node
    place: Span
    is_required: bool | None

    @property
    def source(self) -> Source:
        """The file in which it is written."""
        return self.node.source


def dependencies_of(service: Service) -> Iterator[Dependency]:
    """The services that `service` names in ``depends_on``, ``links``, ``volumes_from`` and as ``service:NAME``.

    Compose starts all of them first. Names that are not known are left out.
    """
    for name, node in service.depends_on.items():
        required = node.get("required")
        is_required = True if required is None else is_true(required, service.variables)
        yield Dependency("depends_on", name, node, _key_or_place(node), is_required)
    for key in ("links", "volumes_from"):
        value = service.get(key)
        for item in value.elements if value is not None else ():
            text = text_of(item, service.variables)
            if text and not text.startswith("container:"):
                yield Dependency(key, text.partition(":")[0], item, item.place, True)
    for key in _NAMESPACES:
        value = service.get(key)
        for text in texts_of(value, service.variables):
            if value is not None and text is not None and text.startswith(_PREFIX):
                yield Dependency(key, text.removeprefix(_PREFIX), value, value.place, True)


def _key_or_place(node: Node) -> Span:
    return node.key_span if node.key_span is not None else node.place


def cycles(services: tuple[Service, ...]) -> Iterator[tuple[tuple[Service, Dependency], ...]]:
    """The cycles in which services wait for each other, each once: every service with its step to the next one.

    At most one cycle is told for each service that closes one.
    """
    by_name = {service.name: service for service in services}
    done: set[str] = set()
    for service in services:
        if service.name not in done:
            yield from _cycles_from(service, by_name, done)


def _cycles_from(
    start: Service, by_name: dict[str, Service], done: set[str]
) -> Iterator[tuple[tuple[Service, Dependency], ...]]:
    """Depth first, without recursion: `path` are the services on the way, with the steps that are still to take."""
    path: list[tuple[Service, Iterator[Dependency]]] = [(start, dependencies_of(start))]
    taken: list[Dependency] = []
    while path:
        service, steps = path[-1]
        step = next(steps, None)
        if step is None:
            done.add(service.name)
            path.pop()
            if taken:
                taken.pop()
            continue
        names = [on_way.name for on_way, _ in path]
        if step.name in names:
            first = names.index(step.name)
            links = [*taken[first:], step]
            yield tuple((on_way, link) for (on_way, _), link in zip(path[first:], links, strict=True))
        elif step.name in by_name and step.name not in done:
            taken.append(step)
            path.append((by_name[step.name], dependencies_of(by_name[step.name])))
