"""ML611: a package looks for CUDA's libraries, and the base image has none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Related, Severity
from dflint.rules.rule import BuildRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.resolved_packages import ResolvedPackage, ResolvedPackages
    from dflint.build.stages import Stage
    from dflint.diagnostics import Fix
    from dflint.knowledge.cuda_bases import CudaBase
    from dflint.knowledge.cuda_needs import CudaNeed


class WrongCudaFlavour(BuildRule):
    """A package needs the libraries of CUDA or cuDNN from the system, and the CUDA image is of a flavour without them.

    A `base` image holds the CUDA runtime and nothing more, a `runtime` image without `cudnn` no cuDNN. ONNX Runtime and
    TensorFlow then run on the CPU and say so in a line of the log; CuPy and CTranslate2 fail. Take a flavour that has
    the libraries, or the extra of the package that brings them.
    """

    code = "ML611"
    name = "wrong-cuda-flavour"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("pip", "uv", "poetry", "pdm")
    sources = (
        "https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html",
        "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/README.md",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-base-ubuntu24.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3-venv && rm -rf /var/lib/apt/lists/*
            ENV PATH=/opt/venv/bin:$PATH
            RUN python3 -m venv /opt/venv && pip install --no-cache-dir onnxruntime-gpu==1.23.2
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3-venv && rm -rf /var/lib/apt/lists/*
            ENV PATH=/opt/venv/bin:$PATH
            RUN python3 -m venv /opt/venv && pip install --no-cache-dir onnxruntime-gpu==1.23.2
        """,
    }

    def check(self, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for the first package that finds no libraries in the image."""
        from dflint.build.gpu_use import cuda_of

        stage = build.final
        base = cuda_of(stage) if stage is not None else None
        if stage is None or base is None or base.family != "nvidia/cuda" or base.flavour not in ("base", "runtime"):
            return
        from dflint.build.resolved_packages import resolved_of_stage

        resolved = resolved_of_stage(stage)
        found = _needing(resolved, base)
        if found is None:
            return
        from dflint.build.cuda_libraries import may_bring_libraries

        if not may_bring_libraries(stage, resolved):
            yield self._found(stage, base, *found)

    def _found(self, stage: Stage, base: CudaBase, package: ResolvedPackage, need: CudaNeed) -> Diagnostic:
        from dflint.build.package_places import place_of

        root = stage.chain[-1]
        place = place_of(package)
        missing = "libraries of CUDA and no cuDNN" if base.flavour == "base" and need.needs_cudnn else "cuDNN"
        if not need.needs_cudnn:
            missing = "libraries of CUDA"
        extras = f", or ask for {package.name}[{','.join(sorted(need.extras))}]" if need.extras else ""
        return self.found(
            root.dockerfile.source,
            root.from_.image.span,
            f"a `{base.flavour}` image has no {missing}, without which {package.name} {need.outcome}",
            severity=Severity.ERROR if "fails" in need.outcome else Severity.WARNING,
            help=f"take a flavour with {'cuDNN' if need.needs_cudnn else 'the libraries'}{extras}",
            related=[Related(place.source, place.span, f"{package.name} is installed here"), *place.related],
            fix=_fix(root, need),
        )


def _needing(resolved: ResolvedPackages, base: CudaBase) -> tuple[ResolvedPackage, CudaNeed] | None:
    """The first package that does not find what it needs in the image `base`."""
    from dflint.knowledge.cuda_needs import SYSTEM_CUDA

    for package in resolved.packages:
        need = SYSTEM_CUDA.get(package.name)
        if need is None or package.wanted is None or (base.flavour == "runtime" and not need.needs_cudnn):
            continue
        if base.has_cudnn is not False or (package.version is None and package.wanted.specifier is None):
            continue
        extras = {extra.replace("_", "-").lower() for extra in package.wanted.extras}
        if extras.isdisjoint(need.extras) and not _is_for_cpu(package):
            return package, need
    return None


def _is_for_cpu(package: ResolvedPackage) -> bool:
    """Whether it is a tensorflow of before 2.1, which had no support for GPUs."""
    from dflint.packages.releases import version_of

    version = version_of(package.version)
    return package.name == "tensorflow" and version is not None and version.release[:2] < (2, 1)


def _fix(root: Stage, need: CudaNeed) -> Fix | None:
    """The tag with the libraries, where there certainly is one."""
    from dflint.knowledge.cuda_tags import VERSIONS, CudaTag, exists

    word, reference = root.from_.image, root.root.reference
    if word.has_variables or reference is None or reference.digest is not None or not reference.tag:
        return None
    tag = CudaTag.parse(reference.tag)
    facts = VERSIONS.get(tag.version) if tag is not None else None
    if tag is None or facts is None or not word.text.endswith(f":{reference.tag}"):
        return None
    new = CudaTag(tag.version, facts.cudnn if need.needs_cudnn else "", "runtime", tag.system)
    if (need.needs_cudnn and not facts.cudnn) or exists(new) is not True:
        return None
    text = f"{word.text.removesuffix(reference.tag)}{new}"
    return unsafe(f"Build on `{new}`", root.dockerfile.source.edit(word.span, text))
