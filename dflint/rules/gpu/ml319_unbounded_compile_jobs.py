"""ML319: CUDA code is compiled by as many compilers as there are processors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import InstallRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.steps import InstallStep

VARIABLE = "MAX_JOBS"


class UnboundedCompileJobs(InstallRule):
    """vLLM or xFormers is built from source, and nothing bounds how many compilers run at once.

    Each nvcc that compiles such kernels takes gigabytes of memory; one for each processor is more than many builders
    have, and the build is killed. Both projects say to set `MAX_JOBS`.
    """

    code = "ML319"
    name = "unbounded-compile-jobs"
    severity = Severity.INFO
    fixes = Applicability.UNSAFE
    mentions = ("vllm", "xformers")
    sources = (
        "https://docs.vllm.ai/en/latest/getting_started/installation/gpu.html",
        "https://github.com/facebookresearch/xformers/blob/main/README.md",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-devel-ubuntu22.04
            RUN pip install --no-build-isolation "git+https://github.com/facebookresearch/xformers.git@v0.0.32"
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-devel-ubuntu22.04
            ARG MAX_JOBS=4
            RUN pip install --no-build-isolation "git+https://github.com/facebookresearch/xformers.git@v0.0.32"
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for the first package that is built so."""
        from dflint.knowledge.cuda_extensions import LONG_BUILDS

        if install.install.tool not in ("pip", "uv pip") or install.install.action != "install":
            return
        found = next((one for one in install.wanted.packages if LONG_BUILDS.search(one.location)), None)
        if found is None or found.source is not install.run.source or install.lookup(VARIABLE) is not None:
            return
        if any(install.lookup(name) is not None for name in ("VLLM_USE_PRECOMPILED", "VLLM_TARGET_DEVICE")):
            return
        from dflint.build.gpu_use import cuda_of

        base = cuda_of(install.stage)
        if base is None or base.flavour != "devel":
            return
        from dflint.dockerfile.placement import line_before

        edit = line_before(install.stage.dockerfile, install.run, f"ARG {VARIABLE}=4")
        yield self.found(
            found.source,
            found.span,
            f"{found.name or 'this'} is compiled by one compiler for each processor: {VARIABLE} is not set",
            help=f"bound them, as `ARG {VARIABLE}=4` does",
            fix=unsafe("Run four compilers at once", edit) if install.run in install.stage.instructions else None,
        )
