"""DC106: a reservation takes all GPUs without saying so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import ServiceRule, safe

if TYPE_CHECKING:
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeGpuCountImplicit(ServiceRule):
    """A reservation of a GPU names neither `count` nor `device_ids`, so it takes all GPUs of the host.

    On a host with one GPU that is the same; on a larger one the service gets GPUs that are meant for others. Say
    `count: all` where that is meant, else how many or which.
    """

    code = "DC106"
    name = "compose-gpu-count-implicit"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    mentions = ("devices", "gpus")
    sources = (
        "https://docs.docker.com/compose/how-tos/gpu-support/",
        "https://docs.docker.com/reference/compose-file/deploy/#count",
    )

    bad = {
        "compose.yaml": """
            services:
              ollama:
                image: ollama/ollama:0.12.3
                volumes:
                  - ollama:/root/.ollama
                deploy:
                  resources:
                    reservations:
                      devices:
                        - capabilities: [gpu]
            volumes:
              ollama:
        """,
    }
    good = {
        "compose.yaml": """
            services:
              ollama:
                image: ollama/ollama:0.12.3
                volumes:
                  - ollama:/root/.ollama
                deploy:
                  resources:
                    reservations:
                      devices:
                        - capabilities: [gpu]
                          count: all
            volumes:
              ollama:
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each reservation that certainly is for NVIDIA's GPUs and says nothing of how many."""
        if not service.gpu_requests:
            return
        from dflint.compose.edits import insert_into
        from dflint.compose.gpu_devices import device_requests, head_of, is_of_nvidia

        for request in device_requests(service):
            device = request.node
            if not request.is_certain or device.get("count") is not None or device.get("device_ids") is not None:
                continue
            if _is_told_elsewhere(service, device, project):
                continue
            # Without capabilities there is no reservation at all.
            if (request.form == "deploy" and device.get("capabilities") is None) or not is_of_nvidia(device, service):
                continue
            yield self.found(
                device.source,
                head_of(device),
                f"`{service.name}` reserves all GPUs of the host: neither `count` nor `device_ids` says which",
                help="write `count: all` where that is meant, else the `count` or the `device_ids`",
                fix=safe("Say that all GPUs are meant", insert_into(device, ("count",), "all")),
            )


def _is_told_elsewhere(service: Service, device: Node, project: Project) -> bool:
    """Whether a variable says which GPUs are meant, or a comment at the reservation that its count was thought of."""
    if "NVIDIA_VISIBLE_DEVICES" in service.environment:
        return True
    file = project.file(device.source.path).compose
    first, last = device.source.row(device.span.start), device.source.row(device.span.end)
    comments = file.comments if file is not None else ()
    return any("count" in comment.text and first - 1 <= comment.row <= last + 1 for comment in comments)
