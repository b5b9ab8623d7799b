"""The layers of a build as people see them: what they say, what they are called, what they take from the context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dflint.analysis.results import LayerReport, Size
from dflint.analysis.stage_graph import stage_name
from dflint.build.layers import Layer, layers_of
from dflint.build.steps import CopyStep, RunStep
from dflint.context.copy_sources import Taken

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.steps import InstallStep
    from dflint.dockerfile.instructions import Instruction

LayerSizeOf = Callable[[Layer, "Build"], Size]
"""The size of a layer of a build."""

_LONGEST_LABEL = 40

_PREPARING = frozenset(". : cd echo export mkdir pushd set source".split())
"""Commands that other commands are for."""


def layer_reports(build: Build, size_of: LayerSizeOf) -> tuple[LayerReport, ...]:
    """The layers of the stages that are built, in the order of the file."""
    return tuple(_report(layer, build, size_of(layer, build)) for layer in layers_of(build))


def _report(layer: Layer, build: Build, size: Size) -> LayerReport:
    taken = taken_by(layer, build)
    return LayerReport(
        stage_name(layer.stage),
        layer.row,
        instruction_text(layer.instruction),
        len(taken.files) if taken is not None else 0,
        taken.byte_count if taken is not None else 0,
        size,
        label_of(layer),
    )


def taken_by(layer: Layer, build: Build) -> Taken | None:
    """What a layer takes from the build context; None where that is nothing, or is not known."""
    step = layer.step
    if isinstance(step, CopyStep):
        return step.taken
    if isinstance(step, RunStep) and build.context is not None:
        sources = [mount.source for mount in step.mounts if mount.is_from_context]
        if sources and None not in sources:
            return build.context.taken_by([source or "." for source in sources])
    return None


def instruction_text(instruction: Instruction) -> str:
    """An instruction on one line, without its comments; its heredocs follow on lines of their own."""
    flags = (flag.text for flag in instruction.flags)
    line = " ".join((instruction.keyword, *flags, *instruction.body_text.split()))
    return "\n".join((line, *(heredoc.content.text.rstrip("\n") for heredoc in instruction.heredocs)))


def label_of(layer: Layer) -> str:
    """What people call a layer: ``pip install``, ``COPY . .``, ``RUN make``."""
    step = layer.step
    if isinstance(step, RunStep):
        install = _main_install(step.installs)
        if install is not None:
            words = (*install.install.tool.split(), *install.install.subcommand.split())
            return " ".join(dict.fromkeys(words))
        names = [command.name for command in step.commands if command.name]
        name = next((name for name in names if name not in _PREPARING), names[0] if names else None)
        return f"RUN {name}" if name else "RUN"
    text = instruction_text(layer.instruction).partition("\n")[0]
    return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1]}…"


def _main_install(installs: Sequence[InstallStep]) -> InstallStep | None:
    """The installation that a layer is known for: one of the packages of a language before those of the system."""
    bringing = [one for one in installs if one.install.action not in ("uninstall", "remove", "update")]
    of_language = (one for one in bringing if one.install.ecosystem != "system")
    return next(of_language, bringing[0] if bringing else None)
