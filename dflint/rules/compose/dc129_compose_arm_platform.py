"""DC129: an image for GPUs is emulated on a Mac."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project

_AMD64 = ("linux/amd64", "linux/x86_64", "amd64", "x86_64")


class ComposeArmPlatform(ServiceRule):
    """An image for NVIDIA's GPUs is run for `linux/amd64` whatever the machine is.

    The key is there for Macs with Apple's processors, where Docker then emulates the image: many times slower, and
    without a GPU, which Docker Desktop for Mac gives to no container. Run a build for the CPU and for arm64 there, in a
    service or a file of its own. The rule is off unless it is selected: on a machine with an NVIDIA GPU the key does no
    harm.
    """

    code = "DC129"
    name = "compose-arm-platform"
    severity = Severity.INFO
    on = False
    sources = (
        "https://docs.docker.com/reference/compose-file/services/#platform",
        "https://docs.docker.com/desktop/features/gpu/",
    )

    bad = {
        "compose.yaml": """
            services:
              llm:
                image: ghcr.io/huggingface/text-embeddings-inference:cuda-1.9
                platform: linux/amd64
        """,
    }
    good = {
        "compose.yaml": """
            services:
              llm:
                image: ghcr.io/huggingface/text-embeddings-inference:cpu-1.9
                platform: linux/amd64
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the service asks for another platform and its image certainly needs a GPU."""
        platform = service.get("platform")
        if platform is None or service.text("platform") not in _AMD64:
            return
        from dflint.knowledge.cuda_images import is_cuda_image
        from dflint.knowledge.service_images import REQUIRED
        from dflint.project.containers import container_of

        container = container_of(service, project)
        if container is None or container.reference is None:
            return
        requires_gpu = container.image is not None and container.image.gpu == REQUIRED
        if requires_gpu or is_cuda_image(container.reference):
            text = container.reference.text
            yield self.found(
                platform.source,
                platform.place,
                f"on a Mac `{service.name}` is emulated, without the GPU that `{text}` is made for",
                help="run a build for the CPU and arm64 there, in a service of its own",
                related=[Related(*container.base, "the image is built on this one")] if container.base else (),
            )
