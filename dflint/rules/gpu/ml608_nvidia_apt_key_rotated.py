"""ML608: the old key of NVIDIA's repository of CUDA."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.dockerfile.instructions import Instruction, Word
    from dflint.shell.words import ShellWord


class NvidiaAptKeyRotated(StageRule):
    """The key that is fetched for NVIDIA's repository of CUDA is no longer the one that signs it.

    Since April 2022 the repository is signed with the key 3bf863cc. With the old one, 7fa2af80, `apt-get update` fails:
    the repository is "not signed". Install the package `cuda-keyring`, which brings the keys and keeps them up to date,
    or fetch the new key. On the `nvidia/cuda` images nothing is needed, they have it.
    """

    code = "ML608"
    name = "nvidia-apt-key-rotated"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("7fa2af80",)
    sources = (
        "https://developer.nvidia.com/blog/updating-the-cuda-linux-gpg-repository-key/",
        "https://github.com/NVIDIA/nvidia-docker/issues/1631",
    )

    bad = {
        "Dockerfile": """
            FROM ubuntu:20.04
            ARG REPO=https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2004/x86_64
            RUN apt-get update && apt-get install -y gnupg ca-certificates
            RUN apt-key adv --fetch-keys https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2004/x86_64/7fa2af80.pub
            RUN echo "deb $REPO /" > /etc/apt/sources.list.d/cuda.list && apt-get update
        """,
    }
    good = {
        "Dockerfile": """
            FROM ubuntu:20.04
            ARG REPO=https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2004/x86_64
            RUN apt-get update && apt-get install -y gnupg ca-certificates
            RUN apt-key adv --fetch-keys https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2004/x86_64/3bf863cc.pub
            RUN echo "deb $REPO /" > /etc/apt/sources.list.d/cuda.list && apt-get update
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding where the old key is fetched, and nothing brings the new one."""
        from dflint.build.gpu_use import cuda_of
        from dflint.build.nvidia_key_use import may_have_new_key, old_key_fetches

        if cuda_of(stage) is not None or may_have_new_key(stage):
            return
        for instruction, word in old_key_fetches(stage):
            yield self.found(
                instruction.source,
                word.span,
                "NVIDIA's repository of CUDA is signed with another key since April 2022: with this one alone, "
                "`apt-get update` fails",
                help="install the package `cuda-keyring`, or fetch 3bf863cc.pub from the same place",
                fix=_fix(instruction, word),
            )


def _fix(instruction: Instruction, word: ShellWord | Word) -> Fix | None:
    """Fetch the new key, if nothing else depends on which one it is."""
    from dflint.knowledge.nvidia_keys import NEW_KEY, OLD_KEY, REPOSITORIES_WITH_NEW_KEY
    from dflint.source import Span

    source, span = instruction.source, word.span
    written = source.slice(span)
    text = source.slice(instruction.span).lower()
    if text.count(OLD_KEY) != 1 or written.count(OLD_KEY) != 1 or "sha256" in text:
        return None
    if not any(f"/{name}/" in written for name in REPOSITORIES_WITH_NEW_KEY):
        return None
    start = span.start + written.index(OLD_KEY)
    return unsafe("Fetch the new key", source.edit(Span(start, start + len(OLD_KEY)), NEW_KEY))
