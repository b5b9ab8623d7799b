"""ML614: code for GPUs that the CUDA of the image does not compile for."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import StageRule


class CudaArchGone(StageRule):
    """TORCH_CUDA_ARCH_LIST names GPUs that the CUDA of the base image no longer compiles for.

    Each major version of CUDA gives up the oldest GPUs: 12 has no Kepler, 13 no Maxwell, Pascal and Volta. With one of
    them in the list, extensions fail to compile: "Unsupported gpu architecture 'compute_70'". Drop it from the list, or
    keep to the older CUDA while such GPUs are in use.
    """

    code = "ML614"
    name = "cuda-arch-gone"
    severity = Severity.WARNING
    mentions = ("torch_cuda_arch_list",)
    sources = (
        "https://nvidia.github.io/numba-cuda/user/installation.html",
        "https://docs.pytorch.org/docs/stable/cpp_extension.html",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:13.0.2-devel-ubuntu24.04
            ENV TORCH_CUDA_ARCH_LIST="7.0;8.0;9.0+PTX"
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:13.0.2-devel-ubuntu24.04
            ENV TORCH_CUDA_ARCH_LIST="8.0;9.0+PTX"
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a list, at the first capability that is gone."""
        from dflint.build.gpu_use import SYSTEM, cuda_of, gpu_signs
        from dflint.knowledge.cuda_architectures import OLDEST, family_of

        cuda = cuda_of(stage)
        if cuda is None or cuda.release is None or cuda.minor is None:
            return
        oldest = OLDEST.get(cuda.release[0])
        # The compiler is in the devel images; elsewhere it may be installed, in whatever version.
        if oldest is None or cuda.flavour != "devel" or any(sign.kind == SYSTEM for sign in gpu_signs(stage)):
            return
        from dflint.build.architecture_lists import compiled_for

        for capabilities in compiled_for(stage):
            gone = [one for one in capabilities if one.number < oldest]
            if not gone:
                continue
            names = ", ".join(_text(one.number) for one in gone)
            yield self.found(
                gone[0].source,
                gone[0].span,
                f"CUDA {cuda.minor} does not compile for {names} ({family_of(gone[0].number)}): nvcc fails",
                help=f"the oldest that it compiles for is {_text(oldest)}",
            )


def _text(capability: tuple[int, int]) -> str:
    return f"{capability[0]}.{capability[1]}"
