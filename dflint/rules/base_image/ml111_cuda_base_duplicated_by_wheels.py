"""ML111: CUDA is in the image twice, from the base and from wheels."""

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


class CudaBaseDuplicatedByWheels(BuildRule):
    """The image is built on CUDA's libraries, and its framework brings its own.

    The wheels of torch, of `tensorflow[and-cuda]` and of `jax[cuda12]` come with the libraries of CUDA and cuDNN, for
    gigabytes. Those of a `runtime`, `cudnn` or `devel` image are in the image a second time. From the machine the
    container needs the driver alone: a `base` image, or one of Python, does.

    Nothing is said where anything in the image may need the libraries or the compiler of the base: packages that are
    compiled or load CUDA from the system, such as onnxruntime-gpu, tools that build, scripts whose text is not known.
    """

    code = "ML111"
    name = "cuda-base-duplicated-by-wheels"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("pip", "uv", "poetry", "pdm")
    sources = (
        "https://pytorch.org/get-started/locally/",
        "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/README.md",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3-venv && rm -rf /var/lib/apt/lists/*
            ENV PATH=/opt/venv/bin:$PATH
            RUN python3 -m venv /opt/venv && pip install --no-cache-dir torch==2.8.0
            COPY serve.py /app/
            CMD ["python", "/app/serve.py"]
        """,
        "serve.py": "import torch\n",
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-base-ubuntu24.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3-venv && rm -rf /var/lib/apt/lists/*
            ENV PATH=/opt/venv/bin:$PATH
            RUN python3 -m venv /opt/venv && pip install --no-cache-dir torch==2.8.0
            COPY serve.py /app/
            CMD ["python", "/app/serve.py"]
        """,
        "serve.py": "import torch\n",
    }

    def check(self, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding if the image is built on a CUDA image whose libraries nothing can need."""
        from dflint.build.gpu_use import cuda_of

        stage = build.final
        base = cuda_of(stage) if stage is not None else None
        if stage is None or base is None or base.family != "nvidia/cuda" or base.flavour not in ("runtime", "devel"):
            return
        from dflint.build.cuda_libraries import may_use_base
        from dflint.build.package_places import place_of
        from dflint.build.resolved_packages import resolved_of_stage

        resolved = resolved_of_stage(stage)
        found = _bringing(resolved)
        if found is None or may_use_base(stage, resolved):
            return
        package, brought = found
        root = stage.chain[-1]
        place = place_of(package)
        yield self.found(
            root.dockerfile.source,
            root.from_.image.span,
            f"the CUDA of this image is there a second time: {brought}",
            help="build on the `base` image of this version, or on one of Python: the driver comes from outside",
            related=[Related(place.source, place.span, f"this brings {package.name}"), *place.related],
            fix=_fix(root, base),
        )


def _bringing(resolved: ResolvedPackages) -> tuple[ResolvedPackage, str] | None:
    """The package that certainly brings CUDA, and how that is said."""
    torch = resolved.last("torch")
    if torch is not None:
        variant = torch.torch_variant
        if variant is None or not (variant == "" or variant.startswith("cu")):
            return None
        return torch, f"{_named(torch)} brings its own{_bytes(torch, variant)}"
    for name, word in (("tensorflow", "and-cuda"), ("jax", "cuda")):
        package = resolved.last(name)
        extras = package.wanted.extras if package is not None and package.wanted is not None else ()
        chosen = next((extra for extra in extras if extra.replace("_", "-").lower().startswith(word)), None)
        if package is not None and chosen is not None and "local" not in chosen:
            return package, f"{name}[{chosen}] brings its own"
    return None


def _named(torch: ResolvedPackage) -> str:
    return f"torch {torch.version}" if torch.version is not None else "torch"


def _bytes(torch: ResolvedPackage, variant: str) -> str:
    """How much that is, for a known release from PyPI."""
    from dflint.build.torch_use import default_torch
    from dflint.cost import cost_text, estimated

    known = default_torch(torch) if variant == "" and torch.version is not None else None
    if known is None or known.byte_count is None:
        return ""
    return f", {cost_text(estimated(known.byte_count))} of wheels"


def _fix(root: Stage, base: CudaBase) -> Fix | None:
    """The `base` image of the same version and system."""
    from dflint.knowledge.cuda_tags import CudaTag

    word, reference = root.from_.image, root.root.reference
    if word.has_variables or reference is None or reference.digest is not None or not reference.tag:
        return None
    tag = CudaTag.parse(reference.tag)
    if tag is None or not tag.has_patch or not tag.system or tag.library == "tensorrt":
        return None
    new = CudaTag(tag.version, "", "base", tag.system)
    if not word.text.endswith(f":{reference.tag}"):
        return None
    text = f"{word.text.removesuffix(reference.tag)}{new}"
    return unsafe("Build on the `base` image", root.dockerfile.source.edit(word.span, text))
