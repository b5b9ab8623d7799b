"""ML615: Triton in an image without a C compiler."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import StageRule


class TritonNeedsCompiler(StageRule):
    """A package that has Triton compile code is in an image without a C compiler.

    Triton, which vLLM, SGLang and `torch.compile` use, compiles a small C module when a kernel is first launched. The
    slim images and the `base` and `runtime` images of CUDA have no compiler: "Failed to find C compiler. Please specify
    via CC environment variable". Install `gcc` and `libc6-dev` in the image that is run, not only where it is built.
    """

    code = "ML615"
    name = "triton-needs-compiler"
    severity = Severity.INFO
    on = False
    sources = (
        "https://github.com/vllm-project/vllm/issues/2997",
        "https://github.com/sgl-project/sglang/issues/1067",
        "https://github.com/pytorch/pytorch/pull/170235",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir vllm==0.11.0
            CMD ["vllm", "serve", "Qwen/Qwen2.5-7B-Instruct"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev
            RUN pip install --no-cache-dir vllm==0.11.0
            CMD ["vllm", "serve", "Qwen/Qwen2.5-7B-Instruct"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding at the package, if the image certainly has no compiler."""
        from dflint.build.shipping import ships
        from dflint.build.wanted_packages import packages_of_stage
        from dflint.knowledge.triton_users import TRITON_USERS

        if stage is not build.target or not ships(stage, build) or stage.final_state.env("CC") is not None:
            return
        wanted = packages_of_stage(stage)
        package = next((one for one in wanted.packages if one.name in TRITON_USERS), None)
        if package is None or any(stage.has_command(name) is not False for name in ("gcc", "cc")):
            return
        yield self.found(
            package.source,
            package.span,
            f"`{package.name}` compiles C code when it runs, and the image has no compiler",
            help="install `gcc` and `libc6-dev` in this image",
        )
