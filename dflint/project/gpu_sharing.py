"""Which GPU of the host does a service compute on, and does its server take all of its memory?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dflint.compose.gpu_devices import Gpus
    from dflint.compose.service import Service
    from dflint.knowledge.model_servers import ModelServer
    from dflint.project.containers import Container
    from dflint.project.project import Project

_CUDA = "CUDA_VISIBLE_DEVICES"


class GpuUser(NamedTuple):
    """A service that computes on the GPU `gpu` of the host, a number or a UUID.

    `gpus` are those that it is given. `server` is the one that takes nearly all memory of a GPU at its start; None
    where the service leaves some, or where nobody knows.
    """

    service: Service
    gpu: str
    gpus: Gpus
    server: ModelServer | None


def gpu_user(service: Service, project: Project) -> GpuUser | None:
    """What `service` computes on; None if it certainly runs nothing that computes on a GPU, or if that is not known."""
    from dflint.compose.cpu_intent import is_never_run
    from dflint.compose.gpu_devices import gpus_of
    from dflint.project.containers import container_of

    gpus = gpus_of(service) if service.gpu_requests else None
    if gpus is None or is_never_run(service):
        return None
    gpu = _first_gpu(gpus, service)
    container = container_of(service, project) if gpu is not None else None
    if gpu is None or container is None or not _computes(container):
        return None
    return GpuUser(service, gpu, gpus, _server_that_takes_all(container))


def run_together(one: Service, other: Service) -> bool:
    """Whether the two services of a file certainly may be started together, and are no alternatives of each other."""
    profiles, others = set(one.profiles), set(other.profiles)
    if None in profiles or None in others or (profiles != others and profiles.isdisjoint(others)):
        return False
    ports = {port.published for port in one.ports if port.published != ""}
    return None not in ports and ports.isdisjoint(port.published for port in other.ports if port.published != "")


def _first_gpu(gpus: Gpus, service: Service) -> str | None:
    """The first GPU that the programs in the container see, which they take where they take one."""
    names = gpus.names
    assignment = service.environment.get(_CUDA)
    if assignment is None:
        return "0" if names is None else names[0]
    number = (assignment.value or "").partition(",")[0].strip()
    if not number.isdecimal():
        return None
    if names is None:
        return number
    return names[int(number)] if int(number) < len(names) else None


def _computes(container: Container) -> bool:
    """Whether the image is that of a program which computes on a GPU."""
    from dflint.knowledge.service_images import OPTIONAL, REQUIRED

    if container.stage is None:
        return container.image is not None and container.image.gpu in (REQUIRED, OPTIONAL)
    from dflint.build.gpu_use import is_for_gpus

    return is_for_gpus(container.stage)


def _server_that_takes_all(container: Container) -> ModelServer | None:
    server = container.server
    if server is None or not server.memory_options or "$" in container.command_line:
        return None
    variables = {option.lstrip("-").replace("-", "_").upper() for option in server.memory_options}
    if not variables.isdisjoint(container.service.environment):
        return None
    words = container.command_line.replace("=", " ").replace("_", "-").split()
    return None if any(option in words for option in server.memory_options) else server
