"""ML605: an ENV that names the directory of one version of CUDA."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import StageRule, unsafe


class HardcodedCudaPath(StageRule):
    """An ENV names the directory of one version of CUDA, on an image that has a link to its own.

    In the `nvidia/cuda` images `/usr/local/cuda` is a link to the version of the image. With `/usr/local/cuda-12.4`
    instead, the next change of the base image leaves the variable behind: it then points to a directory that is not
    there, and nothing says so. Where the version is another one than the image's, this is already the case.
    """

    code = "ML605"
    name = "hardcoded-cuda-path"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("/usr/local/cuda-",)
    sources = (
        "https://gitlab.com/nvidia/container-images/cuda/-/tree/master/dist",
        "https://docs.nvidia.com/cuda/cuda-installation-guide-linux/index.html",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-devel-ubuntu24.04
            ENV CUDA_HOME=/usr/local/cuda-12.4
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-devel-ubuntu24.04
            ENV CUDA_HOME=/usr/local/cuda
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a directory."""
        from dflint.build.gpu_use import cuda_of
        from dflint.knowledge.cuda_bases import CUDA

        cuda = cuda_of(stage)
        if cuda is None or cuda.minor is None or cuda.family != CUDA:
            return
        from dflint.build.cuda_paths import cuda_paths, may_bring_cuda

        seen: set[int] = set()
        for path in cuda_paths(stage):
            is_own = path.version == cuda.minor
            if not is_own and may_bring_cuda(stage):
                return
            if path.instruction.index in seen:
                continue
            seen.add(path.instruction.index)
            edits = [
                path.instruction.source.edit(other.span, "/usr/local/cuda")
                for other in cuda_paths(stage)
                if other.instruction is path.instruction and (other.version == cuda.minor) is is_own
            ]
            yield self.found(
                path.instruction.source,
                path.span,
                f"`{path.name}` names CUDA {path.version}, so it is left behind when the base image changes"
                if is_own
                else f"`{path.name}` names CUDA {path.version}, which is not there: the base image has {cuda.minor}",
                severity=Severity.INFO if is_own else Severity.ERROR,
                help="`/usr/local/cuda` is the version of the image",
                fix=unsafe("Name the link", *edits),
            )
