"""DC112: a service that shares data through /dev/shm has 64 MB of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.rules.rule import ServiceRule, safe
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.knowledge.model_servers import ModelServer
    from dflint.project.containers import Container
    from dflint.project.project import Project
    from dflint.shell.commands import Command

_DEFAULT = 64 * 2**20
"""The bytes of /dev/shm that a container gets when nobody says anything."""

_TRAINING_SIZE = "8gb"
_LONGEST_COMMAND = 60
_TORCH_PACKAGES = frozenset({"torch", "pytorch", "pytorch-lightning", "lightning", "torchvision", "accelerate"})
_TORCH_IMAGES = frozenset({"pytorch/pytorch", "nvcr.io/nvidia/pytorch"})


class _Need(NamedTuple):
    """What /dev/shm is for, and how large the service should make it."""

    message: str
    size: str
    severity: Severity
    place: Span


class ComposeShmTooSmall(ServiceRule):
    """A service that shares data between processes has only 64 MB of shared memory.

    Docker makes `/dev/shm` 64 MB large. PyTorch hands over batches there from the workers of a `DataLoader`, and NCCL,
    vLLM and Triton's Python backend exchange tensors there between processes: when it is full, they die with a bus
    error, or never get going. Set `shm_size`, or share the host's with `ipc: host`.

    The rule is silent about a server that spreads its model over one GPU only, and about a Triton in whose model
    repository on the disk there is no model of the Python backend. So it is about a training on one GPU whose program
    can be read and says nothing of workers: it loads its data in its own process.
    """

    code = "DC112"
    name = "compose-shm-too-small"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    sources = (
        "https://docs.vllm.ai/en/latest/serving/deploying_with_docker.html",
        "https://github.com/pytorch/pytorch/blob/main/README.md#docker-image",
        "https://github.com/huggingface/text-generation-inference/blob/main/README.md",
        "https://github.com/moby/moby/issues/29492",
    )

    bad = {
        "compose.yaml": """
            services:
              llm:
                image: vllm/vllm-openai:v0.11.0
                command: ["--model", "Qwen/Qwen2.5-72B-Instruct", "--tensor-parallel-size", "4"]
                gpus: all
              trainer:
                build: .
                gpus: all
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.8.0
            COPY train.py /app/
            CMD ["torchrun", "--nproc-per-node=4", "/app/train.py"]
        """,
    }
    good = {
        "compose.yaml": """
            services:
              llm:
                image: vllm/vllm-openai:v0.11.0
                command: ["--model", "Qwen/Qwen2.5-72B-Instruct", "--tensor-parallel-size", "4"]
                gpus: all
                shm_size: "8gb"
              trainer:
                build: .
                gpus: all
                shm_size: "8gb"
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.8.0
            COPY train.py /app/
            CMD ["torchrun", "--nproc-per-node=4", "/app/train.py"]
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the service needs more shared memory than it certainly has."""
        from dflint.compose.cpu_intent import is_never_run
        from dflint.project.containers import container_of

        is_small = _is_named_small(service)
        if (service.may_set_shared_memory and not is_small) or service.text("ipc") == "none" or is_never_run(service):
            return
        container = container_of(service, project)
        need = _need(container, project) if container is not None else None
        if container is None or need is None or _is_set_elsewhere(service, project):
            return
        size = service.shm_size
        own = size if size is not None and not size.shared else None
        yield self.found(
            service.source if own is None else own.source,
            need.place if own is None else own.place,
            need.message,
            severity=need.severity,
            help=f'set `shm_size: "{need.size}"`, or share the memory of the host with `ipc: host`',
            fix=_enlarge(service, need.size),
        )


def _is_named_small(service: Service) -> bool:
    """Whether the service itself sets no more than what it would get anyway."""
    size = service.shm_byte_count
    return size is not None and size <= _DEFAULT and not service.may_share_memory


def _amount(service: Service) -> str:
    """The shared memory that the service has."""
    size = service.shm_byte_count
    return f"{size // 2**20} MB" if size is not None and size >= 2**20 else "64 MB"


def _shortened(command: str) -> str:
    """The command in one line, without its end where it is long."""
    text = " ".join(command.split())
    return text if len(text) <= _LONGEST_COMMAND else text[:_LONGEST_COMMAND].rpartition(" ")[0] + " …"


def _need(container: Container, project: Project) -> _Need | None:
    """What the container needs more shared memory for; None if it needs none, or if nobody knows."""
    from dflint.compose.cpu_intent import declines_gpu

    service = container.service
    if not service.may_request_gpu and declines_gpu(service):
        return None
    server = container.server
    if server is None:
        return _training_need(container)
    if not server.shared_memory_use or _is_switched_off(service):
        return None
    severity = _severity(container, server, project)
    if severity is None:
        return None
    message = f"{server.title} {server.shared_memory_use}, and `{service.name}` has only {_amount(service)} of it"
    return _Need(message, server.shared_memory_size, severity, container.place)


def _severity(container: Container, server: ModelServer, project: Project) -> Severity | None:
    """How bad 64 MB are for the server; None where they may do, or where its makers leave it at them."""
    from dflint.knowledge.model_servers import ALWAYS, SOME_MODELS
    from dflint.project.triton_models import uses_python_backend

    if server.shared_memory_case == SOME_MODELS:
        return Severity.WARNING if uses_python_backend(container, project) else None
    if _uses_one_gpu(container, server):
        return None
    return Severity.WARNING if server.shared_memory_case == ALWAYS else Severity.INFO


def _is_switched_off(service: Service) -> bool:
    """Whether NCCL is told to do without shared memory."""
    disabled = service.environment.get("NCCL_SHM_DISABLE")
    return disabled is not None and disabled.value != "0"


def _uses_one_gpu(container: Container, server: ModelServer) -> bool:
    """Whether the server spreads no model over several GPUs, neither by an option of its command nor by itself."""
    from dflint.compose.gpu import has_single_gpu

    counts = []
    for command in container.commands:
        words = [word.text for word in command.words]
        for word, following in zip(words, [*words[1:], ""], strict=True):
            name, equals, value = word.partition("=")
            if name in server.parallel_options:
                counts.append(value if equals else following)
    if counts or not server.spreads_by_itself:
        return all(count == "1" for count in counts)
    return has_single_gpu(container.service)


def _training_need(container: Container) -> _Need | None:
    """What training a model on a GPU needs, where it certainly is done with PyTorch."""
    from dflint.shell.training import training_commands

    service = container.service
    found = training_commands(container.commands) if service.requests_gpu else []
    for command, uses_torch in found:
        if _needs_none(command, container):
            continue
        if uses_torch or _has_torch(container):
            node = service.command or service.entrypoint
            place = container.place if node is None or node.shared else node.place
            message = (
                f"`{_shortened(command.text)}` trains with PyTorch, whose data loaders hand over batches through "
                f"/dev/shm, and `{service.name}` has only {_amount(service)} of it"
            )
            return _Need(message, _TRAINING_SIZE, Severity.WARNING, place)
    return None


def _needs_none(command: Command, container: Container) -> bool:
    """Whether the training has one GPU, and a program that can be read and loads its data itself."""
    from dflint.compose.gpu import has_single_gpu

    build, stage = container.build, container.stage
    if build is None or stage is None or not has_single_gpu(container.service):
        return False
    from dflint.build.container_run import ContainerRun
    from dflint.build.loader_workers import loads_without_workers

    return loads_without_workers(command, ContainerRun(stage, container.service, build))


def _has_torch(container: Container) -> bool:
    """Whether PyTorch certainly is in the image."""
    from dflint.build.wanted_packages import packages_of_stage

    if container.reference is not None and container.reference.familiar in _TORCH_IMAGES:
        return True
    return container.stage is not None and not _TORCH_PACKAGES.isdisjoint(packages_of_stage(container.stage).names)


def _is_set_elsewhere(service: Service, project: Project) -> bool:
    """Whether another file that Compose may merge with this one, or a service that extends it, sets the size."""
    from dflint.project.alternatives import same_services

    return any(other.shm_size is not None or other.ipc is not None for other in same_services(service, project))


def _enlarge(service: Service, size: str) -> Fix | None:
    from dflint.compose.edits import insert_into, replace_value
    from dflint.compose.rendering import Quoted

    if service.shm_size is not None:
        return safe("Enlarge the shared memory", replace_value(service.shm_size, size))
    return safe("Enlarge the shared memory", insert_into(service.node, ("shm_size",), Quoted(size)))
