"""ML103: a CUDA image that NVIDIA has deleted, or means to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.cuda_base import cuda_image_of, is_chosen_outside
from dflint.diagnostics import Applicability, Severity
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.stages import Stage
    from dflint.diagnostics import Diagnostic, Fix
    from dflint.knowledge.cuda_tags import CudaTag

_HUB = "nvidia/cuda"
_FRAMEWORKS = frozenset({"torch", "pytorch", "tensorflow", "mxnet", "jaxlib"})
"""Packages a release of which is built for one version of CUDA."""


class CudaTagEol(StageRule):
    """The CUDA image is one that NVIDIA has deleted, or no longer supports.

    A line of CUDA is supported as long as the driver branch that it came with, and only in its newest patch. After
    that its images are not rebuilt, and NVIDIA announces that their tags will be deleted; those up to 10.2, and some
    of 11, were deleted in July 2023 and cannot be pulled any more. Take a newer version: in the same major version,
    what was built for the old one goes on running.
    """

    code = "ML103"
    name = "cuda-tag-eol"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    sources = (
        "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/doc/support-policy.md",
        "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/doc/container_tags.xlsx",
        "https://github.com/NVIDIA/cudf-spark-examples/pull/311",
        "https://github.com/NVIDIA/nvidia-docker/issues/1768",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.4.0-runtime-ubuntu22.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.9.2-runtime-ubuntu22.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding if `stage` starts from a CUDA image that is gone or no longer supported."""
        reference = cuda_image_of(stage)
        if reference is None or reference.tag is None:
            return
        from dflint.knowledge.cuda_tags import CudaTag, exists, is_gone

        tag = CudaTag.parse(reference.tag)
        if tag is None:
            return
        if is_gone(tag):
            yield self._gone(stage, tag, reference.familiar, build)
        elif tag.has_patch and tag.flavour and tag.system and exists(tag) is not False:
            yield from self._unsupported(stage, tag, build)

    def _gone(self, stage: Stage, tag: CudaTag, repository: str, build: Build) -> Diagnostic:
        from dflint.knowledge.cuda_tags import newest_patch

        which = f"CUDA {tag.version}" if tag.has_patch or not tag.line.startswith("11.") else f"`{tag.version}`"
        message = f"the images of {which} were deleted from Docker Hub in July 2023"
        is_certain = repository == _HUB
        if is_certain:
            message += f": `{repository}:{tag}` cannot be pulled"
        later = newest_patch(tag.line, tag.system)
        there_is = f"there still is {later}, which is past its end of life too; " if later is not None else ""
        advice = "take a version that is supported, such as `12.9.2`"
        if _is_made_for_cuda(stage, tag, build):
            advice = "move to a CUDA that is still there, together with what is installed for it"
        return self.found(
            stage.dockerfile.source,
            stage.from_.image.span,
            message,
            severity=Severity.ERROR if is_certain and not is_chosen_outside(stage) else Severity.WARNING,
            help=f"{there_is}{advice}",
        )

    def _unsupported(self, stage: Stage, tag: CudaTag, build: Build) -> Iterator[Diagnostic]:
        from dflint.knowledge.cuda_tags import END_OF_LIFE, is_newest_patch, newer_patch, newest_supported
        from dflint.knowledge.end_of_life import is_over

        date = END_OF_LIFE.get(tag.version)
        newer = newer_patch(tag) if tag.library != "tensorrt" else None
        if is_over(date):
            message = f"CUDA {tag.version} reached its end of life on {date}: NVIDIA may delete this image"
            severity, better = Severity.WARNING, newest_supported(tag)
        elif newer is not None and is_newest_patch(newer):
            message = f"CUDA {tag.version} is no longer supported: {newer} has taken its place"
            severity, better = Severity.INFO, type(tag)(newer, tag.library, tag.flavour, tag.system)
        else:
            return
        if _is_for_this_cuda(stage, tag, build, better):
            return
        help = _advice(tag) if better is None else f"use `{better}`"
        if better is not None and not is_newest_patch(better.version):
            # Whether there are images of the newest one for this system is not known.
            help, better = f"move to a CUDA that is supported, such as {better.line} in its newest patch", None
        yield self.found(
            stage.dockerfile.source,
            stage.from_.image.span,
            message,
            severity=severity,
            help=help,
            fix=_fix(stage, tag, better),
        )


def _is_made_for_cuda(stage: Stage, tag: CudaTag, build: Build) -> bool:
    """Whether what is installed is for this version of CUDA, or for one that is not told."""
    from dflint.build.cuda_variants import is_named_after_cuda, is_tied_to_cuda
    from dflint.build.gpu_use import BASE, gpu_signs

    stages = stage.family
    if any(sign.kind != BASE for one in stages for sign in gpu_signs(one)):
        return True
    if any(package.name in _FRAMEWORKS and package.version for one in stages for package in _packages(one)):
        return True
    return is_named_after_cuda(stage, build, tag.line) or is_tied_to_cuda(stage, build, tag.line)


def _packages(stage: Stage) -> Sequence[ResolvedPackage]:
    from dflint.build.resolved_packages import resolved_of_stage

    return resolved_of_stage(stage).packages


def _is_for_this_cuda(stage: Stage, tag: CudaTag, build: Build, better: CudaTag | None) -> bool:
    """Whether more than the tag is for this version of CUDA, so that another tag alone would not go with the rest."""
    from dflint.build.cuda_variants import is_named_after_cuda, is_tied_to_cuda

    major = tag.version.partition(".")[0]
    if better is None and is_named_after_cuda(stage, build, major):
        return True
    return is_named_after_cuda(stage, build, tag.line) or is_tied_to_cuda(stage, build, tag.line)


def _advice(tag: CudaTag) -> str:
    """What to do where no image differs in nothing but the version."""
    from dflint.knowledge.cuda_tags import newest_supported

    if tag.library == "cudnn8" and newest_supported(type(tag)(tag.version, "", tag.flavour, tag.system)) is not None:
        return "newer images of this major version come with cuDNN 9; see whether what is installed takes it"
    if tag.library == "tensorrt":
        return "move to a supported version of CUDA and TensorRT"
    if tag.version.startswith("11."):
        return "all of CUDA 11 is past its end of life; move to CUDA 12 or 13 together with the frameworks"
    return f"move to a newer system: the supported versions of CUDA have no images for {tag.system}"


def _fix(stage: Stage, tag: CudaTag, better: CudaTag | None) -> Fix | None:
    word = stage.from_.image
    old = str(tag)
    if better is None or word.has_variables or not word.text.endswith(f":{old}") or _is_tied_to(stage, tag):
        return None
    content = word.text.removesuffix(old) + str(better)
    return unsafe(f"Use CUDA {better.version}", stage.dockerfile.source.edit(word.span, content))


def _is_tied_to(stage: Stage, tag: CudaTag) -> bool:
    """Whether something else in the file names this version too, such as a package or an index."""
    source = stage.dockerfile.source
    span = stage.from_.image.span
    rest = source.text[: span.start] + source.text[span.end :]
    digits = tag.line.replace(".", "")
    return any(name in rest for name in (tag.line, tag.line.replace(".", "-"), f"cu{digits}", f"cuda{digits}"))
