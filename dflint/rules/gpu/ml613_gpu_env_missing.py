"""ML613: a service under the NVIDIA runtime that is given no GPU."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.compose.service import Service
from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.project.project import Project

_VARIABLE = "NVIDIA_VISIBLE_DEVICES"


class GpuEnvMissing(ServiceRule):
    """A service runs under the NVIDIA runtime, and nothing says which GPUs it gets.

    `runtime: nvidia` alone gives no GPU: the runtime looks at NVIDIA_VISIBLE_DEVICES, and does the same as the ordinary
    one where it is not set. The CUDA images set it to `all`; an image built on another base has no GPU, and the program
    falls back to the CPU or fails. Set the variable, or ask for the GPU by `deploy`, which needs neither.
    """

    code = "ML613"
    name = "gpu-env-missing"
    severity = Severity.WARNING
    sources = ("https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html",)

    bad = {
        "compose.yaml": """
            services:
              train:
                build: .
                runtime: nvidia
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.8.0
            COPY train.py /app/
        """,
    }
    good = {
        "compose.yaml": """
            services:
              train:
                build: .
                runtime: nvidia
                environment:
                  NVIDIA_VISIBLE_DEVICES: all
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.8.0
            COPY train.py /app/
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding at the runtime, if the service certainly sets no GPUs and its image neither."""
        requests = service.gpu_requests
        if not requests or any(request.form != "runtime" or not request.is_certain for request in requests):
            return
        if service.is_extended or service.get("env_file") is not None or _VARIABLE in service.environment:
            return
        from dflint.project.alternatives import same_services
        from dflint.project.containers import container_of

        container = container_of(service, project)
        if container is None or container.stage is None:
            return
        if container.stage.final_state.env(_VARIABLE) is not None or service.text("runtime") != "nvidia":
            return
        if any(_VARIABLE in other.environment or other.gpu_requests for other in same_services(service, project)):
            return
        image = container.stage.root.text
        yield self.found(
            requests[0].node.source,
            requests[0].node.place,
            f"`{service.name}` gets no GPU: nothing sets {_VARIABLE}, by which the NVIDIA runtime goes",
            help=f"set `{_VARIABLE}: all` in `environment`, or ask for the GPU by `deploy`",
            related=[Related(*container.base, f"`{image}` does not set it")] if container.base is not None else [],
        )
