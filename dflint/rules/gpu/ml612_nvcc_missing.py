"""ML612: CUDA code is compiled where there is no compiler for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import InstallRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.steps import InstallStep
    from dflint.diagnostics import Fix
    from dflint.source import Span


class NvccMissing(InstallRule):
    """A package compiles CUDA code in an image that has no nvcc.

    nvcc is in the `devel` flavour of the CUDA images only; in `base` and `runtime` images, and in those of Python, the
    build fails. Compile in a stage on a `devel` image and copy what comes of it, or install a wheel.
    """

    code = "ML612"
    name = "nvcc-missing"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("pip",)
    sources = (
        "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/README.md",
        "https://github.com/abetlen/llama-cpp-python/blob/main/README.md",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-runtime-ubuntu22.04
            RUN apt-get update && apt-get install -y build-essential cmake python3-pip && rm -rf /var/lib/apt/lists/*
            RUN CMAKE_ARGS="-DGGML_CUDA=on" pip install --no-cache-dir llama-cpp-python
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-devel-ubuntu22.04
            RUN apt-get update && apt-get install -y build-essential cmake python3-pip && rm -rf /var/lib/apt/lists/*
            RUN CMAKE_ARGS="-DGGML_CUDA=on" pip install --no-cache-dir llama-cpp-python
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding if a package of the command certainly compiles CUDA code, without a compiler."""
        found = _compiled(install)
        if found is None:
            return
        from dflint.build.cuda_extensions import lacks_compiler

        if not lacks_compiler(install.stage, install):
            return
        name, why, span = found
        yield self.found(
            install.run.source,
            span,
            f"{name} compiles CUDA code, {why}, and there is no nvcc in this image",
            help="compile it in a stage on a `devel` image of CUDA",
            fix=_fix(install),
        )


def _compiled(install: InstallStep) -> tuple[str, str, Span] | None:
    """The package of the command that certainly compiles CUDA code, why it does, and where it is asked for."""
    from dflint.build.cuda_extensions import compiles_cuda, extension_builds
    from dflint.build.package_places import place_of

    for build in extension_builds(install):
        if compiles_cuda(build):
            why = "since FORCE_CUDA is set" if build.extension.when_forced else "whatever is set"
            return build.name, why, place_of(build.package).span
    return _llama(install)


def _llama(install: InstallStep) -> tuple[str, str, Span] | None:
    if install.install.tool not in ("pip", "uv pip"):
        return None
    named = install.wanted.named("llama-cpp-python")
    if not named:
        return None
    from dflint.build.package_indexes import indexes_of
    from dflint.build.package_places import place_of
    from dflint.knowledge.cuda_extensions import FORCING_CMAKE

    arguments = install.lookup("CMAKE_ARGS")
    if not isinstance(arguments, str) or FORCING_CMAKE.search(arguments) is None:
        return None
    # Other indexes hold wheels of it.
    if indexes_of(install).is_default("llama-cpp-python") is not True:
        return None
    return "llama-cpp-python", f"since CMAKE_ARGS is `{arguments}`", place_of(named[0]).span


def _fix(install: InstallStep) -> Fix | None:
    """The `devel` image of the same version, where the stage stands on another flavour of the CUDA images."""
    from dflint.build.cuda_base import cuda_image_of
    from dflint.knowledge.cuda_tags import CudaTag, exists

    root = install.stage.chain[-1]
    reference, word = cuda_image_of(root), root.from_.image
    tag = CudaTag.parse(reference.tag) if reference is not None and reference.tag else None
    if reference is None or tag is None or word.has_variables or not word.text.endswith(f":{reference.tag}"):
        return None
    new = CudaTag(tag.version, tag.library, "devel", tag.system)
    if exists(new) is False:
        return None
    text = f"{word.text.removesuffix(reference.tag or '')}{new}"
    return unsafe("Build on the `devel` image", root.dockerfile.source.edit(word.span, text))
