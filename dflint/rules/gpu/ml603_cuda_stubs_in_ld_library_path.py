"""ML603: the stub of the driver's library in the search path of the image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.rules.rule import StageRule, safe, unsafe

if TYPE_CHECKING:
    from dflint.build.library_path import LibraryPathSetting
    from dflint.dockerfile.nodes import Word
    from dflint.source import Edit

_STUBS = "/stubs"
_LINKED = "/stubs/libcuda.so.1"


class CudaStubsInLdLibraryPath(StageRule):
    """The directory of CUDA's stubs is in LD_LIBRARY_PATH of the image.

    The `stubs` directory holds a `libcuda.so` without any function, so that programs can be linked on a machine
    without the driver. The container runtime puts the real one into a running container, but LD_LIBRARY_PATH is
    searched first: a program that loads `libcuda.so` by this name gets the stub, and where the stub is linked as
    `libcuda.so.1` every program does, and fails with "CUDA driver is a stub library". For linking, `LIBRARY_PATH` is
    enough; what runs while building may have LD_LIBRARY_PATH for that one command.
    """

    code = "ML603"
    name = "cuda-stubs-in-ld-library-path"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    mentions = ("ld_library_path",)
    sources = (
        "https://docs.nvidia.com/cuda/cuda-driver-api/group__CUDA__TYPES.html",
        "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/dist/12.8.1/ubuntu2404/devel/Dockerfile",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-devel-ubuntu24.04
            RUN make -C /src
            ENV LD_LIBRARY_PATH=/opt/x/lib:/usr/local/cuda/lib64/stubs:$LD_LIBRARY_PATH
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.8.1-devel-ubuntu24.04
            RUN make -C /src
            ENV LD_LIBRARY_PATH=/opt/x/lib:$LD_LIBRARY_PATH
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a stubs directory in the path that the stage ends with."""
        from dflint.build.library_path import in_effect
        from dflint.build.shipping import ships

        if stage.has_children or not ships(stage, build):
            # What a stage sets that others start from is looked at in those.
            return
        for setting in in_effect(stage):
            if _has_stubs(setting):
                yield from self._findings(setting, stage)

    def _findings(self, setting: LibraryPathSetting, stage: Stage) -> Iterator[Diagnostic]:
        from dflint.dockerfile.path_lists import path_elements

        is_linked = _is_linked(stage)
        for index, element in enumerate(path_elements(setting.pair.value) or ()):
            path = _stubs_path(element, setting)
            if path is None:
                continue
            if is_linked:
                message = (
                    f"`{path}`, where the stub is linked as libcuda.so.1, is in LD_LIBRARY_PATH of the image: programs "
                    "load the stub in place of the driver, and CUDA fails"
                )
            else:
                message = (
                    f"`{path}` is in LD_LIBRARY_PATH of the image: a program that loads `libcuda.so` gets the stub "
                    "there in place of the driver"
                )
            yield self.found(
                setting.instruction.source,
                element.span,
                message,
                severity=Severity.ERROR if is_linked else Severity.WARNING,
                help="to link, set `LIBRARY_PATH`; to run something while building, set it in front of that command",
                fix=_fix(setting, index, stage, is_linked),
            )


def _has_stubs(setting: LibraryPathSetting) -> bool:
    """Whether there may be such a directory: the smaller CUDA images have none."""
    from dflint.build.gpu_use import SYSTEM, cuda_of, gpu_signs

    if _STUBS not in setting.pair.value.text and not any(_STUBS in path for path in setting.after or ()):
        return False
    cuda = cuda_of(setting.stage)
    if cuda is None or cuda.flavour not in ("base", "runtime"):
        return True
    return any(sign.kind == SYSTEM for sign in gpu_signs(setting.stage))


def _stubs_path(element: Word, setting: LibraryPathSetting) -> str | None:
    """The stubs directory that an element of the list is; None if it is none."""
    from dflint.build.library_path import NAME

    if NAME in element.variables:
        return None
    state = setting.stage.state_before(setting.instruction)
    path = element.expand(state.lookup) or element.text
    return path if path.rstrip("/").endswith(_STUBS) and "cuda" in path.lower() else None


def _is_linked(stage: Stage) -> bool:
    """Whether the stub has the name that programs load, at the end of the stage."""
    is_linked = False
    for run in stage.chain_runs:
        for command in run.commands:
            if command.name not in ("ln", "cp", "rm", "unlink"):
                continue
            words = [word.text.strip("\"'") for word in command.arguments]
            if any(word.endswith(_LINKED) for word in words):
                is_linked = command.name in ("ln", "cp")
    return is_linked


def _fix(setting: LibraryPathSetting, index: int, stage: Stage, is_linked: bool) -> Fix | None:
    """Take the directory out; what a later RUN does may need it."""
    from dflint.dockerfile.path_lists import path_elements, without_element
    from dflint.dockerfile.word_removal import without_word

    instruction = setting.instruction
    elements = path_elements(setting.pair.value) or ()
    edit: Edit | None
    if len(elements) > 1:
        edit = without_element(instruction.source, elements, index)
    elif instruction.is_old_form:
        edit = without_word(instruction, [instruction.body.span(0, len(instruction.body.text))], 0)
    else:
        edit = without_word(instruction, [word.span for word in instruction.words], setting.index)
    position = setting.stage.position(instruction)
    is_used = any(run.stage is not setting.stage or run.position > position for run in stage.chain_runs)
    if is_linked or is_used:
        return unsafe("Take the stubs out of LD_LIBRARY_PATH", edit)
    return safe("Take the stubs out of LD_LIBRARY_PATH", edit)
