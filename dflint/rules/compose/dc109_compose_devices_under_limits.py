"""DC109: devices are reserved below the limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import ServiceRule, safe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeDevicesUnderLimits(ServiceRule):
    """Devices stand below `deploy.resources.limits`, where Compose refuses them.

    A limit bounds what a container may use of CPU, memory and processes; a GPU is reserved, not limited. The list
    belongs below `deploy.resources.reservations`.
    """

    code = "DC109"
    name = "compose-devices-under-limits"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    mentions = ("limits",)
    sources = (
        "https://docs.docker.com/reference/compose-file/deploy/#devices",
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
                    limits:
                      memory: 32g
                      devices:
                        - driver: nvidia
                          count: 1
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
                    limits:
                      memory: 32g
                    reservations:
                      devices:
                        - driver: nvidia
                          count: 1
                          capabilities: [gpu]
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the service has devices below its limits."""
        resources = service.get("deploy", "resources")
        devices = resources.get("limits", "devices") if resources is not None else None
        if resources is None or devices is None:
            return
        from dflint.compose.moves import move_to_sibling

        edits = move_to_sibling(resources, "limits", "reservations", "devices")
        yield self.found(
            devices.source,
            devices.key_span or devices.place,
            "devices cannot be limited, and Compose refuses a file with `devices` below `limits`",
            help="reserve them below `deploy.resources.reservations`",
            fix=safe("Reserve the devices", *edits) if edits else None,
        )
