"""Which GPUs does a service get, and what are they called in its container?

The engine numbers the GPUs of a container from 0, whatever they are on the host; a count takes the first ones of the
host, so two services with ``count: 1`` have the same GPU. Sources: https://docs.docker.com/compose/how-tos/gpu-support/;
daemon/nvidia_linux.go of https://github.com/moby/moby; `docker compose config` 2.40.3. Looked at on 2026-11-27.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.compose.gpu import GpuRequest
from dflint.compose.nodes import Node
from dflint.compose.values import is_true, text_of, texts_of
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.compose.service import Service

_INDEX = lazy_pattern(r"\d+")
_UUID = lazy_pattern(r"GPU-[\w-]+")


class Gpus(NamedTuple):
    """The GPUs of the host that a service gets.

    `names` are their numbers or UUIDs, in the order in which the container has them; None for all of the host.
    `node` is what says so, `place` the words of it.
    """

    names: tuple[str, ...] | None
    node: Node
    place: Span


def device_requests(service: Service) -> Iterator[GpuRequest]:
    """The reservations of a GPU, one by one: items of ``deploy.resources.reservations.devices`` and of ``gpus``."""
    for request in service.gpu_requests:
        if request.form == "deploy":
            yield request
        elif request.form == "gpus":
            for item in request.node.elements:
                if item.is_mapping:
                    yield GpuRequest(item, "gpus", request.is_certain)


def head_of(device: Node) -> Span:
    """Where a finding about a reservation as a whole is shown: its first entry, in braces all of it."""
    if device.style == "flow" or not device.entries or device.entries[0].node.source is not device.source:
        return device.place
    first = device.entries[0]
    if first.key_span.start != device.span.start:
        return device.place
    value = first.node
    is_short = value.is_scalar and value.alias_span is None and value.style in ("plain", "single", "double")
    return Span(first.key_span.start, value.span.end if is_short else first.key_span.end)


def is_of_nvidia(device: Node, service: Service) -> bool:
    """Whether the driver is NVIDIA's, or the one that the engine chooses."""
    node = device.get("driver")
    return node is None or text_of(node, service.variables) == "nvidia"


def gpus_of(service: Service) -> Gpus | None:
    """The GPUs that the service certainly gets; None if it gets none, or if nobody knows which."""
    if is_true(service.get("privileged"), service.variables) is not False or service.is_extended:
        return None
    requests = [request for request in service.gpu_requests if request.form != "runtime"]
    if not requests:
        return _gpus_of_runtime(service)
    if len(requests) != 1 or not requests[0].is_certain or requests[0].form not in ("deploy", "gpus"):
        return None
    if requests[0].form == "gpus" and requests[0].node.is_scalar:
        return Gpus(None, requests[0].node, requests[0].node.place)
    devices = list(device_requests(service))
    if len(devices) != 1 or not is_of_nvidia(devices[0].node, service):
        return None
    return _gpus_of_device(devices[0].node, service)


def _gpus_of_device(device: Node, service: Service) -> Gpus | None:
    ids, count = device.get("device_ids"), device.get("count")
    if ids is not None:
        texts = texts_of(ids, service.variables)
        if count is not None or None in texts:
            return None
        return _named(",".join(text for text in texts if text is not None), ids)
    if count is None:
        return Gpus(None, device, head_of(device))
    text = text_of(count, service.variables)
    if text is None:
        return None
    if text.lower() == "all" or text == "-1":
        return Gpus(None, count, count.place)
    if _INDEX.fullmatch(text) is None or not 0 < int(text) <= _MOST_GPUS:
        return None
    return Gpus(tuple(map(str, range(int(text)))), count, count.place)


_MOST_GPUS = 64


def _gpus_of_runtime(service: Service) -> Gpus | None:
    """What NVIDIA's runtime, where the service names it, takes from the environment."""
    if service.text("runtime") != "nvidia":
        return None
    visible = service.environment.get("NVIDIA_VISIBLE_DEVICES")
    if visible is None or not visible.value:
        return None
    gpus = _named(visible.value, visible.node)
    return gpus._replace(place=visible.value_span) if gpus is not None else None


def _named(text: str, node: Node) -> Gpus | None:
    names = tuple(name.strip() for name in text.split(","))
    if names == ("all",):
        return Gpus(None, node, node.place)
    if not all(_INDEX.fullmatch(name) or _UUID.fullmatch(name) for name in names):
        return None
    return Gpus(names, node, node.place)
