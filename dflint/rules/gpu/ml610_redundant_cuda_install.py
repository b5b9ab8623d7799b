"""ML610: a second CUDA, or cuDNN, on an image that has one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Diagnostic, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import InstallRule

if TYPE_CHECKING:
    from dflint.knowledge.cuda_bases import CudaBase
    from dflint.shell.installers.requirements import Requirement

_DISTRIBUTION_TOOLKIT = "nvidia-cuda-toolkit"
_TOOLKIT = lazy_pattern(
    r"cuda-(?:toolkit|libraries|libraries-dev|minimal-build|command-line-tools|compiler)-(?P<major>\d+)-(?P<minor>\d+)"
)
_CUDNN = lazy_pattern(r"(?:lib)?cudnn(?P<version>\d+)(?P<is_for_development>-dev|-devel)?(?:-cuda-\d+)?")


class RedundantCudaInstall(InstallRule):
    """A CUDA image is given a second CUDA, or a cuDNN that it has.

    The `devel` images have compiler, headers and libraries, the `cudnn` ones cuDNN, whose package they hold back from
    upgrades. Another toolkit beside it takes gigabytes, and which of the two a build finds depends on its paths:
    `nvidia-cuda-toolkit` is the one of the distribution, of a version of its own. Take the base image of the version
    and flavour that is needed.
    """

    code = "ML610"
    name = "redundant-cuda-install"
    severity = Severity.WARNING
    mentions = ("cuda", "cudnn")
    sources = (
        "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/dist/12.8.1/ubuntu2404/devel/Dockerfile",
        "https://packages.ubuntu.com/search?keywords=nvidia-cuda-toolkit&searchon=names&suite=all",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
            RUN apt-get update && apt-get install -y --no-install-recommends git nvidia-cuda-toolkit
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.4.1-devel-ubuntu22.04
            RUN apt-get update && apt-get install -y --no-install-recommends git
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a package; of a second CUDA only the first one."""
        if install.install.ecosystem != "system" or install.install.action != "install":
            return
        from dflint.build.gpu_use import cuda_of
        from dflint.knowledge.cuda_bases import CUDA

        cuda = cuda_of(install.stage)
        if cuda is None or cuda.family != CUDA or cuda.minor is None:
            return
        has_second = False
        for package in install.install.packages:
            toolkit = None if has_second else _toolkit(package, cuda)
            has_second = has_second or toolkit is not None
            said = toolkit or _cudnn(package, cuda)
            if said is not None:
                message, advice = said
                yield self.found(install.run.source, package.name_span or package.span, message, help=advice)


def _toolkit(package: Requirement, cuda: CudaBase) -> tuple[str, str] | None:
    """What is wrong with a package of the toolkit, and what to do."""
    if package.name == _DISTRIBUTION_TOOLKIT:
        return (
            f"`{package.name}` is the distribution's CUDA, a second one beside the {cuda.minor} of the base image",
            "start from the `devel` image of the version that is needed",
        )
    match = _TOOLKIT.fullmatch(package.name)
    if match is None:
        return None
    version = f"{match['major']}.{match['minor']}"
    if version != cuda.minor:
        return (
            f"`{package.name}` is a second CUDA, beside the {cuda.minor} of the base image",
            f"start from an image with CUDA {version}",
        )
    if cuda.flavour == "devel" and package.name.startswith("cuda-toolkit-"):
        return (
            f"the base image has the compiler, headers and libraries of CUDA {version} already",
            "leave the package out, or name the tool that is missing, such as `cuda-nsight-systems-"
            f"{match['major']}-{match['minor']}`",
        )
    return None


def _cudnn(package: Requirement, cuda: CudaBase) -> tuple[str, str] | None:
    """What is wrong with a package of cuDNN. One whose version is given may be meant to replace the other."""
    match = _CUDNN.fullmatch(package.name)
    if match is None or not cuda.has_cudnn or package.specifier != "":
        return None
    if cuda.cudnn and cuda.cudnn.partition(".")[0] != match["version"]:
        return None
    if not cuda.cudnn and match["version"] != "9":
        return None
    if match["is_for_development"] and cuda.flavour != "devel":
        return None
    return (
        f"the base image has cuDNN {match['version']} already, and holds its package as it is",
        "leave the package out, or start from an image without cuDNN",
    )
