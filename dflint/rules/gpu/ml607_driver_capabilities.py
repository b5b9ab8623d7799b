"""ML607: an image that asks for too few of the driver's libraries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.dockerfile.nodes import Word
    from dflint.source import Edit, Source

_VIDEO_WORDS = ("_nvenc", "_cuvid", "nvdec", "nvv4l2", "hwaccel cuda")
_VIDEO_PACKAGES = frozenset({"pynvvideocodec"})


class DriverCapabilities(StageRule):
    """NVIDIA_DRIVER_CAPABILITIES leaves out what the programs of the image need.

    The container runtime mounts only those libraries of the driver that the variable names. Without `compute` CUDA
    finds no driver, without `utility` there is neither `nvidia-smi` nor NVML, which monitoring and many programs ask
    for the GPUs, without `video` there is no encoding and decoding of video on the GPU.
    """

    code = "ML607"
    name = "driver-capabilities"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("nvidia_driver_capabilities",)
    sources = ("https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html",)

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-runtime-ubuntu24.04
            ENV NVIDIA_DRIVER_CAPABILITIES=compute
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-runtime-ubuntu24.04
            ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding at the last instruction of the stage that sets it."""
        from dflint.build.driver_settings import CAPABILITIES, capabilities, settings_of
        from dflint.build.shipping import ships

        settings = list(settings_of(stage, CAPABILITIES))
        asked = capabilities(stage) if settings else None
        if not asked or "all" in asked or not ships(stage, build):
            return
        missing = list(_missing(stage, asked))
        if not missing:
            return
        env, _, pair = settings[-1]
        names = [name for name, _ in missing]
        yield self.found(
            env.source,
            pair.value.span,
            "; ".join(f"without `{name}` {consequence}" for name, consequence in missing),
            help=f"add {' and '.join(f'`{name}`' for name in names)}",
            fix=unsafe("Ask for what is missing", _appended(env.source, pair.value, names)),
        )


def _missing(stage: Stage, asked: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The capabilities that are needed and not asked for, and what follows from that."""
    from dflint.build.gpu_use import is_for_gpus

    if "compute" not in asked and is_for_gpus(stage):
        yield "compute", "CUDA finds no driver in the container"
    if "utility" not in asked:
        yield "utility", "there is no `nvidia-smi` and no NVML in the container"
    if "video" not in asked and _uses_video(stage):
        yield "video", "there is no NVENC and no NVDEC in the container"


def _uses_video(stage: Stage) -> bool:
    """Whether the command of the image, or a package in it, encodes or decodes video on the GPU."""
    from dflint.build.wanted_packages import packages_of_stage
    from dflint.dockerfile.instructions import Cmd, Entrypoint

    for instruction in (stage.last(Entrypoint), stage.last(Cmd)):
        if instruction is not None:
            text = instruction.source.slice(instruction.span)
            if any(word in text for word in _VIDEO_WORDS):
                return True
    return not _VIDEO_PACKAGES.isdisjoint(packages_of_stage(stage).names)


def _appended(source: Source, word: Word, names: list[str]) -> Edit | None:
    from dflint.dockerfile.path_lists import end_of_list
    from dflint.source import Span

    end = end_of_list(word)
    return None if end is None else source.edit(Span(end, end), "".join(f",{name}" for name in names))
