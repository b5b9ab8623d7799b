"""Which CUDA do the tags of images promise? Version, flavour and cuDNN, read from the tag; what such images set.

All rows were looked at on the day in `VERIFIED`. Where a tag does not tell something, it is None. What an image sets
comes from the Dockerfiles that it is built from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.knowledge.cuda_images import is_cuda_image
from dflint.knowledge.cuda_tags import REPOSITORIES, CudaTag
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.knowledge.cuda_images import ImageReference

VERIFIED = "2026-11-27"

SOURCES = (
    "https://gitlab.com/nvidia/container-images/cuda/-/tree/master/dist",
    "https://github.com/pytorch/pytorch/blob/main/Dockerfile",
)

CUDA = "nvidia/cuda"
PYTORCH = "pytorch/pytorch"
OTHER = ""

DRIVER_CAPABILITIES = ("compute", "utility")
"""What all these images ask of the driver, by NVIDIA_DRIVER_CAPABILITIES."""

NVIDIA_DIRECTORIES = ("/usr/local/nvidia/lib", "/usr/local/nvidia/lib64")
"""Where the first NVIDIA runtime, and Google's Kubernetes to this day, put the libraries of the driver."""

# https://gitlab.com/nvidia/container-images/cuda/-/tree/master/dist, all Dockerfiles of 8.0 to 13.0.0, for every
# system. What is newer than the last row was not looked at.
_OLD_PATH = ":".join(NVIDIA_DIRECTORIES)
_LIBRARY_PATHS: tuple[tuple[tuple[int, ...], str], ...] = (
    ((12, 8, 0), _OLD_PATH),
    ((12, 9, 1), "/usr/local/cuda/lib64"),
    ((13, 0, 0), f"{_OLD_PATH}:/usr/local/cuda/lib64"),
)
# Patches that came out after those Dockerfiles were looked at, inside the range of the table.
_NOT_LOOKED_AT = frozenset({(12, 8, 2), (12, 9, 2)})

_PYTORCH_TAG = lazy_pattern(
    r"(?P<framework>\d+\.\d+(?:\.\d+)?)-cuda(?P<version>\d+(?:\.\d+){0,2})-cudnn(?P<cudnn>\d+(?:\.\d+)?)"
    r"-(?P<flavour>runtime|devel)"
)


class CudaBase:
    """The CUDA of an image.

    `family` is ``nvidia/cuda``, ``pytorch/pytorch`` or "" for another one. `version` is "12.8.1", or "12.4" where the
    tag says no more; `flavour` is ``base``, ``runtime`` or ``devel``; `cudnn` is the version of cuDNN ("8"), "" where
    there is one of a version that the tag does not tell. `has_cudnn` is None where that is not known either.
    """

    def __init__(
        self,
        family: str,
        version: str | None = None,
        flavour: str | None = None,
        cudnn: str | None = None,
        has_cudnn: bool | None = None,
    ) -> None:
        self.family = family
        self.version = version
        self.flavour = flavour
        self.cudnn = cudnn
        self.has_cudnn = has_cudnn

    @property
    def release(self) -> tuple[int, ...] | None:
        """The version as numbers."""
        return None if self.version is None else release_of(self.version)

    @property
    def minor(self) -> str | None:
        """Major and minor version: "12.8"."""
        return None if self.version is None else ".".join(self.version.split(".")[:2])

    @property
    def library_path(self) -> str | None:
        """What the image sets LD_LIBRARY_PATH to; None where that is not known."""
        if self.family == PYTORCH:
            # The runtime images set it themselves, those for development have the last word too.
            return _OLD_PATH
        release = self.release
        if self.family != CUDA or release is None or release in _NOT_LOOKED_AT:
            return None
        if len(release) < 3 and release >= (11,):
            # Such tags move, or are gone.
            return None
        return next((path for last, path in _LIBRARY_PATHS if release <= last), None)

    def __repr__(self) -> str:
        return f"CudaBase({self.family!r}, {self.version!r}, {self.flavour!r}, cudnn={self.cudnn!r})"


def release_of(version: str) -> tuple[int, ...]:
    """The numbers of a version such as "12.8.1"."""
    return tuple(int(number) for number in version.split("."))


def cuda_base(reference: ImageReference | None) -> CudaBase | None:
    """The CUDA of the image that `reference` names; None if it is not certainly made for NVIDIA's GPUs."""
    if reference is None or not is_cuda_image(reference):
        return None
    repository, tag = reference.familiar, reference.tag or ""
    if repository in REPOSITORIES:
        parts = CudaTag.parse(tag)
        if parts is None:
            return CudaBase(CUDA)
        cudnn = parts.library.removeprefix("cudnn") if parts.has_cudnn else None
        has_cudnn = None if parts.library == "tensorrt" else parts.has_cudnn
        return CudaBase(CUDA, parts.version, parts.flavour or None, cudnn, has_cudnn)
    if repository == PYTORCH:
        match = _PYTORCH_TAG.fullmatch(tag)
        if match is None:
            return CudaBase(PYTORCH)
        return CudaBase(PYTORCH, match["version"], match["flavour"], match["cudnn"], True)
    return CudaBase(OTHER)
