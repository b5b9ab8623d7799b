"""DC126: a GPU is reserved for an image that cannot use it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.build.resolved_packages import ResolvedPackage, ResolvedPackages
    from dflint.build.stages import Stage
    from dflint.compose.gpu import GpuRequest
    from dflint.compose.service import Service
    from dflint.dockerfile.image import ImageReference
    from dflint.project.containers import Container
    from dflint.project.project import Project
    from dflint.source import Span

# What a GPU can do besides computing.
_OTHER_USES = frozenset({"video", "graphics", "display"})
_CPU_TENSORFLOW = ("tensorflow-cpu", "tf-nightly-cpu", "intel-tensorflow")


class ComposeDockerfileGpuMismatch(ServiceRule):
    """A service reserves a GPU, and its image cannot compute on one.

    PyTorch and TensorFlow have builds for the CPU: torch from the index `whl/cpu`, `tensorflow-cpu`. They find no GPU,
    whatever the container has, so the program computes on the CPU, and the GPU is withheld from others for nothing.
    TensorFlow from PyPI finds none either without the libraries of CUDA, which its extra `and-cuda` brings, or a base
    image. Install the build for CUDA, or reserve no GPU. An image that is published for the CPU is the same mistake.

    The rule is silent where something else in the image may use the GPU, and where not all of what is installed can be
    known.
    """

    code = "DC126"
    name = "compose-dockerfile-gpu-mismatch"
    severity = Severity.ERROR
    mentions = ("gpus", "devices", "runtime")
    sources = (
        "https://pytorch.org/get-started/locally/",
        "https://www.tensorflow.org/install/pip",
        "https://docs.docker.com/compose/how-tos/gpu-support/",
    )

    bad = {
        "compose.yaml": """
            services:
              api:
                build: .
                deploy:
                  resources:
                    reservations:
                      devices:
                        - driver: nvidia
                          count: 1
                          capabilities: [gpu]
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.8.0 --index-url https://download.pytorch.org/whl/cpu
            COPY serve.py /app/
            CMD ["python", "/app/serve.py"]
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                build: .
                deploy:
                  resources:
                    reservations:
                      devices:
                        - driver: nvidia
                          count: 1
                          capabilities: [gpu]
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.8.0
            COPY serve.py /app/
            CMD ["python", "/app/serve.py"]
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the service certainly asks for a GPU and its image certainly cannot compute on it."""
        request = next((request for request in service.gpu_requests if request.is_certain), None)
        if request is None:
            return
        from dflint.project.containers import container_of

        container = container_of(service, project)
        if container is None or _has_other_use(container):
            return
        if container.build is not None:
            yield from self._built(request, container)
        elif container.reference is not None:
            yield from self._pulled(request, container, container.reference)

    def _built(self, request: GpuRequest, container: Container) -> Iterator[Diagnostic]:
        stage = container.stage
        fault = _framework_for_cpu(stage) if stage is not None else None
        if fault is None:
            yield from self._built_on_twin(request, container)
            return
        from dflint.build.package_places import place_of

        package, what = fault
        place = place_of(package)
        name = f"{package.name} {package.version}" if package.version else package.name
        yield self.found(
            request.node.source,
            _place(request),
            f"`{container.service.name}` reserves a GPU, and its image is built with {what}, which finds none",
            help="install the build for CUDA, or reserve no GPU",
            related=[Related(place.source, place.span, f"this installs {name}"), *place.related],
        )

    def _built_on_twin(self, request: GpuRequest, container: Container) -> Iterator[Diagnostic]:
        """The image is built on the variant for the CPU of an image that there is for GPUs too."""
        from dflint.knowledge.cuda_images import is_twin_without_cuda

        reference, stage = container.reference, container.stage
        if reference is None or stage is None or container.base is None or not is_twin_without_cuda(reference):
            return
        from dflint.build.gpu_use import is_for_gpus
        from dflint.build.resolved_packages import resolved_of_stage
        from dflint.knowledge.gpu_capable_packages import GPU_CAPABLE

        resolved = resolved_of_stage(stage)
        names = {package.name for package in resolved.packages}
        if not resolved.is_complete or is_for_gpus(stage) or names & (GPU_CAPABLE | {"torch"}):
            return
        yield self.found(
            request.node.source,
            _place(request),
            f"`{container.service.name}` reserves a GPU, and is built on `{reference.text}`, which has no CUDA",
            help="build on a variant of the image for GPUs, or reserve no GPU",
            related=[Related(*container.base, "the image is built on this one")],
        )

    def _pulled(self, request: GpuRequest, container: Container, reference: ImageReference) -> Iterator[Diagnostic]:
        from dflint.compose.cpu_intent import says_cpu
        from dflint.knowledge.cuda_images import is_twin_without_cuda
        from dflint.knowledge.service_images import NONE

        image, known, text = container.service.image, container.image, reference.text
        is_for_cpu = is_twin_without_cuda(reference) or says_cpu(text)
        # People install frameworks of their own in a running notebook.
        uses_none = known is not None and known.gpu == NONE and known.family != "jupyter"
        if image is None or not (uses_none or is_twin_without_cuda(reference)):
            return
        yield self.found(
            request.node.source,
            _place(request),
            f"`{container.service.name}` reserves a GPU, which `{text}` makes no use of",
            severity=Severity.WARNING if is_for_cpu else Severity.INFO,
            help="run a variant of the image for GPUs, or reserve none",
            related=[Related(image.source, image.place, "the image is named here")],
        )


def _place(request: GpuRequest) -> Span:
    from dflint.compose.gpu_devices import head_of

    node = request.node.elements[0] if request.node.elements else request.node
    return head_of(node) if node.is_mapping else request.node.place


def _has_other_use(container: Container) -> bool:
    """Whether the GPU may be there for pictures or videos."""
    from dflint.compose.gpu_devices import device_requests
    from dflint.compose.values import texts_of

    service = container.service
    asked: list[str] = []
    for device in device_requests(service):
        # What is not known may be one of them.
        asked += [text or "video" for text in texts_of(device.node.get("capabilities"), service.variables)]
    variable = service.environment.get("NVIDIA_DRIVER_CAPABILITIES")
    value = variable.value if variable is not None else None
    if value is None and container.stage is not None:
        of_image = container.stage.final_state.env("NVIDIA_DRIVER_CAPABILITIES")
        value = of_image if isinstance(of_image, str) else None
    asked += [] if value is None else value.replace(" ", "").split(",")
    return not _OTHER_USES.isdisjoint(asked)


def _framework_for_cpu(stage: Stage) -> tuple[ResolvedPackage, str] | None:
    """The framework in the image that finds no GPU, and what it is; None where something else may use one."""
    if stage.root.known is None:
        return None
    from dflint.build.gpu_use import is_for_gpus
    from dflint.build.resolved_packages import resolved_of_stage

    resolved = resolved_of_stage(stage)
    found = _torch_for_cpu(resolved) or _tensorflow_for_cpu(resolved)
    if found is None or not resolved.is_complete or is_for_gpus(stage):
        return None
    from dflint.knowledge.gpu_capable_packages import GPU_CAPABLE

    return None if any(one.name in GPU_CAPABLE and one.name != found[0].name for one in resolved.packages) else found


def _torch_for_cpu(resolved: ResolvedPackages) -> tuple[ResolvedPackage, str] | None:
    torch = resolved.last("torch")
    if torch is None or not (torch.torch_variant or "").startswith("cpu"):
        return None
    return torch, "a torch for the CPU"


def _tensorflow_for_cpu(resolved: ResolvedPackages) -> tuple[ResolvedPackage, str] | None:
    """TensorFlow for the CPU, or the usual one without the libraries of CUDA, which torch would bring too."""
    if resolved.last("torch") is not None:
        return None
    tensorflow = resolved.last("tensorflow")
    if tensorflow is not None:
        wanted = tensorflow.wanted
        if wanted is None or wanted.extras or tensorflow.locked is not None:
            return None
        return tensorflow, "a tensorflow without CUDA"
    found = next((found for name in _CPU_TENSORFLOW if (found := resolved.last(name)) is not None), None)
    return None if found is None else (found, "a tensorflow for the CPU")
