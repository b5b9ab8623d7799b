"""ML101: ``FROM nvidia/cuda``, ``FROM nvidia/cuda:latest``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.cuda_base import cuda_image_of, is_chosen_outside
from dflint.diagnostics import Severity
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.diagnostics import Diagnostic


class CudaImageNoDefaultTag(StageRule):
    """The CUDA image is named without a tag or as `latest`, and there is no such tag.

    NVIDIA removed `latest` from `nvidia/cuda` when CUDA 11 came out, so the pull ends with "manifest unknown". A tag
    names the version with its patch, the flavour (`base`, `runtime` or `devel`) and the system.
    """

    code = "ML101"
    name = "cuda-image-no-default-tag"
    severity = Severity.ERROR
    sources = (
        "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/README.md",
        "https://github.com/JuliaContainerization/SimpleContainerGenerator.jl/pull/95",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:latest
            RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.9.2-base-ubuntu24.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding if `stage` starts from a CUDA image without a tag."""
        reference = cuda_image_of(stage)
        if reference is None or reference.tag not in (None, "latest"):
            return
        yield self.found(
            stage.dockerfile.source,
            stage.from_.image.span,
            f"`{reference.familiar}` has no tag `latest`, so this image cannot be pulled",
            severity=Severity.WARNING if is_chosen_outside(stage) else Severity.ERROR,
            help=f"name a version, a flavour and a system, such as `{reference.familiar}:12.9.2-base-ubuntu24.04`",
        )
