"""DC110: a variable names a GPU by the number that it has on the host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.compose.gpu_devices import Gpus
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service
    from dflint.compose.values import Assignment
    from dflint.project.project import Project
    from dflint.source import Source, Span

_TORCH_DEVICE = lazy_pattern(r"cuda:(\d+)")
_CUDA = "CUDA_VISIBLE_DEVICES"
_NVIDIA = "NVIDIA_VISIBLE_DEVICES"
_HELP = "remove it: the container has no GPU but those that are reserved for it"


class _Setting(NamedTuple):
    """Where the variable is set, and to what; `assignment` is what a fix takes out."""

    value: str
    source: Source
    span: Span
    assignment: Assignment | None


class ComposeCudaVisibleDevicesReindex(ServiceRule):
    """A variable chooses a GPU that the container does not have.

    The GPUs of a container are numbered from 0 again, whatever they are on the host: of `device_ids: ["3"]` the program
    sees one, number 0. With `CUDA_VISIBLE_DEVICES=3` beside it CUDA finds none, and of a list only those before the
    first number that does not exist; `DEVICE=cuda:3` is refused. The variable in the Dockerfile does the same.

    `NVIDIA_VISIBLE_DEVICES` does not choose either where a GPU is reserved: the engine sets it to what is reserved.
    """

    code = "DC110"
    name = "compose-cuda-visible-devices-reindex"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("device",)
    sources = (
        "https://docs.nvidia.com/cuda/cuda-c-programming-guide/index.html#cuda-environment-variables",
        "https://docs.docker.com/compose/how-tos/gpu-support/#access-specific-devices",
        "https://github.com/moby/moby/blob/master/daemon/nvidia_linux.go",
    )

    bad = {
        "compose.yaml": """
            services:
              llm:
                image: vllm/vllm-openai:v0.11.0
                ipc: host
                environment:
                  - HF_HOME=/models
                  - CUDA_VISIBLE_DEVICES=3
                deploy:
                  resources:
                    reservations:
                      devices:
                        - driver: nvidia
                          device_ids: ["3"]
                          capabilities: [gpu]
        """,
    }
    good = {
        "compose.yaml": """
            services:
              llm:
                image: vllm/vllm-openai:v0.11.0
                ipc: host
                environment:
                  - HF_HOME=/models
                deploy:
                  resources:
                    reservations:
                      devices:
                        - driver: nvidia
                          device_ids: ["3"]
                          capabilities: [gpu]
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if a variable of the service names GPUs that it does not get."""
        if not service.gpu_requests:
            return
        from dflint.compose.gpu_devices import gpus_of
        from dflint.project.alternatives import same_services

        gpus = gpus_of(service)
        if gpus is None:
            return
        found = [*self._cuda(service, gpus, project), *self._torch(service, gpus), *self._nvidia(service, gpus)]
        if found and not any(
            other.gpu_requests or _CUDA in other.environment for other in same_services(service, project)
        ):
            yield from found

    def _cuda(self, service: Service, gpus: Gpus, project: Project) -> Iterator[Diagnostic]:
        setting = _setting(service, project) if gpus.names is not None else None
        if setting is None or gpus.names is None:
            return
        numbers = [number.strip() for number in setting.value.split(",")]
        if not all(number.isdecimal() for number in numbers):
            return
        count = len(gpus.names)
        wrong = next((index for index, number in enumerate(numbers) if int(number) >= count), None)
        if wrong is None:
            return
        place = Related(gpus.node.source, gpus.place, "these are the GPUs that it gets")
        yield self.found(
            setting.source,
            setting.span,
            f"`{_CUDA}={setting.value}` {_effect(wrong, service, count)}",
            severity=Severity.ERROR if wrong == 0 else Severity.WARNING,
            help=_HELP,
            related=[place],
            fix=_remove(service, setting.assignment),
        )

    def _torch(self, service: Service, gpus: Gpus) -> Iterator[Diagnostic]:
        """The variables that name a device as PyTorch does."""
        names = gpus.names
        for name, assignment in service.environment.items():
            match = _TORCH_DEVICE.fullmatch(assignment.value or "") if "DEVICE" in name.upper() else None
            if match is None or names is None or int(match[1]) < len(names):
                continue
            yield self.found(
                assignment.node.source,
                assignment.value_span,
                f"`{name}={assignment.value}` names a GPU that `{service.name}` does not get: its container "
                f"{_count_text(len(names))}",
                help="use the number that the GPU has in the container, `cuda:0` for the first one",
                related=[Related(gpus.node.source, gpus.place, "these are the GPUs that it gets")],
            )

    def _nvidia(self, service: Service, gpus: Gpus) -> Iterator[Diagnostic]:
        """The variable of NVIDIA's runtime, where it names other GPUs than the reservation."""
        visible = service.environment.get(_NVIDIA)
        if visible is None or not visible.value or gpus.node is visible.node or service.get("runtime") is not None:
            return
        names = [name.strip() for name in visible.value.split(",")]
        if not all(name.isdecimal() for name in names) or set(names) == set(gpus.names or ()):
            return
        if gpus.names is not None and not all(name.isdecimal() for name in gpus.names):
            return
        gets = "all GPUs" if gpus.names is None else f"GPU {', '.join(gpus.names)}"
        yield self.found(
            visible.node.source,
            visible.value_span,
            f"`{_NVIDIA}={visible.value}` has no effect: `{service.name}` gets {gets}, which are reserved for it",
            severity=Severity.WARNING,
            help="choose the GPUs with `device_ids`, and remove the variable",
            related=[Related(gpus.node.source, gpus.place, "these are the GPUs that it gets")],
        )


def _effect(wrong: int, service: Service, count: int) -> str:
    """What a list does whose number at `wrong` is that of no GPU of the container."""
    there = _count_text(count)
    if wrong == 0:
        return f"leaves `{service.name}` without a GPU: its container {there}"
    return f"names a GPU that `{service.name}` does not get, which hides all from there on: its container {there}"


def _count_text(count: int) -> str:
    return "has one GPU, which is number 0 there" if count == 1 else f"has {count}, numbers 0 to {count - 1} there"


def _setting(service: Service, project: Project) -> _Setting | None:
    """Where the variable of CUDA is set: in the service, else in the Dockerfile that it builds."""
    assignment = service.environment.get(_CUDA)
    if assignment is not None:
        if not assignment.value:
            return None
        return _Setting(assignment.value, assignment.node.source, assignment.value_span, assignment)
    build = project.build_of(service) if service.build is not None else None
    if build is None or build.final is None or service.get("env_file") is not None:
        return None
    from dflint.build.driver_settings import settings_of

    value = build.final.final_state.env(_CUDA)
    for stage in build.final.chain:
        for env, _, pair in settings_of(stage, _CUDA):
            if isinstance(value, str) and pair.value.value == value and not pair.value.has_variables:
                return _Setting(value, env.source, pair.value.span, None)
    return None


def _remove(service: Service, assignment: Assignment | None) -> Fix | None:
    """Take the variable out of the environment, and the environment with it where it holds nothing else."""
    from dflint.compose.removal import remove_entry, remove_item

    environment: Node | None = service.get("environment")
    if assignment is None or environment is None:
        return None
    if len(environment.written.children) == 1:
        edit = None if environment.shared else remove_entry(service.node, "environment")
    elif environment.is_mapping:
        edit = remove_entry(environment, assignment.name)
    else:
        edit = remove_item(environment, assignment.node)
    return unsafe(f"Remove {_CUDA}", edit)
