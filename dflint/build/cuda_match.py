"""Which major release of CUDA do the packages of an image look for, and which do they bring?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dflint.build.resolved_packages import ResolvedPackage


class CudaWanted(NamedTuple):
    """A package that looks for CUDA in the system: of which major release, and which cuDNN, None if it needs none.

    `version` is the release of the package that is meant.
    """

    package: ResolvedPackage
    version: str | None
    cuda: int
    cudnn: int | None


def cuda_wanted(package: ResolvedPackage) -> CudaWanted | None:
    """What `package`, of those that look for CUDA in the system, looks for; None if that is not known."""
    from dflint.build.package_indexes import indexes_of
    from dflint.knowledge.cuda_needs import SYSTEM_CUDA
    from dflint.knowledge.framework_cuda import CUPY_CUDA

    need = SYSTEM_CUDA.get(package.name)
    if need is None or package.wanted is None:
        return None
    extras = {extra.replace("_", "-").lower() for extra in package.wanted.extras}
    if not extras.isdisjoint(need.extras) or indexes_of(package.install).is_default(package.name) is not True:
        return None
    if package.name in CUPY_CUDA:
        return CudaWanted(package, package.version, CUPY_CUDA[package.name], None)
    if package.name == "onnxruntime-gpu":
        return _of_onnxruntime(package)
    return _of_tensorflow(package) if package.name == "tensorflow" else None


def _of_onnxruntime(package: ResolvedPackage) -> CudaWanted | None:
    from dflint.build.python_version import python_of
    from dflint.knowledge.framework_cuda import ONNXRUNTIME_GPU_CUDA
    from dflint.knowledge.wheel_windows import WHEEL_WINDOWS
    from dflint.packages.releases import version_of

    text = package.version
    if text is None:
        python = python_of(package.install)
        is_free = package.wanted is not None and package.wanted.specifier == ""
        window = WHEEL_WINDOWS["onnxruntime-gpu"].windows.get(python.version) if python is not None else None
        text = window[1] if window is not None and is_free and not package.install.wanted.constraints else None
    version = version_of(text)
    if version is None:
        return None
    found = None
    for since, cuda, cudnn in ONNXRUNTIME_GPU_CUDA:
        first = version_of(since)
        if first is not None and first <= version:
            found = CudaWanted(package, text, cuda, cudnn)
    return found


def _of_tensorflow(package: ResolvedPackage) -> CudaWanted | None:
    from dflint.knowledge.framework_cuda import TENSORFLOW_CUDA

    row = TENSORFLOW_CUDA.get(package.version or "")
    if row is None:
        return None
    return CudaWanted(package, package.version, int(row.cuda.split(".")[0]), int(row.cudnn.split(".")[0]))


def cuda_of_torch(package: ResolvedPackage) -> str | None:
    """The CUDA, as ``12.8``, of a torch whose release is fixed; None if it has none, or that is not known."""
    from dflint.build.torch_use import default_torch

    variant = package.torch_variant
    if variant is None or package.version is None:
        return None
    if variant == "":
        known = default_torch(package)
        return known.cuda if known is not None else None
    digits = variant.removeprefix("cu")
    return f"{digits[:2]}.{digits[2:]}" if variant.startswith("cu") and len(digits) == 3 else None
