"""Which installations compile CUDA code, and what do they find when they do?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.knowledge.cuda_extensions import CUDA_EXTENSIONS, CudaExtension, extension_in
from dflint.packages.requirement import RequirementKind

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep
    from dflint.build.wanted_packages import WantedPackage

_FORCED = frozenset({"1"})


class ExtensionBuild(NamedTuple):
    """An installation that builds a package from source which may compile CUDA code."""

    name: str
    extension: CudaExtension
    package: WantedPackage


def extension_builds(install: InstallStep) -> Iterator[ExtensionBuild]:
    """The packages of the table that a command of pip or of uv builds from source."""
    command = install.install
    if command.tool not in ("pip", "uv pip") or command.action != "install":
        return
    from dflint.build.marker_environment import environment_of
    from dflint.build.package_indexes import indexes_of

    for package in install.wanted.packages:
        if environment_of(install).holds(package.marker) is not True:
            continue
        if package.kind is RequirementKind.VCS:
            name = extension_in(package.location)
            if name is not None:
                yield ExtensionBuild(name, CUDA_EXTENSIONS[name], package)
            continue
        extension = CUDA_EXTENSIONS.get(package.name)
        if extension is None or not extension.is_source_only or package.kind is not RequirementKind.PACKAGE:
            continue
        # Another index, or a page of archives, may hold wheels.
        if indexes_of(install).is_default(package.name) is True:
            yield ExtensionBuild(package.name, extension, package)


def compiles_cuda(build: ExtensionBuild) -> bool:
    """Whether CUDA code is certainly compiled where the build sees no GPU."""
    if not build.extension.when_forced:
        # The setup.py of these looks for a wheel elsewhere first.
        return not build.extension.is_source_only
    return build.package.install.lookup("FORCE_CUDA") in _FORCED


def lacks_compiler(stage: Stage, install: InstallStep) -> bool:
    """Whether there is certainly no nvcc where `install` stands."""
    from dflint.build.gpu_use import CONDA, PYTHON, SYSTEM, cuda_of, gpu_signs

    base = cuda_of(stage)
    is_without = base is not None and base.family == "nvidia/cuda" and base.flavour in ("base", "runtime")
    if not is_without and (base is not None or stage.root.known is None):
        return False
    if not is_without and stage.root.known is not None and stage.root.known.has_command("nvcc") is not False:
        return False
    for sign in gpu_signs(stage):
        if sign.kind in (SYSTEM, CONDA) or (sign.kind == PYTHON and "nvcc" in sign.name):
            return False
    return not any(_may_bring_compiler(current) for current in stage.chain)


def _may_bring_compiler(stage: Stage) -> bool:
    """Whether a COPY from elsewhere or a command that names CUDA may bring the compiler."""
    for copy in stage.copies:
        if not copy.is_from_context and any(
            source is None or "cuda" in source or source == "/" for source in copy.sources
        ):
            return True
    for run in stage.runs:
        text = run.script.text.text if run.script.text is not None else run.run.body_text
        words = text.replace("CUDA", "").lower()
        if any(word in words for word in ("cuda-toolkit", "cuda_1", "cuda-1", "nvcc", "nvidia-cuda", "conda", ".run")):
            return True
    return False
