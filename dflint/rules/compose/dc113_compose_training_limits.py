"""DC113: training in NVIDIA's image with Docker's limits on memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project

_STACK = 64 * 1024 * 1024


class ComposeTrainingLimits(ServiceRule):
    """A service trains in NVIDIA's image with the limits on locked memory and the stack that Docker gives it.

    NVIDIA starts its images of PyTorch and TensorFlow with `--ulimit memlock=-1 --ulimit stack=67108864`: NCCL and the
    drivers of network cards lock the memory that they transfer from, and what a container may lock is little by
    default. One GPU does without, so the rule looks only at several, and is off unless it is selected.
    """

    code = "DC113"
    name = "compose-training-limits"
    severity = Severity.INFO
    fixes = Applicability.UNSAFE
    on = False
    sources = (
        "https://github.com/NVIDIA/DeepLearningExamples/blob/master/DGLPyTorch/DrugDiscovery/SE3Transformer/README.md",
        "https://docs.docker.com/reference/compose-file/services/#ulimits",
    )

    bad = {
        "compose.yaml": """
            services:
              trainer:
                image: nvcr.io/nvidia/pytorch:25.06-py3
                command: torchrun --nproc-per-node=8 train.py
                ipc: host
                gpus: all
        """,
    }
    good = {
        "compose.yaml": """
            services:
              trainer:
                image: nvcr.io/nvidia/pytorch:25.06-py3
                command: torchrun --nproc-per-node=8 train.py
                ipc: host
                gpus: all
                ulimits:
                  memlock: -1
                  stack: 67108864
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the service trains on GPUs in one of NVIDIA's images and sets no limits."""
        if not service.requests_gpu or service.is_extended or service.get("ulimits") is not None:
            return
        from dflint.compose.gpu import has_single_gpu
        from dflint.knowledge.framework_images import is_of_nvidia
        from dflint.project.alternatives import same_services
        from dflint.project.containers import container_of
        from dflint.shell.training import training_commands

        container = container_of(service, project)
        if container is None or container.reference is None or has_single_gpu(service):
            return
        if not is_of_nvidia(container.reference.familiar):
            return
        if not training_commands(container.commands):
            return
        if any(other.get("ulimits") is not None for other in same_services(service, project)):
            return
        yield self.found(
            service.source,
            container.place,
            f"`{service.name}` trains on GPUs without the limits that NVIDIA runs this image with",
            help="set `ulimits` with `memlock: -1` and `stack: 67108864`",
            fix=_limits(service),
        )


def _limits(service: Service) -> Fix | None:
    from dflint.compose.edits import insert_into

    return unsafe("Raise the limits", insert_into(service.node, ("ulimits",), {"memlock": -1, "stack": _STACK}))
