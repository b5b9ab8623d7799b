"""DC103: a service that is made for a GPU asks for none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.containers import Container
    from dflint.project.project import Project

_DEVICES = ("deploy", "resources", "reservations", "devices")
_HELP = "request a GPU with `deploy.resources.reservations.devices`, or "
_HELP_OF_BUILDS = _HELP + "build on an image without CUDA"
_HELP_OF_IMAGES = _HELP + "run an image for the CPU"


class ComposeGpuNotRequested(ServiceRule):
    """A service runs an image that is made for a GPU, and requests none.

    Compose hands a container no GPU that it does not ask for. A server such as vLLM then stops at its start; a program
    on a CUDA base image either fails or computes on the CPU, many times slower, often without saying so. Request the
    GPU with `deploy.resources.reservations.devices`, or run the CPU variant of the image.
    """

    code = "DC103"
    name = "compose-gpu-not-requested"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    sources = (
        "https://docs.docker.com/compose/how-tos/gpu-support/",
        "https://docs.vllm.ai/en/latest/serving/deploying_with_docker.html",
    )

    bad = {
        "compose.yaml": """
            services:
              llm:
                image: vllm/vllm-openai:v0.11.0
                command: ["--model", "Qwen/Qwen2.5-7B-Instruct"]
                ipc: host
              trainer:
                build: .
                volumes:
                  - ./runs:/app/runs
        """,
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-runtime-ubuntu24.04
            COPY train.py /app/
            CMD ["python3", "/app/train.py"]
        """,
    }
    good = {
        "compose.yaml": """
            services:
              llm:
                image: vllm/vllm-openai:v0.11.0
                command: ["--model", "Qwen/Qwen2.5-7B-Instruct"]
                ipc: host
                deploy:
                  resources:
                    reservations:
                      devices:
                        - driver: nvidia
                          count: all
                          capabilities: [gpu]
              trainer:
                build: .
                volumes:
                  - ./runs:/app/runs
                deploy:
                  resources:
                    reservations:
                      devices:
                        - driver: nvidia
                          count: all
                          capabilities: [gpu]
        """,
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-runtime-ubuntu24.04
            COPY train.py /app/
            CMD ["python3", "/app/train.py"]
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the service needs a GPU and nothing says that it gets one, or is to do without."""
        from dflint.compose.cpu_intent import declines_gpu, is_never_run, is_only_published
        from dflint.project.containers import container_of
        from dflint.project.gpu_hints import commented_request, wants_cuda

        if service.may_request_gpu or is_never_run(service) or is_only_published(service) or declines_gpu(service):
            return
        container = container_of(service, project)
        if container is None or container.reference is None:
            return
        severity, message = _fault(container)
        if not message or _does_without(container, project):
            return
        comment = commented_request(service, project)
        if comment is not None and severity is Severity.WARNING and not wants_cuda(container):
            severity = Severity.INFO
        related = [Related(*container.base, "the image is built on this one")] if container.base is not None else []
        if comment is not None:
            related.append(Related(service.source, comment, "a GPU is requested here, in a comment"))
        yield self.found(
            service.source,
            container.place,
            message,
            severity=severity,
            help=_HELP_OF_BUILDS if container.build is not None else _HELP_OF_IMAGES,
            related=related,
            fix=None if comment is not None else _request(service, project),
        )


def _fault(container: Container) -> tuple[Severity, str]:
    """How bad it is that the container gets no GPU, and what is said; "" where it may do without."""
    from dflint.knowledge.cuda_images import is_cuda_image
    from dflint.knowledge.service_images import REQUIRED

    text = container.reference.text if container.reference is not None else ""
    requires_gpu = container.image is not None and container.image.gpu == REQUIRED
    if requires_gpu and container.server is not None:
        server = container.server
        message = f"`{container.service.name}` requests no GPU: without one {server.title} {server.without_gpu}"
        return (Severity.ERROR if server.fails_without_gpu else Severity.WARNING), message
    if container.build is not None and (requires_gpu or is_cuda_image(container.reference)):
        return Severity.WARNING, f"`{container.service.name}` is built on `{text}` and requests no GPU"
    if is_cuda_image(container.reference):
        return Severity.WARNING, f"`{container.service.name}` runs `{text}`, an image for GPUs, and requests no GPU"
    return Severity.WARNING, ""


def _does_without(container: Container, project: Project) -> bool:
    """Whether the service is the variant without a GPU, or a helper beside those that have one."""
    from dflint.compose.cpu_intent import says_cpu
    from dflint.project.alternatives import same_services, similar_services
    from dflint.project.gpu_hints import is_one_shot, needs_no_gpu

    service = container.service
    if says_cpu(_path_in(service, project)) or says_cpu(container.command_line) or is_one_shot(service, project):
        return True
    options = container.image.cpu_options if container.image is not None else ()
    if any(option in container.command_line for option in options) or needs_no_gpu(container):
        return True
    others = (*same_services(service, project), *similar_services(service, project))
    return any(other.gpu_requests for other in others)


def _path_in(service: Service, project: Project) -> str:
    """The path of the compose file, from the root of the project."""
    return service.source.path.removeprefix(project.root)


def _request(service: Service, project: Project) -> Fix | None:
    """The request in the form that the other services of the file have, else the one that every Compose reads."""
    from dflint.compose.edits import insert_into
    from dflint.compose.rendering import Inline

    file = project.file(service.source.path).compose
    requests = [request.form for other in file.services for request in other.gpu_requests] if file is not None else []
    if "gpus" in requests and "deploy" not in requests and service.deploy is None:
        return unsafe("Request all GPUs", insert_into(service.node, ("gpus",), "all"))
    every_gpu = [{"driver": "nvidia", "count": "all", "capabilities": Inline(["gpu"])}]
    return unsafe("Request all GPUs", insert_into(service.node, _DEVICES, every_gpu))
