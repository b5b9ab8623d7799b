"""DC104: a device is reserved without its capabilities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.rules.rule import ServiceRule, safe, unsafe

if TYPE_CHECKING:
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeDeviceMissingCapabilities(ServiceRule):
    """A device is reserved without `capabilities`, and Compose refuses the file.

    `capabilities` is the one key that an item of `deploy.resources.reservations.devices` cannot do without. For a GPU
    it is `[gpu]`; NVIDIA's driver also takes its own, such as `[compute, utility]`. Below `gpus` nothing is missing:
    there the capability is implied.
    """

    code = "DC104"
    name = "compose-device-missing-capabilities"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    mentions = ("devices",)
    sources = (
        "https://docs.docker.com/reference/compose-file/deploy/#capabilities",
        "https://docs.docker.com/compose/how-tos/gpu-support/",
    )

    bad = {
        "compose.yaml": """
            services:
              llm:
                image: vllm/vllm-openai:v0.11.0
                ipc: host
                deploy:
                  resources:
                    reservations:
                      devices:
                        - driver: nvidia
                          count: 1
        """,
    }
    good = {
        "compose.yaml": """
            services:
              llm:
                image: vllm/vllm-openai:v0.11.0
                ipc: host
                deploy:
                  resources:
                    reservations:
                      devices:
                        - driver: nvidia
                          count: 1
                          capabilities: [gpu]
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each reserved device that names no capabilities."""
        devices = service.get("deploy", "resources", "reservations", "devices")
        for device in devices.elements if devices is not None else ():
            if not device.is_mapping or device.get("capabilities") is not None:
                continue
            from dflint.compose.gpu_devices import head_of

            yield self.found(
                device.source,
                head_of(device),
                "the device has no `capabilities`, and Compose refuses a file with such a reservation",
                help="add `capabilities: [gpu]`",
                fix=_add(device, service),
            )


def _add(device: Node, service: Service) -> Fix | None:
    """The capability that Docker's documentation gives a GPU; which device is meant is certain where a driver is."""
    from dflint.compose.edits import insert_into
    from dflint.compose.rendering import Inline
    from dflint.compose.values import text_of

    edit = insert_into(device, ("capabilities",), Inline(["gpu"]))
    if device.get("driver") is None:
        return unsafe("Ask for a GPU", edit)
    return safe("Ask for a GPU", edit) if text_of(device.get("driver"), service.variables) == "nvidia" else None
