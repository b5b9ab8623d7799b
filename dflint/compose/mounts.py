"""Ports and volumes of a service, from their short and long forms.

Source of the short forms: https://github.com/compose-spec/compose-spec (05-services.md, 2026-06-23), and
format/volume.go of https://github.com/compose-spec/compose-go (2026-07-21).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dflint.compose.interpolation import interpolated_pieces
from dflint.compose.nodes import Node
from dflint.compose.values import Environment, is_true, text_of
from dflint.lazy_pattern import lazy_pattern

_UNKNOWN = "\0"


class Port(NamedTuple):
    """A published port, or a range of them (``8000-8010``), as texts.

    ``""`` is what is not given, None what is not known. `protocol` is "tcp" unless another is given.
    """

    node: Node
    host_ip: str | None
    published: str | None
    target: str | None
    protocol: str | None


class Volume(NamedTuple):
    """Something mounted into the container.

    `type` is "bind", "volume", "tmpfs", "image", "npipe" or "cluster"; `source` is a path or the name of a
    volume, ``""`` for an anonymous one. None is what is not known.
    """

    node: Node
    type: str | None
    source: str | None
    target: str | None
    is_read_only: bool | None


def ports(node: Node | None, environment: Environment) -> tuple[Port, ...]:
    """The ports that the value of ``ports`` publishes."""
    items = node.elements if node is not None else ()
    return tuple(port_of_item(item, environment) for item in items)


def port_of_item(item: Node, environment: Environment) -> Port:
    """What one item of ``ports`` publishes."""
    return _long_port(item, environment) if item.is_mapping else _short_port(item, environment)


def _long_port(node: Node, environment: Environment) -> Port:
    def part(key: str, default: str) -> str | None:
        value = node.get(key)
        return default if value is None or value.is_null else text_of(value, environment)

    return Port(node, part("host_ip", ""), part("published", ""), part("target", ""), part("protocol", "tcp"))


def _short_port(node: Node, environment: Environment) -> Port:
    text = _partly_known(node, environment)
    rest, slash, protocol = text.rpartition("/")
    if not slash:
        rest, protocol = text, "tcp"
    host, _, target = rest.rpartition(":")
    address, _, published = host.rpartition(":")
    if _UNKNOWN in host:
        # An unknown part may hold a colon itself: an address and a port.
        return Port(node, None, None, _known(target), _known(protocol))
    return Port(node, address.strip("[]"), published, _known(target), _known(protocol))


def volumes(node: Node | None, environment: Environment) -> tuple[Volume, ...]:
    """What the value of ``volumes`` of a service mounts."""
    items = node.elements if node is not None else ()
    return tuple(volume_of_item(item, environment) for item in items)


def volume_of_item(item: Node, environment: Environment) -> Volume:
    """What one item of ``volumes`` mounts."""
    return _long_volume(item, environment) if item.is_mapping else _short_volume(item, environment)


def _long_volume(node: Node, environment: Environment) -> Volume:
    source, target = node.get("source"), node.get("target")
    return Volume(
        node,
        text_of(node.get("type"), environment),
        "" if source is None else text_of(source, environment),
        "" if target is None else text_of(target, environment),
        is_true(node.get("read_only"), environment),
    )


_WINDOWS_DRIVE = lazy_pattern(r"[A-Za-z]:")


def _short_volume(node: Node, environment: Environment) -> Volume:
    parts = list(volume_parts(_partly_known(node, environment)))
    if len(parts) == 1:
        return Volume(node, "volume", "", _known(parts[0]), False)
    source, target = _known(parts[0]), _known(parts[1])
    options = parts[2] if len(parts) > 2 else ""
    is_read_only = None if _UNKNOWN in options else "ro" in options.split(",")
    return Volume(node, _volume_type(parts[0]), source, target, is_read_only)


def volume_parts(text: str) -> Iterator[str]:
    """The parts between colons; the colon of a drive (``C:\\data``) is none of them."""
    start = position = 0
    while position < len(text):
        if position == start and _WINDOWS_DRIVE.match(text, start):
            position += 2
        elif text[position] == ":":
            yield text[start:position]
            start = position = position + 1
        else:
            position += 1
    yield text[start:]


def _volume_type(source: str) -> str | None:
    """A path is bound, a name is a volume; what starts with something unknown may be either."""
    if source.startswith(_UNKNOWN):
        return None
    is_path = source.startswith((".", "/", "~", "\\\\")) or _WINDOWS_DRIVE.match(source) is not None
    return "bind" if is_path else "volume"


def _partly_known(node: Node, environment: Environment) -> str:
    """The text of a scalar with its variables replaced, and a mark in place of each that is not known."""
    value = node.scalar
    if not isinstance(value, str):
        return text_of(node, environment) or ""
    pieces = interpolated_pieces(value, environment)
    return "".join(_UNKNOWN if piece.text is None else piece.text for piece in pieces)


def _known(text: str) -> str | None:
    return None if _UNKNOWN in text else text
