"""ML609: an upgrade of all packages of a CUDA image that has a newer patch."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import InstallRule


class AptUpgradeOnCudaBase(InstallRule):
    """All packages of a CUDA image are upgraded, CUDA's own among them.

    NVIDIA's repository has the packages of all patches under the same names. So on an image of CUDA 12.4.0
    `apt-get upgrade` brings parts of 12.4.1, while cuBLAS, NCCL and cuDNN, which the image holds back, stay as they
    are: a mixture that nobody has tried, in a layer that holds the replaced files once more. Start from the newest
    patch of the version instead.
    """

    code = "ML609"
    name = "apt-upgrade-on-cuda-base"
    severity = Severity.INFO
    mentions = ("upgrade",)
    sources = (
        "https://gitlab.com/nvidia/container-images/cuda/-/tree/master/dist",
        "https://manpages.debian.org/stable/apt/apt-get.8.en.html",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.4.0-runtime-ubuntu22.04
            RUN apt-get update && apt-get upgrade -y && apt-get install -y --no-install-recommends python3
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding at an upgrade that names no packages."""
        command = install.install
        if command.manager != "apt" or command.action != "upgrade" or command.packages or command.is_dynamic:
            return
        from dflint.build.gpu_use import cuda_of
        from dflint.knowledge.cuda_bases import CUDA, release_of
        from dflint.knowledge.cuda_tags import newest_patch
        from dflint.shell.command_edits import word_of, words_through

        cuda = cuda_of(install.stage)
        if cuda is None or cuda.family != CUDA or cuda.version is None or cuda.minor is None:
            return
        newest = newest_patch(cuda.minor)
        if newest is None or cuda.version.count(".") != 2 or release_of(cuda.version) >= release_of(newest):
            return
        if _holds_cuda(install):
            return
        word = word_of(install.command, command.subcommand)
        yield self.found(
            install.run.source,
            install.command.span if word is None else words_through(install.command, word),
            f"this upgrades a part of CUDA {cuda.version} to {newest}, but not the libraries that the image holds back",
            help=f"start from the image of CUDA {newest}, or hold the packages of CUDA with `apt-mark hold`",
        )


def _holds_cuda(install: InstallStep) -> bool:
    """Whether the file holds packages of CUDA itself, or takes the repository away."""
    for run in install.stage.chain_runs:
        for command in run.commands:
            if command.name == "apt-mark" and "cuda" in command.text:
                return True
            if command.name in ("rm", "mv", "sed") and "sources.list.d" in command.text:
                return True
    return False
