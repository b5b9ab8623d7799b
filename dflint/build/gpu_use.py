"""Is a stage made for NVIDIA's GPUs, and which CUDA does its base have?

What says so is the base image, an index of wheels for CUDA, a package that is of no use without a GPU. That a stage has
none of these signs does not mean that it makes no use of a GPU.
"""

from __future__ import annotations

import re
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

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep
    from dflint.dockerfile.instructions import Instruction
    from dflint.knowledge.cuda_bases import CudaBase
    from dflint.source import Source, Span

BASE = "base"
INDEX = "index"
PYTHON = "python"
CONDA = "conda"
SYSTEM = "system"

_INSTALLING = frozenset({"install", "sync", "create", "update", "upgrade"})
_INDEX = re.compile(r"/(cu\d{2,3})/?(?:[?#].*|torch_stable\.html)?$")
_LOCAL_VERSION = re.compile(r"\+(cu\d{2,3})\b")


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
    """What says that the stage is made for GPUs, the base image first."""
    cuda = cuda_of(stage)
    if cuda is not None:
        root = stage.chain[-1]
        image = root.from_.image
        yield GpuSign(BASE, stage.root.text or "", cuda.minor, root, root.dockerfile.source, image.span)
    position = None if before is None else stage.position(before)
    for current in reversed(stage.chain):
        for run in current.runs:
            if current is stage and position is not None and run.position >= position:
                break
            for install in run.installs:
                if install.install.action in _INSTALLING:
                    yield from _signs_of(install)


def _signs_of(install: InstallStep) -> Iterator[GpuSign]:
    if install.install.ecosystem == "system":
        for package in install.install.packages:
            if is_gpu_system_package(package.name):
                cuda = cuda_of_system_package(package.name)
                yield GpuSign(SYSTEM, package.name, cuda, install.stage, install.run.source, package.span)
    elif install.install.ecosystem in ("python", "conda"):
        yield from _indexes(install)
        yield from _packages(install)


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


def _packages(install: InstallStep) -> Iterator[GpuSign]:
    """The packages for GPUs that the command or the files that it reads ask for."""
    for package in install.wanted.packages:
        local = _LOCAL_VERSION.search(package.specifier or "")
        cuda = None
        if local is not None:
            kind, cuda = INDEX, cuda_of_suffix(local[1])
        elif package.ecosystem == "conda" and is_gpu_conda_package(package.name):
            kind, cuda = CONDA, cuda_of_conda_package(package.name, package.specifier)
        elif package.ecosystem == "python" and is_gpu_python_package(package.name, package.extras):
            kind, cuda = PYTHON, cuda_of_suffix(package.name.rpartition("-")[2])
        else:
            continue
        yield GpuSign(kind, package.name, cuda, package.install.stage, package.source, package.span)
