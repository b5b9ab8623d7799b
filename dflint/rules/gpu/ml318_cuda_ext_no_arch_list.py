"""ML318: CUDA code is compiled, and nothing says for which GPUs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import InstallRule

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.steps import InstallStep

VARIABLE = "TORCH_CUDA_ARCH_LIST"


class CudaExtNoArchList(InstallRule):
    """An extension of torch is compiled for GPUs without TORCH_CUDA_ARCH_LIST.

    torch then compiles for the GPUs that it sees, and a build sees none: with nothing to choose from, it stops with
    `IndexError: list index out of range`. On a machine whose builds do see the GPU the image runs on that kind alone.
    Name the architectures that the image is for, such as `8.0;8.6;9.0`.
    """

    code = "ML318"
    name = "cuda-ext-no-arch-list"
    severity = Severity.WARNING
    mentions = ("pip",)
    sources = (
        "https://docs.pytorch.org/docs/stable/cpp_extension.html#torch.utils.cpp_extension.CUDAExtension",
        "https://github.com/facebookresearch/detectron2/blob/main/docker/Dockerfile",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-cudnn-devel-ubuntu22.04
            RUN apt-get update && apt-get install -y git python3-pip && rm -rf /var/lib/apt/lists/*
            RUN pip install --no-cache-dir torch==2.8.0 torchvision==0.23.0
            ENV FORCE_CUDA=1
            RUN pip install --no-build-isolation "git+https://github.com/facebookresearch/detectron2.git@v0.6"
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-cudnn-devel-ubuntu22.04
            RUN apt-get update && apt-get install -y git python3-pip && rm -rf /var/lib/apt/lists/*
            RUN pip install --no-cache-dir torch==2.8.0 torchvision==0.23.0
            ENV FORCE_CUDA=1 TORCH_CUDA_ARCH_LIST="8.0;8.6;9.0"
            RUN pip install --no-build-isolation "git+https://github.com/facebookresearch/detectron2.git@v0.6"
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for the first package that is compiled so."""
        from dflint.build.cuda_extensions import compiles_cuda, extension_builds

        found = next(
            (one for one in extension_builds(install) if one.extension.asks_torch and compiles_cuda(one)), None
        )
        if found is None or install.lookup(VARIABLE) is not None:
            return
        from dflint.build.cuda_extensions import lacks_compiler
        from dflint.build.package_places import place_of

        if lacks_compiler(install.stage, install):
            return
        place = place_of(found.package)
        yield self.found(
            place.source,
            place.span,
            f"{found.name} is compiled for GPUs and {VARIABLE} is not set: a build sees no GPU to compile for",
            help=f"set {VARIABLE} before it, to the architectures that the image is for",
            related=place.related,
        )
