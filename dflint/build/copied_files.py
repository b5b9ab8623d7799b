"""Where in the image do the files lie that a COPY takes from the build context, and how large are they?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dflint.build.origins import is_archive
from dflint.build.state import join_path
from dflint.build.steps import is_within
from dflint.context.copy_sources import is_remote
from dflint.context.go_filepath import clean_in_context, has_wildcards
from dflint.dockerfile.instructions import Add

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.steps import CopyStep
    from dflint.context.build_context import BuildContext


class CopiedFile(NamedTuple):
    """A file of the context: its `path` in the image, absolute, and its size."""

    path: str
    byte_count: int


def copied_files(step: CopyStep) -> Iterator[CopiedFile]:
    """The files that `step` certainly brings from the build context, each once for each source that names it.

    Archives that ADD unpacks, what comes from elsewhere, and what is not on the disk are left out.
    """
    context, destination = step.stage.graph.context, step.destination
    if context is None or destination is None or not step.is_from_context or step.excludes is None:
        return
    if step.instruction.parents:
        return
    for source in step.sources:
        if source is not None and not is_remote(source):
            yield from _files_of(step, context, clean_in_context(source), destination)


def _files_of(step: CopyStep, context: BuildContext, path: str, destination: str) -> Iterator[CopiedFile]:
    """The files of one source."""
    is_folder = not has_wildcards(path) and context.is_directory(path)
    above = (context.resolve(path) or "").count("/") + bool(context.resolve(path)) if is_folder else path.count("/")
    unpacks = isinstance(step.instruction, Add)
    for file in context.taken_by([path], step.excludes or ()).files:
        if is_folder:
            yield CopiedFile(join_path(destination, _below(file.path, above)), file.size)
        elif unpacks and is_archive(file.path):
            continue
        elif has_wildcards(path):
            # A folder that matches gives what is in it, a file its name.
            inner = _below(file.path, above + 1) or file.path.rpartition("/")[2]
            yield CopiedFile(join_path(destination, inner), file.size)
        else:
            name = path.rpartition("/")[2]
            yield CopiedFile(join_path(destination, name) if step.names_directory else destination, file.size)


def _below(path: str, levels: int) -> str:
    """`path` without its first folders."""
    return "/".join(path.split("/")[levels:])


def copied_bytes(step: CopyStep, path: str) -> int:
    """How many bytes `step` certainly brings to the absolute `path` of the image, or below it."""
    if step.destination is None or not (is_within(path, step.destination) or is_within(step.destination, path)):
        return 0
    return sum(file.byte_count for file in copied_files(step) if is_within(file.path, path))
