"""Does a model of compose files hold together? What Compose refuses once it has read and merged all of it.

Source: loader/validate.go, validation/ and graph/cycle.go of https://github.com/compose-spec/compose-go (2026-07-21),
tried with ``docker compose config`` 2.40.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dflint.compose.compose_file import ComposeFile, Fault
from dflint.compose.nodes import Node
from dflint.compose.service import Service
from dflint.compose.values import Environment, names, text_of, texts_of


class Reference(NamedTuple):
    """Something that a service names: `name` in `section` of the top level. `node` is where it does."""

    node: Node
    section: str
    name: str
    kind: str


def references(service: Service) -> Iterator[Reference]:
    """The services, volumes, networks, secrets, configs and models that `service` names."""
    for name, node in service.depends_on.items():
        yield Reference(node, "services", name, "service")
    for name, node in _linked(service):
        yield Reference(node, "services", name, "service")
    for volume in service.volumes:
        if volume.type == "volume" and volume.source:
            node = volume.node.get("source") or volume.node
            yield Reference(node, "volumes", volume.source, "volume")
    for section in ("networks", "models"):
        for name, node in names(service.get(section), service.variables):
            if (section, name) != ("networks", "default"):
                yield Reference(node, section, name, section[:-1])
    for section in ("secrets", "configs"):
        yield from _mounted(service.get(section), section, service.variables)
    if service.build is not None:
        yield from _mounted(service.build.get("secrets"), "secrets", service.variables)


def _linked(service: Service) -> Iterator[tuple[str, Node]]:
    for key in ("links", "volumes_from"):
        node = service.get(key)
        for item in node.elements if node is not None else ():
            text = text_of(item, service.variables)
            if text and not (key == "volumes_from" and text.startswith("container:")):
                yield text.partition(":")[0], item
    for key in ("network_mode", "ipc", "pid", "uts", "cgroup"):
        node = service.get(key)
        text = text_of(node, service.variables)
        if node is not None and text is not None and text.startswith("service:"):
            yield text.removeprefix("service:"), node


def _mounted(node: Node | None, section: str, variables: Environment) -> Iterator[Reference]:
    for item in node.elements if node is not None else ():
        source = item.get("source") if item.is_mapping else item
        name = text_of(source, variables)
        if name and source is not None:
            yield Reference(source, section, name, section[:-1])


def undefined_references(file: ComposeFile) -> Iterator[Reference]:
    """What the services of `file` name that is not in the model."""
    defined: dict[str, frozenset[str]] = {}
    for service in file.own_services:
        for reference in references(service):
            section = reference.section
            if section not in defined:
                node = file.root.get(section) if file.root is not None else None
                known = [name for name, _ in node.items()] if node is not None else []
                if section == "services":
                    known = [one.name for one in file.services]
                defined[section] = frozenset(known)
            if reference.name not in defined[section]:
                yield reference


def faults(file: ComposeFile, is_whole: bool = True) -> Iterator[Fault]:
    """What Compose refuses in the services of `file`, and in what they share, beside what they name (see above).

    Nothing is said of a model of which a part is missing. `is_whole` is False where other files may be merged with it,
    so that what is not there may be in them.
    """
    if not file.is_complete:
        return
    for service in file.own_services:
        if is_whole and _has_no_image(service):
            yield Fault(service.node, f"the service {service.name} has neither an image nor a build", service)
        for fault in (*_contradictions(service), *_scales(service)):
            yield fault._replace(service=service)
    yield from _resources(file)


def lacks_image(fault: Fault) -> bool:
    """Whether the fault is that its service says nothing of what it runs."""
    return fault.service is not None and fault.node is fault.service.node


def _has_no_image(service: Service) -> bool:
    if service.is_extended or service.get("provider") is not None:
        return False
    image = service.image
    has_image = image is not None and not (image.is_null or image.text == "")
    build = service.get("build")
    return not has_image and (build is None or build.is_null)


def _contradictions(service: Service) -> Iterator[Fault]:
    build = service.build
    if build is not None:
        dockerfile = build.dockerfile
        if build.dockerfile_inline is not None and dockerfile is not None and dockerfile.text:
            yield Fault(dockerfile, "dockerfile and dockerfile_inline exclude each other")
        yield from _other_platform(service, build.get("platforms"))
    mode, networks = service.get("network_mode"), service.get("networks")
    if mode is not None and mode.text and networks is not None and any(names(networks, service.variables)):
        yield Fault(mode, "network_mode and networks exclude each other")
    test = service.get("healthcheck", "test")
    if test is not None and test.elements:
        first = text_of(test.elements[0], service.variables)
        if first is not None and first not in ("CMD", "CMD-SHELL", "NONE"):
            yield Fault(test.elements[0], "a list of test starts with CMD, CMD-SHELL or NONE")
    yield from _mounted_twice(service)
    watch = service.get("develop", "watch")
    for item in watch.elements if watch is not None else ():
        action = text_of(item.get("action"), service.variables)
        if action is not None and action not in ("rebuild", "restart") and item.get("target") is None:
            yield Fault(item, f"the action {action} needs a target")


def _other_platform(service: Service, platforms: Node | None) -> Iterator[Fault]:
    built = texts_of(platforms, service.variables)
    run, platform = service.get("platform"), service.text("platform")
    if run is not None and platform and built and None not in built and platform not in built:
        yield Fault(run, f"the service runs on {platform}, for which its build.platforms do not build")


def _mounted_twice(service: Service) -> Iterator[Fault]:
    taken: set[str] = set()
    for text in texts_of(service.get("tmpfs"), service.variables):
        if text:
            taken.add(text.partition(":")[0])
    if taken:
        for volume in service.volumes:
            if volume.target and volume.target in taken:
                yield Fault(volume.node, f"{volume.target} is mounted twice")


def _scales(service: Service) -> Iterator[Fault]:
    scale, replicas = service.get("scale"), service.get("deploy", "replicas")
    numbers = [_number(node, service.variables) for node in (scale, replicas)]
    if scale is not None and None not in numbers and numbers[0] != numbers[1]:
        yield Fault(scale, "scale and deploy.replicas differ")
    count = numbers[0] if numbers[0] is not None else numbers[1]
    name = service.get("container_name")
    if count is not None and count > 1 and name is not None and name.text:
        yield Fault(name, f"{count} containers cannot have the same name")
    for node, number in zip((scale, replicas), numbers, strict=True):
        if node is not None and number is not None and number < 0:
            yield Fault(node, "the number of containers is negative")


def _number(node: Node | None, variables: Environment) -> int | None:
    text = text_of(node, variables)
    return int(text) if text is not None and text.lstrip("-").isdecimal() and len(text) < 10 else None


_CONTENTS = {"secrets": ("file", "environment"), "configs": ("file", "environment", "content")}


def _resources(file: ComposeFile) -> Iterator[Fault]:
    """What is wrong in the sections ``volumes``, ``secrets`` and ``configs``, as far as this file writes it."""
    for section in ("volumes", *_CONTENTS):
        node = file.root.get(section) if file.root is not None else None
        for name, resource in node.items() if node is not None else ():
            external = resource.get("external")
            is_external = external is not None and (external.is_mapping or external.scalar is True)
            if section == "volumes" and external is not None and external.scalar is True:
                for key, value in resource.items():
                    if key not in ("name", "external") and not key.startswith("x-"):
                        yield Fault(value, f"external and {key} exclude each other")
            if section in _CONTENTS and not is_external:
                yield from _content(section, name, resource)


def _content(section: str, name: str, resource: Node) -> Iterator[Fault]:
    keys = _CONTENTS[section]
    given = [value for key in keys if (value := resource.get(key)) is not None]
    if len(given) > 1:
        yield Fault(given[1], f"{' and '.join(keys)} exclude each other")
    if not given and resource.get("driver") is None and resource.get("external") is None:
        yield Fault(resource, f"{section[:-1]} {name} says none of {', '.join(keys)}")
