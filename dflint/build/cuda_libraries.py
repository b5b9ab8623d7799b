"""May a stage get CUDA's libraries from elsewhere than its base image, and may anything in it need those of the base?

Both answer "it may" wherever something is not known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dflint.build.steps import CopyStep
from dflint.knowledge.gpu_packages import is_gpu_system_package
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.resolved_packages import ResolvedPackages
    from dflint.build.stages import Stage
    from dflint.build.steps import RunStep

_LIBRARIES = lazy_pattern(r"cudnn|cublas|libnv|libcu|cuda[-_]toolkit|cuda_\d|nvidia-cuda|\.run\b", re.IGNORECASE)
_COMPILING = lazy_pattern(
    r"\b(?:nvcc|ninja(?:-build)?|cmake|make|gcc|g\+\+|clang|cargo|bazel|build-essential|setup\.py|git\s+clone|configure)\b"
    r"|--no-build-isolation|CUDA_HOME|CUDA_PATH|/usr/local/cuda|TORCH_CUDA_ARCH_LIST|MAX_JOBS|NO_BUILD_ISOLATION"
    r"|TENSORRT|trtexec|nvjpeg|\.(?:sh|run)\b"
)


def may_bring_libraries(stage: Stage, resolved: ResolvedPackages) -> bool:
    """Whether a package, a command or a COPY may bring CUDA's libraries into the chain of `stage`."""
    from dflint.knowledge.cuda_needs import may_bring_cuda

    if not resolved.is_complete or any(may_bring_cuda(package.name) for package in resolved.packages):
        return True
    for current in stage.chain:
        for run in current.runs:
            if _LIBRARIES.search(_text_of(run)):
                return True
            for install in run.installs:
                if install.install.ecosystem == "conda" or _has_gpu_packages(install.install.packages):
                    return True
        if any(_may_copy_libraries(copy) for copy in current.copies):
            return True
    return False


def _text_of(run: RunStep) -> str:
    """What is run, with its heredocs."""
    text = run.script.text
    return f"{run.run.body_text}\n{text.text if text is not None else ''}"


def _has_gpu_packages(packages: object) -> bool:
    assert isinstance(packages, tuple)
    return any(is_gpu_system_package(package.name) for package in packages)


def _may_copy_libraries(copy: CopyStep) -> bool:
    if copy.is_from_context:
        return False
    return any(source is None or re.search(r"cuda|cudnn|lib|^/?$", source) for source in copy.sources)


def may_use_base(stage: Stage, resolved: ResolvedPackages) -> bool:
    """Whether anything in the chain of `stage` may need the libraries or the compiler of the base image."""
    from dflint.knowledge.cuda_needs import may_use_toolkit
    from dflint.packages.requirement import RequirementKind

    if not resolved.is_complete:
        return True
    for package in resolved.packages:
        # An extra of these brings what they need.
        brings = package.wanted is not None and _brings_cuda(package.name, package.wanted.extras)
        if may_use_toolkit(package.name) and not brings:
            return True
        if package.wanted is not None and package.wanted.kind is not RequirementKind.PACKAGE:
            return True
    for current in stage.chain:
        if any(_COMPILING.search(_text_of(run)) for run in current.runs):
            return True
        if any(
            _COMPILING.search(step.body.text) for step in current.steps if step.keyword in ("ENV", "CMD", "ENTRYPOINT")
        ):
            return True
        for run in current.runs:
            for install in run.installs:
                if install.install.ecosystem == "conda" or install.wanted.local_paths:
                    return True
                if install.install.ecosystem == "system" and _has_gpu_packages(install.install.packages):
                    return True
    return False


def _brings_cuda(name: str, extras: tuple[str, ...]) -> bool:
    chosen = {extra.replace("_", "-").lower() for extra in extras}
    return (name == "tensorflow" and "and-cuda" in chosen) or (
        name == "jax" and any(re.fullmatch(r"cuda1[23]", extra) for extra in chosen)
    )
