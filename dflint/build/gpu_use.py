"""Is a stage made for NVIDIA's GPUs, and which CUDA does its base have?

What says so is the base image, an index of wheels for CUDA, a package that is of no use without a GPU. That a stage has
none of these signs does not mean that it makes no use of a GPU.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.knowledge.cuda_bases import cuda_base
from dflint.knowledge.gpu_packages import (
    cuda_of_conda_package,
    cuda_of_suffix,
    cuda_of_system_package,
    is_gpu_conda_package,
    is_gpu_python_package,
    is_gpu_system_package,
)
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep
    from dflint.build.wanted_packages import WantedPackage
    from dflint.dockerfile.instructions import Instruction
    from dflint.knowledge.cuda_bases import CudaBase
    from dflint.source import Source, Span

BASE = "base"
INDEX = "index"
PYTHON = "python"
CONDA = "conda"
SYSTEM = "system"

_INSTALLING = frozenset({"install", "sync", "create", "update", "upgrade"})
_INDEX = lazy_pattern(r"/(cu\d{2,3})/?(?:[?#].*|torch_stable\.html)?$")
_LOCAL_VERSION = lazy_pattern(r"\+(cu\d{2,3})\b")


class GpuSign(NamedTuple):
    """What says that a stage is made for GPUs.

    `kind` is ``base``, ``index`` (of wheels, or the local version of one), ``python``, ``conda`` or ``system``. `name`
    is the image, URL or package, `cuda` the version of CUDA that it names ("12.4", "12"), None if none.
    """

    kind: str
    name: str
    cuda: str | None
    stage: Stage
    source: Source
    span: Span


def cuda_of(stage: Stage) -> CudaBase | None:
    """The CUDA of the image that the chain of `stage` starts from; None if that is not certainly made for GPUs."""
    return cuda_base(stage.root.reference)


def is_for_gpus(stage: Stage, before: Instruction | None = None) -> bool:
    """Whether the stage is certainly made for GPUs, at its end or before one of its steps."""
    return next(gpu_signs(stage, before), None) is not None


def gpu_signs(stage: Stage, before: Instruction | None = None) -> Iterator[GpuSign]:
    """What says that the stage is made for GPUs, the base image first. What is copied from other stages counts."""
    cuda = cuda_of(stage)
    if cuda is not None:
        root = stage.chain[-1]
        image = root.from_.image
        yield GpuSign(BASE, stage.root.text or "", cuda.minor, root, root.dockerfile.source, image.span)
    position = None if before is None else stage.position(before)
    own = list(_installs(stage, position))
    for install in own:
        if install.install.ecosystem == "system":
            yield from _system_packages(install)
    has_copies = any(link.copies for link in stage.chain)
    if not has_copies and not any(install.install.ecosystem in ("python", "conda") for install in own):
        return
    from dflint.build.wanted_packages import packages_of_stage

    wanted = packages_of_stage(stage, position).packages
    installs = {id(install): install for install in own}
    installs.update((id(package.install), package.install) for package in wanted)
    for install in installs.values():
        if install.install.ecosystem in ("python", "conda"):
            yield from _indexes(install)
    for package in wanted:
        yield from _package(package)


def _installs(stage: Stage, position: int | None) -> Iterator[InstallStep]:
    """The commands of the chain of `stage` that install something, up to `position`."""
    for current in reversed(stage.chain):
        for run in current.runs:
            if current is stage and position is not None and run.position >= position:
                break
            for install in run.installs:
                if install.install.action in _INSTALLING:
                    yield install


def _system_packages(install: InstallStep) -> Iterator[GpuSign]:
    for package in install.install.packages:
        if is_gpu_system_package(package.name):
            cuda = cuda_of_system_package(package.name)
            yield GpuSign(SYSTEM, package.name, cuda, install.stage, install.run.source, package.span)


def _indexes(install: InstallStep) -> Iterator[GpuSign]:
    """The indexes that hold wheels for one version of CUDA."""
    command = install.install
    words = [*command.extra_index_urls, *command.find_links]
    if command.index_url is not None:
        words.append(command.index_url)
    for word in words:
        url = install.step.value_of(install.command, word) or ""
        match = _INDEX.search(url)
        if match is not None:
            yield GpuSign(INDEX, url, cuda_of_suffix(match[1]), install.stage, install.run.source, word.span)
    for option in install.wanted.options:
        match = _INDEX.search(option.value or "") if option.name.endswith("-url") or "links" in option.name else None
        if match is not None:
            cuda = cuda_of_suffix(match[1])
            yield GpuSign(INDEX, option.value or "", cuda, install.stage, option.source, option.span)


def _package(package: WantedPackage) -> Iterator[GpuSign]:
    """What a package says that a command, or a file that it reads, asks for."""
    local = _LOCAL_VERSION.search(package.specifier or "")
    if local is not None:
        kind, cuda = INDEX, cuda_of_suffix(local[1])
    elif package.ecosystem == "conda" and is_gpu_conda_package(package.name):
        kind, cuda = CONDA, cuda_of_conda_package(package.name, package.specifier)
    elif package.ecosystem == "python" and is_gpu_python_package(package.name, package.extras):
        kind, cuda = PYTHON, cuda_of_suffix(package.name.rpartition("-")[2])
    else:
        return
    yield GpuSign(kind, package.name, cuda, package.install.stage, package.source, package.span)
