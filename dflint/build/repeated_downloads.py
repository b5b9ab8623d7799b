"""Which downloads of models and datasets are done again whenever the source changes?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dflint.build.source_copies import source_copy
from dflint.build.steps import RunStep
from dflint.knowledge.model_hubs import DATASET, MODEL
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.model_downloads import ModelDownload
    from dflint.build.source_copies import SourceCopy
    from dflint.build.stages import Stage
    from dflint.build.steps import CopyStep

_IMPORT = lazy_pattern(r"(?:^|[;\n'\"])\s*(?:from|import)\s+(\w+)")


class RepeatedDownload(NamedTuple):
    """A download below a copy of the source. `script` is the path in the context of the script that downloads."""

    download: ModelDownload
    step: RunStep
    source: SourceCopy
    script: str | None


def repeated_downloads(stage: Stage) -> Iterator[RepeatedDownload]:
    """The first download of each RUN that comes below a copy of the source which it does not need, in order.

    What certainly is small is left out.
    """
    from dflint.knowledge.small_weights import is_small

    seen = set()
    for download in stage.downloads:
        step = download.step
        if not isinstance(step, RunStep) or step.is_trigger or step in seen or download.kind not in (MODEL, DATASET):
            continue
        if step.cache_mounts or download.command is None or download.command.conditional:
            continue
        file = download.source.slice(download.span).strip("\"'") if download.is_url else download.name
        if file is not None and is_small(file.partition("?")[0]):
            continue
        source = _source_above(step)
        if source is None:
            continue
        script = None
        if download.script is not None:
            script = _script_in(source.step, download)
            if script is None:
                continue
        elif _may_need_source(download, step, source.step):
            continue
        seen.add(step)
        yield RepeatedDownload(download, step, source, script)


def _source_above(step: RunStep) -> SourceCopy | None:
    """The last copy of a folder of source above `step`, in its stage."""
    context = step.stage.graph.context
    if context is None:
        return None
    for copy in reversed(step.stage.copies):
        if copy.position > step.position or copy.is_trigger:
            continue
        source = source_copy(copy)
        value = None if source is None else source.word.expand(copy.state.lookup)
        if source is not None and value is not None and not context.is_file(value):
            return source
    return None


def _script_in(copy: CopyStep, download: ModelDownload) -> str | None:
    """The path in the context of the script that downloads, if `copy` brings it together with other code."""
    assert download.script is not None
    context = copy.stage.graph.context
    path = None if context is None else context.relative(download.script[0].path)
    taken = copy.taken
    return path if path is not None and taken is not None and path in taken else None


def _may_need_source(download: ModelDownload, step: RunStep, copy: CopyStep) -> bool:
    """Whether the RUN reads something of what `copy` brings, for all that names tell."""
    taken, directory = copy.taken, copy.destination
    if taken is None or directory is None or step.script.has_errors or step.script.is_foreign:
        return True
    text = step.run.source.slice(step.run.span)
    names = {part for file in taken.files for part in file.path.split("/")[-1:]}
    if any(name in text for name in names if "." in name):
        return True
    folders = {part for file in taken.files for part in file.path.split("/")[:-1]}
    modules = folders | {name.removesuffix(".py") for name in names if name.endswith(".py")}
    if not modules.isdisjoint(_IMPORT.findall(text)):
        return True
    return not all(_needs_no_source(download, one.name) for one in step.commands)


def _needs_no_source(download: ModelDownload, name: str | None) -> bool:
    """Whether a command of that name beside the download reads nothing of the source, or is the download itself."""
    from dflint.knowledge.command_effects import HARMLESS
    from dflint.knowledge.model_hubs import FETCHERS, HUB_COMMANDS

    if name is None or name in HARMLESS or name in FETCHERS or any(row.program == name for row in HUB_COMMANDS):
        return True
    return name in ("pip", "pip3", "uv", "sh", "bash") or name.startswith("python")
