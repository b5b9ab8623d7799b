"""DC105: a reservation says both how many GPUs it wants and which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeDeviceCountAndIds(ServiceRule):
    """A reservation has both `count` and `device_ids`, and Compose refuses the file.

    The two exclude each other, also where they agree and where the count is `all`. Keep `device_ids` to choose the
    devices, or `count` to take the first ones of the host.
    """

    code = "DC105"
    name = "compose-device-count-and-ids"
    severity = Severity.ERROR
    mentions = ("device_ids",)
    sources = ("https://docs.docker.com/reference/compose-file/deploy/#device_ids",)

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
                          device_ids: ["1"]
                          capabilities: [gpu]
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
                          device_ids: ["1"]
                          capabilities: [gpu]
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each reservation with both keys."""
        reserved = service.get("deploy", "resources", "reservations", "devices")
        for devices in (reserved, service.get("gpus")):
            for device in devices.elements if devices is not None else ():
                count, ids = device.get("count"), device.get("device_ids")
                if count is not None and ids is not None:
                    yield self.found(
                        count.source,
                        count.key_span or count.place,
                        "`count` and `device_ids` exclude each other, and Compose refuses a file with both",
                        help="keep `device_ids` to choose the devices, or `count` to take the first ones of the host",
                        related=[_related(ids)],
                    )


def _related(ids: Node) -> Related:
    return Related(ids.source, ids.key_span or ids.place, "the devices are named here")
