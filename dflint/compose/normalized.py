"""What would Compose start? The services of a model in one form, whatever form they are written in.

That is the form that ``docker compose config --format json`` writes, for what decides how a service is built and run:
image, build, volumes, ports, environment with that of ``env_file``, devices and profiles. Paths are absolute. A text
that depends on something that is not known is None. Source: transform/, paths/ and loader/normalize.go of
https://github.com/compose-spec/compose-go (2026-07-21), tried with ``docker compose config`` 2.40.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dflint.compose.compose_file import ComposeFile
from dflint.compose.environment_reader import Scope, read_environment_file, read_raw_environment_file
from dflint.compose.merging import SERVICE, unique
from dflint.compose.mounts import Port, port_of_item, volume_of_item
from dflint.compose.nodes import Node
from dflint.compose.service import Service
from dflint.compose.values import Environment, assignments, text_of, texts_of
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Source

Read = Callable[[str], "Source | None"]
"""Gives the text of the file at an absolute path, None where it cannot be read."""

_REMOTE = ("https://", "http://", "git://", "ssh://", "github.com/", "git@")
_RANGE = lazy_pattern(r"(\d+)-(\d+)")
_MOST_PORTS = 70_000


def normalized(file: ComposeFile, read: Read) -> dict[str, dict[str, Any]]:
    """The services of the model that `file` is part of, by name. Keys that a service says nothing of are left out."""
    return {service.name: normalized_service(service, read) for service in file.services}


def normalized_service(service: Service, read: Read) -> dict[str, Any]:
    """One service."""
    found: dict[str, Any] = {}
    if service.image is not None and not service.image.is_null and service.image_text != "":
        found["image"] = service.image_text
    if service.build is not None:
        found["build"] = _build(service)
    found["volumes"] = [_volume(item, service) for item in _items(service, "volumes")]
    found["ports"] = list(_ports(service))
    found["environment"] = _environment(service, read)
    devices = service.get("deploy", "resources", "reservations", "devices")
    found["devices"] = [_device(item, service.variables) for item in (devices.elements if devices is not None else ())]
    gpus = service.get("gpus")
    if gpus is not None and not gpus.is_null:
        found["gpus"] = [{"count": -1}]
        if gpus.is_sequence:
            found["gpus"] = [_device(item, service.variables) for item in gpus.elements]
    found["profiles"] = list(texts_of_items(service, "profiles"))
    return {key: value for key, value in found.items() if value not in ([], {})}


def _items(service: Service, key: str) -> tuple[Node, ...]:
    node = service.get(key)
    return unique(node.elements, (*SERVICE, key), service.variables) if node is not None else ()


def texts_of_items(service: Service, key: str) -> Iterator[str | None]:
    """The texts of a list, each once."""
    for item in _items(service, key):
        yield text_of(item, service.variables)


def _absolute(service: Service, node: Node, path: str | None) -> str | None:
    if path is None:
        return None
    expanded = _home(path)
    if not path or os.path.isabs(expanded):
        return expanded
    return os.path.normpath(os.path.join(service.folder_of(node), expanded))


def _home(path: str) -> str:
    """`path` with the home folder in place of a tilde, as Compose puts it: it knows no other users."""
    return os.path.normpath(f"{os.path.expanduser('~')}/{path[1:]}") if path.startswith("~") else path


# ----------------------------------------------------------------------------- build


def _build(service: Service) -> dict[str, Any]:
    section = service.build
    assert section is not None
    context = section.context
    found: dict[str, Any] = {"context": _context(service, context or section.node, section.context_text)}
    if section.dockerfile_inline is not None:
        found["dockerfile_inline"] = text_of(section.dockerfile_inline, service.variables)
    dockerfile = section.dockerfile
    if section.dockerfile_inline is None or (dockerfile is not None and not dockerfile.is_null):
        found["dockerfile"] = section.dockerfile_text
    args = _resolved(section.node.get("args"), service.variables)
    found["args"] = {name: value for name, (value, is_set) in args.items() if is_set}
    found["additional_contexts"] = {
        name: _context(service, given.node, given.value) for name, given in section.additional_contexts.items()
    }
    if section.target_text:
        found["target"] = section.target_text
    for key in ("cache_from", "cache_to", "tags", "platforms"):
        found[key] = list(texts_of(section.get(key), service.variables))
    return {key: value for key, value in found.items() if value not in ([], {}, "")}


def _context(service: Service, node: Node, text: str | None) -> str | None:
    if text is None or "://" in text or text.startswith(("service:", *_REMOTE)):
        return text
    return _absolute(service, node, text)


def _resolved(node: Node | None, variables: Environment) -> dict[str, tuple[str | None, bool]]:
    """Names with their values, and whether they have one; where none is given, the project's variables may."""
    found: dict[str, tuple[str | None, bool]] = {}
    for name, given in assignments(node, variables).items():
        if given.is_set:
            found[name] = given.value, True
        else:
            found[name] = variables.get(name) if name in variables else None, name in variables
    return found


# ----------------------------------------------------------------------------- volumes and ports


def _volume(item: Node, service: Service) -> dict[str, Any]:
    volume = volume_of_item(item, service.variables)
    found: dict[str, Any] = {"type": volume.type}
    source = volume.source
    if volume.type == "bind" and source is not None:
        source = _home(source)
        if re.match(r"[A-Za-z]:[\\/]|\\\\", source) is None:
            source = _absolute(service, item, source)
    if source != "":
        found["source"] = source
    target = volume.target
    found["target"] = posixpath.normpath(target).replace("//", "/") if target else target
    if volume.is_read_only is not False:
        found["read_only"] = volume.is_read_only
    return found


def _ports(service: Service) -> Iterator[dict[str, Any]]:
    seen: dict[tuple[object, ...], dict[str, Any]] = {}
    for item in _items(service, "ports"):
        mode = text_of(item.get("mode"), service.variables) or "ingress"
        for port in _single_ports(port_of_item(item, service.variables), is_long=item.is_mapping):
            found: dict[str, Any] = {"mode": mode, "protocol": port.protocol}
            if port.host_ip != "":
                found["host_ip"] = port.host_ip
            target = port.target
            found["target"] = int(target) if target is not None and target.isdecimal() else target
            if port.published != "":
                found["published"] = port.published
            seen[port.host_ip or "0.0.0.0", port.published, port.target, port.protocol] = found
    yield from seen.values()


def _single_ports(port: Port, is_long: bool) -> Iterator[Port]:
    """The ports of a range: each of the container, with that of the host that belongs to it."""
    targets = _RANGE.fullmatch(port.target or "")
    if is_long or targets is None:
        yield port if is_long else port._replace(protocol=port.protocol and port.protocol.lower())
        return
    published = _RANGE.fullmatch(port.published or "")
    first, last = int(targets[1]), int(targets[2])
    for offset in range(min(last - first + 1, _MOST_PORTS)):
        host = str(int(published[1]) + offset) if published is not None else port.published
        yield port._replace(target=str(first + offset), published=host)


# ----------------------------------------------------------------------------- environment and devices


def _environment(service: Service, read: Read) -> dict[str, str | None]:
    own = {name: value for name, (value, _) in _resolved(service.get("environment"), service.variables).items()}
    found: dict[str, str | None] = {name: value for name, value in own.items() if value is not None}
    node = service.get("env_file")
    items = node.elements if node is not None and node.is_sequence else (node,)
    for item in unique((one for one in items if one is not None), (*SERVICE, "env_file"), service.variables):
        path = _absolute(service, item, text_of(item.get("path") if item.is_mapping else item, service.variables))
        source = read(path) if path else None
        if source is not None:
            is_raw = text_of(item.get("format"), service.variables) == "raw"
            found.update(_variables_of(source, is_raw, service.variables, own))
    return {**found, **own}


def _variables_of(
    source: Source, is_raw: bool, variables: Environment, own: Mapping[str, str | None]
) -> dict[str, str | None]:
    if is_raw:
        return read_raw_environment_file(source).values
    outer = Scope(variables)
    outer.update((name, value) for name, value in own.items() if value is not None)
    return {
        variable.name: variable.value
        for variable in read_environment_file(source, outer).variables
        # A bare name is taken from the project, if it is there.
        if variable.value_span.start > variable.name_span.end or variable.name in variables
    }


def _device(item: Node, variables: Environment) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in ("capabilities", "device_ids"):
        texts = list(texts_of(item.get(key), variables))
        if texts:
            found[key] = texts
    if driver := text_of(item.get("driver"), variables):
        found["driver"] = driver
    count_node = item.get("count")
    count = text_of(count_node, variables)
    if count_node is None and item.get("device_ids") is None:
        found["count"] = -1
    elif count is not None and count != "0":
        found["count"] = -1 if count.lower() == "all" else (int(count) if count.lstrip("-").isdecimal() else count)
    options = {name: given.value for name, given in assignments(item.get("options"), variables).items()}
    if options:
        found["options"] = options
    return found
