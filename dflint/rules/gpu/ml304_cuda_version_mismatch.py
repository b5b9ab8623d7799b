"""ML304: a package is built for another CUDA than the image has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import BuildRule

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.cuda_match import CudaWanted
    from dflint.build.resolved_packages import ResolvedPackage, ResolvedPackages
    from dflint.build.stages import Stage
    from dflint.knowledge.cuda_bases import CudaBase


class CudaVersionMismatch(BuildRule):
    """A package looks for, or is compiled with, another major release of CUDA than there is.

    onnxruntime-gpu, tensorflow without its extra and CuPy are built for one major release of CUDA and one of cuDNN, and
    look for the libraries by that number. Where they find others they run on the CPU, or fail. An extension of torch
    cannot be compiled at all with another major release than torch was. The wheels of torch bring their own CUDA, so a
    base image of another release is no mistake by itself.
    """

    code = "ML304"
    name = "cuda-version-mismatch"
    severity = Severity.ERROR
    mentions = ("pip", "uv", "poetry", "pdm")
    sources = (
        "https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html",
        "https://www.tensorflow.org/install/source#gpu",
        "https://docs.cupy.dev/en/stable/install.html",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu22.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*
            RUN pip install --no-cache-dir onnxruntime-gpu==1.18.1
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu22.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*
            RUN pip install --no-cache-dir onnxruntime-gpu==1.22.0
        """,
    }

    def check(self, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each package that does not find its CUDA."""
        from dflint.build.gpu_use import cuda_of
        from dflint.build.resolved_packages import resolved_of_stage
        from dflint.knowledge.cuda_needs import SYSTEM_CUDA

        stage = build.final
        if stage is None:
            return
        base = cuda_of(stage)
        if base is None or base.family != "nvidia/cuda" or base.release is None:
            return
        resolved = resolved_of_stage(stage)
        for name in SYSTEM_CUDA:
            package = resolved.last(name)
            if package is not None and base.flavour in ("runtime", "devel"):
                yield from self._looking(package, stage, base, resolved)
        yield from self._compiled(resolved, stage, base)

    def _looking(
        self, package: ResolvedPackage, stage: Stage, base: CudaBase, resolved: ResolvedPackages
    ) -> Iterator[Diagnostic]:
        """A package that looks for what the base image has in another release."""
        from dflint.build.cuda_match import cuda_wanted

        wanted = cuda_wanted(package)
        missing = _missing(wanted, base) if wanted is not None else None
        if wanted is None or missing is None:
            return
        from dflint.build.cuda_libraries import may_bring_libraries
        from dflint.knowledge.cuda_needs import SYSTEM_CUDA

        if may_bring_libraries(stage, resolved):
            return
        outcome = SYSTEM_CUDA[package.name].outcome
        version = f" {wanted.version}" if wanted.version is not None else ""
        message = f"{package.name}{version} is built for {missing}: it {outcome}"
        advice = f"take a base image with CUDA {wanted.cuda}, or a release of {package.name} for this one"
        yield self._found(package, stage, message, advice, Severity.WARNING)

    def _compiled(self, resolved: ResolvedPackages, stage: Stage, base: CudaBase) -> Iterator[Diagnostic]:
        """An extension that is compiled with another major release than torch was."""
        from dflint.build.cuda_extensions import compiles_cuda, extension_builds
        from dflint.build.cuda_match import cuda_of_torch

        torch = resolved.last("torch")
        cuda = cuda_of_torch(torch) if torch is not None else None
        if torch is None or cuda is None or base.flavour != "devel" or base.release is None:
            return
        if int(cuda.split(".")[0]) == base.release[0]:
            return
        builds = [
            one
            for current in stage.chain
            for run in current.runs
            for install in run.installs
            for one in extension_builds(install)
        ]
        found = next((one for one in builds if one.extension.asks_torch and compiles_cuda(one)), None)
        if found is not None:
            message = (
                f"{found.name} is compiled with CUDA {base.minor}, and torch {torch.version} with CUDA {cuda}: "
                "torch refuses to build extensions with another major release"
            )
            advice = f"take a base image with CUDA {cuda}, or the torch for CUDA {base.minor}"
            yield self._found(torch, stage, message, advice, Severity.ERROR)

    def _found(
        self, package: ResolvedPackage, stage: Stage, message: str, advice: str, severity: Severity
    ) -> Diagnostic:
        from dflint.build.package_places import place_of

        root = stage.chain[-1]
        place = place_of(package)
        base = Related(root.dockerfile.source, root.from_.image.span, "the image is built on this")
        return self.found(
            place.source, place.span, message, severity=severity, help=advice, related=[*place.related, base]
        )


def _missing(wanted: CudaWanted, base: CudaBase) -> str | None:
    """What the package looks for and the base image has another release of; None if it has the right ones."""
    if base.release is not None and base.release[0] != wanted.cuda:
        return f"CUDA {wanted.cuda}, and the image has CUDA {base.minor}"
    if wanted.cudnn is not None and base.cudnn and base.cudnn.split(".")[0] != str(wanted.cudnn):
        return f"cuDNN {wanted.cudnn}, and the image has cuDNN {base.cudnn}"
    return None
