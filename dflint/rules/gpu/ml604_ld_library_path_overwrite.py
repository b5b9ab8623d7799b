"""ML604: an LD_LIBRARY_PATH that drops what the CUDA image sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.rules.rule import StageRule, safe, unsafe

if TYPE_CHECKING:
    from dflint.build.library_path import LibraryPathSetting

_APPENDED = "${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"


class LdLibraryPathOverwrite(StageRule):
    """LD_LIBRARY_PATH is set anew on a CUDA image, without what the image had set.

    Up to CUDA 12.8.0, and again from 13.0 on, the images set it to `/usr/local/nvidia/lib:/usr/local/nvidia/lib64`:
    that is where Google Kubernetes Engine, among others, puts the driver's libraries. Without these directories CUDA
    finds no driver there, though all is well under `docker run --gpus`. Put new directories in front of the old ones.
    """

    code = "ML604"
    name = "ld-library-path-overwrite"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    mentions = ("ld_library_path",)
    sources = (
        "https://gitlab.com/nvidia/container-images/cuda/-/tree/master/dist",
        "https://pkg.go.dev/github.com/GoogleCloudPlatform/container-engine-accelerators/cmd/nvidia_gpu",
        "https://man7.org/linux/man-pages/man8/ld.so.8.html",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
            ENV LD_LIBRARY_PATH=/opt/x/lib
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
            ENV LD_LIBRARY_PATH=/opt/x/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding at the instruction that drops directories of the base which the stage ends without."""
        from dflint.build.gpu_use import cuda_of

        if cuda_of(stage) is None or stage.has_children:
            return
        from dflint.build.library_path import base_library_path, settings_of
        from dflint.build.shipping import ships

        base = base_library_path(stage)
        settings = settings_of(stage)
        if not base or not settings or not ships(stage, build):
            return
        end = settings[-1].after
        missing = () if end is None else _missing(base, end)
        if not missing:
            return
        culprit = next(one for one in reversed(settings) if not one.keeps_old)
        yield self._finding(culprit, missing)

    def _finding(self, setting: LibraryPathSetting, missing: Sequence[str]) -> Diagnostic:
        is_driver = _are_of_driver(missing)
        return self.found(
            setting.instruction.source,
            setting.pair.value.span,
            f"this drops {_enumerated(missing)} from LD_LIBRARY_PATH, which the base image sets"
            + (", where some container platforms put the driver's libraries" if is_driver else ""),
            severity=Severity.WARNING if is_driver else Severity.INFO,
            help=f"keep the old value: add `{_APPENDED}` at its end",
            fix=_fix(setting, all(path.startswith("/usr/local/nvidia/") for path in missing)),
        )


def _missing(base: Sequence[str], end: Sequence[str]) -> tuple[str, ...]:
    """The directories of `base` that are not in `end`; that of 32-bit libraries counts only with the other one."""
    from dflint.knowledge.cuda_bases import NVIDIA_DIRECTORIES

    missing = tuple(path for path in base if path not in end)
    return () if missing == NVIDIA_DIRECTORIES[:1] else missing


def _are_of_driver(missing: Sequence[str]) -> bool:
    return any(path.startswith("/usr/local/nvidia/") for path in missing)


def _enumerated(paths: Sequence[str]) -> str:
    quoted = [f"`{path}`" for path in paths]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _fix(setting: LibraryPathSetting, is_only_driver: bool) -> Fix | None:
    """Put the old value behind the new one. Nothing but the driver is ever in the directories for it."""
    from dflint.dockerfile.path_lists import end_of_list
    from dflint.source import Span

    value = setting.pair.value
    end = end_of_list(value)
    if end is None or value.value.endswith(":") or not value.value:
        return None
    edit = setting.instruction.source.edit(Span(end, end), _APPENDED)
    message = "Keep the old value"
    return safe(message, edit) if is_only_driver else unsafe(message, edit)
