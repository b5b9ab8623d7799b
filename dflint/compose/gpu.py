"""Which GPUs does a service ask for, and where does it say so?

Sources: deploy.md and 05-services.md of https://github.com/compose-spec/compose-spec (2026-06-23);
https://docs.docker.com/compose/gpu-support; driver capabilities of
https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html; CDI device names of
https://github.com/cncf-tags/container-device-interface. Looked at on 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.compose.nodes import Node
from dflint.compose.values import Environment, text_of, texts_of
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.compose.service import Service

# Capabilities of NVIDIA's driver that may stand in place of "gpu", where the driver is named.
_NVIDIA_CAPABILITIES = frozenset({"compat32", "compute", "display", "graphics", "ngx", "utility", "video"})
_GPU_DRIVERS = frozenset({"nvidia", "amd", "amdgpu"})
_GPU_DEVICES = ("/dev/nvidia", "/dev/kfd", "/dev/dri", "/dev/dxg")
_GPU_RUNTIMES = ("nvidia", "amd")
_ONE_DEVICE = lazy_pattern(r"\d+|(?:GPU|MIG)-[\w/-]+")


class GpuRequest(NamedTuple):
    """One place where a service asks for a GPU.

    `form` is "deploy", "gpus", "runtime", "devices" or "generic_resources"; `node` is the reservation, the device or
    the value. `is_certain` is False where a variable that is not known decides.
    """

    node: Node
    form: str
    is_certain: bool


def gpu_requests(service: Node, environment: Environment) -> Iterator[GpuRequest]:
    """The GPU requests of the service `service`, in all forms that Compose knows."""
    reservations = service.get("deploy", "resources", "reservations")
    if reservations is not None:
        for form in ("devices", "generic_resources"):
            section = reservations.get(form)
            for device in section.elements if section is not None else ():
                answer = _reserves_gpu(device, environment) if form == "devices" else _is_gpu_resource(device)
                if answer is not False:
                    yield GpuRequest(device, "deploy" if form == "devices" else form, answer is True)
    gpus = service.get("gpus")
    if gpus is not None and not gpus.is_null and not (gpus.is_sequence and not gpus.elements):
        yield GpuRequest(gpus, "gpus", True)
    runtime = service.get("runtime")
    if runtime is not None and not runtime.is_null:
        name = text_of(runtime, environment)
        if name is None or name.startswith(_GPU_RUNTIMES):
            yield GpuRequest(runtime, "runtime", name is not None)
    devices = service.get("devices")
    for device in devices.elements if devices is not None else ():
        path = text_of(device.get("source") if device.is_mapping else device, environment)
        if path is None or path.startswith(_GPU_DEVICES) or _is_gpu_name(path):
            yield GpuRequest(device, "devices", path is not None)


def has_single_gpu(service: Service) -> bool:
    """Whether the programs in the container certainly see one GPU and no more."""
    if _names_one(service, "CUDA_VISIBLE_DEVICES"):
        return True
    # A runtime that is named beside a reservation hands out what is reserved, else what the environment says.
    requests = [request for request in service.gpu_requests if request.form != "runtime"]
    if not requests:
        return service.requests_gpu and _names_one(service, "NVIDIA_VISIBLE_DEVICES")
    return reserves_one_gpu(service)


def reserves_one_gpu(service: Service) -> bool:
    """Whether the service certainly reserves one GPU and no more, whatever its variables say."""
    requests = [request for request in service.gpu_requests if request.form != "runtime"]
    if len(requests) != 1 or requests[0].form not in ("deploy", "gpus") or not requests[0].is_certain:
        return False
    device = requests[0].node
    if requests[0].form == "gpus":
        if not device.is_sequence or len(device.elements) != 1:
            return False
        device = device.elements[0]
    names = device.get("device_ids")
    if names is not None:
        return len(names.elements) == 1
    return text_of(device.get("count"), service.variables) == "1"


def _names_one(service: Service, variable: str) -> bool:
    assignment = service.environment.get(variable)
    return assignment is not None and _ONE_DEVICE.fullmatch(assignment.value or "") is not None


def _is_gpu_name(text: str) -> bool:
    """Whether `text` is a CDI name such as ``nvidia.com/gpu=all``."""
    vendor, slash, device = text.partition("/")
    return bool(slash) and "." in vendor and device.partition("=")[0] == "gpu"


def _reserves_gpu(device: Node, environment: Environment) -> bool | None:
    """Whether a device reservation is for a GPU; None if that is not known."""
    if not device.is_mapping:
        return False
    driver_node = device.get("driver")
    driver = text_of(driver_node, environment)
    capabilities = texts_of(device.get("capabilities"), environment)
    names = texts_of(device.get("device_ids"), environment)
    if driver in _GPU_DRIVERS or any(name is not None and _is_gpu_name(name) for name in (driver, *names)):
        return True
    if any(name is not None and (name == "gpu" or name.startswith("nvidia")) for name in capabilities):
        return True
    is_unknown = None in capabilities or (driver is None and driver_node is not None and not driver_node.is_null)
    if driver is None and any(name in _NVIDIA_CAPABILITIES for name in capabilities):
        is_unknown = True
    return None if is_unknown else False


def _is_gpu_resource(resource: Node) -> bool:
    """Whether a generic resource of Swarm is a GPU, by the name that its cluster gives it."""
    kind = resource.get("discrete_resource_spec", "kind")
    return kind is not None and "gpu" in kind.text.lower()
