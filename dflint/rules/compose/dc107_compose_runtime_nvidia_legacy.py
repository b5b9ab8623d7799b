"""DC107: a service gets its GPU through a runtime."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.compose.nodes import Node
    from dflint.compose.rendering import Value
    from dflint.compose.service import Service
    from dflint.project.containers import Container
    from dflint.project.project import Project

_DEVICES = ("deploy", "resources", "reservations", "devices")
# Boards with NVIDIA's Tegra processors have no other way to their GPU.
_JETSON = lazy_pattern(
    r"(?<![a-z])(?:jetson|l4t|tegra|igpu|orin|xavier|nvhost|argus|aarch64|arm64|jetpack|dustynv)(?![a-z])",
    re.IGNORECASE,
)
_DEVICE_NAMES = lazy_pattern(r"\d+(?: *, *\d+)*")


class ComposeRuntimeNvidiaLegacy(ServiceRule):
    """A service gets its GPU through `runtime: nvidia`, which only a daemon knows that was told of it.

    The key comes from nvidia-docker2. It works where the daemon's configuration registers the runtime of that name;
    elsewhere (Docker Desktop, a host with only the NVIDIA Container Toolkit installed) the container does not start.
    It cannot say how many GPUs it wants either, but leaves that to `NVIDIA_VISIBLE_DEVICES`. A reservation needs no
    registered runtime.

    The rule is silent for Jetson boards, where the runtime is the only way, for images that it does not know, where the
    runtime is told to use CDI, where the project brings a `daemon.json`, and in files of version 2.
    """

    code = "DC107"
    name = "compose-runtime-nvidia-legacy"
    severity = Severity.INFO
    fixes = Applicability.UNSAFE
    mentions = ("runtime",)
    sources = (
        "https://docs.docker.com/compose/how-tos/gpu-support/",
        "https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html",
    )

    bad = {
        "compose.yaml": """
            services:
              trainer:
                image: pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime
                runtime: nvidia
                command: python train.py
                shm_size: 8gb
        """,
    }
    good = {
        "compose.yaml": """
            services:
              trainer:
                image: pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime
                deploy:
                  resources:
                    reservations:
                      devices:
                        - driver: nvidia
                          count: all
                          capabilities: [gpu]
                command: python train.py
                shm_size: 8gb
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the service names NVIDIA's runtime and nothing says that it has to."""
        runtime = service.get("runtime")
        if runtime is None or service.text("runtime") != "nvidia" or _uses_cdi(service):
            return
        from dflint.compose.gpu_devices import device_requests, head_of
        from dflint.project.containers import container_of

        container = container_of(service, project)
        if container is None or _may_be_jetson(container, project) or _is_meant(service, project):
            return
        reserved = next((request.node for request in device_requests(service) if request.is_certain), None)
        reserved = reserved or service.get("gpus")
        if reserved is None:
            message = f"`{service.name}` gets its GPU through `runtime: nvidia`, which the daemon must have registered"
            help, related = "reserve the GPU with `deploy.resources.reservations.devices`, or with `gpus`", []
        else:
            message = (
                f"`{service.name}` reserves its GPU; with `runtime: nvidia` besides it does not start where the daemon "
                "has no such runtime registered"
            )
            help, related = "remove `runtime`", [Related(reserved.source, head_of(reserved), "it is reserved here")]
        yield self.found(
            runtime.source,
            runtime.place,
            message,
            help=help,
            related=related,
            fix=_fix(service, runtime, reserved),
        )


def _is_meant(service: Service, project: Project) -> bool:
    """Whether the project brings the daemon's configuration, or is for a Compose that knows no reservations."""
    if project.exists(os.path.join(os.path.dirname(service.source.path), "daemon.json")):
        return True
    file = project.file(service.source.path).compose
    version = file.root.get("version") if file is not None and file.root is not None else None
    return version is not None and version.text.startswith("2")


def _uses_cdi(service: Service) -> bool:
    """Whether the variable of the runtime hides the devices, or names them as CDI does."""
    visible = service.environment.get("NVIDIA_VISIBLE_DEVICES")
    value = visible.value if visible is not None else None
    return value is not None and (value in ("", "void", "none") or "/" in value)


def _may_be_jetson(container: Container, project: Project) -> bool:
    """Whether anything in the service, its path or its image speaks of a Jetson board, or the image is not known."""
    service = container.service
    if container.reference is None:
        return True
    build = container.build
    if build is not None and _JETSON.search(build.dockerfile.source.text) is not None:
        return True
    path = service.source.path.removeprefix(project.root)
    texts = (path, service.name, service.source.slice(service.node.span), container.reference.text)
    return any(_JETSON.search(text) is not None for text in texts)


def _fix(service: Service, runtime: Node, reserved: Node | None) -> Fix | None:
    from dflint.compose.removal import remove_entry

    if reserved is not None:
        return unsafe("Remove the runtime", remove_entry(service.node, "runtime"))
    device = _device(service)
    if device is None or runtime.shared or service.node.get("gpus") is not None:
        return None
    if service.deploy is not None:
        from dflint.compose.edits import insert_into

        edits = insert_into(service.node, _DEVICES, device), remove_entry(service.node, "runtime")
        return unsafe("Reserve the GPUs", *edits)
    from dflint.compose.edits import replace_entry

    return unsafe("Reserve the GPUs", replace_entry(service.node, "runtime", _DEVICES, device))


def _device(service: Service) -> Value:
    """The reservation of what the runtime gives the service by its variable; None if that is not known."""
    from dflint.compose.rendering import Inline, Quoted

    visible = service.environment.get("NVIDIA_VISIBLE_DEVICES")
    value = visible.value if visible is not None else "all"
    if value == "all":
        return [{"driver": "nvidia", "count": "all", "capabilities": Inline(["gpu"])}]
    if value is None or _DEVICE_NAMES.fullmatch(value) is None:
        return None
    names = Inline(Quoted(name.strip()) for name in value.split(","))
    return [{"driver": "nvidia", "device_ids": names, "capabilities": Inline(["gpu"])}]
