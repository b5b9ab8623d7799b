"""What is sent to the builder, what each COPY takes of it, and what the ignore file leaves out or should."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dflint.analysis.context_kinds import kind_of_file, kinds_of_folders
from dflint.analysis.context_tree import context_tree
from dflint.analysis.layer_reports import taken_by
from dflint.analysis.results import ContextReport, CopyReport, Share
from dflint.build.context_use import ContextUse
from dflint.build.layers import layers_of
from dflint.build.unneeded import unneeded
from dflint.context.entries import Budget

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.context.build_context import BuildContext

_MOST_LARGEST = 5
_MOST_LEFT_OUT = 20


def context_report(build: Build) -> ContextReport | None:
    """The context of `build`; None where there is none on the disk."""
    context = build.context
    if context is None:
        return None
    folders = kinds_of_folders(context)
    budget = Budget(context.most_entries)
    kinds: dict[str, list[int]] = {}
    for entry in context.walk(budget=budget):
        if not entry.is_directory:
            size = context.size(entry.path)
            _add(kinds, kind_of_file(entry.path, size, folders), size)
    return ContextReport(
        context_tree(context),
        _shares(kinds),
        _copies(build),
        _left_out(context),
        _should_leave_out(context, build),
        budget.exhausted,
    )


def _copies(build: Build) -> tuple[CopyReport, ...]:
    found = []
    for layer in layers_of(build):
        taken = taken_by(layer, build)
        if taken is None or not taken.files:
            continue
        largest = tuple(Share(one.path, one.byte_count, one.file_count) for one in taken.offenders(_MOST_LARGEST))
        found.append(CopyReport(layer.row, layer.instruction.keyword, taken.byte_count, len(taken.files), largest))
    return tuple(sorted(found, key=lambda copy: (-copy.bytes, copy.row)))


def _left_out(context: BuildContext) -> tuple[Share, ...]:
    """What the ignore file leaves out, by the outermost file or folder; of what it brings back nothing counts."""
    if not context.ignore.patterns:
        return ()
    sizes: dict[str, list[int]] = {}
    roots: set[str] = set()
    for entry in context.walk(include_ignored=True):
        if not entry.ignored:
            continue
        folder = entry.path.rpartition("/")[0]
        root = next((one for one in _above(folder) if one in roots), None)
        if root is None:
            root = entry.path
            roots.add(root)
        if not entry.is_directory:
            _add(sizes, root, context.size(entry.path))
    patterns = {path: pattern.text for path in sizes if (pattern := context.ignore.matching(path)) is not None}
    return _shares(sizes, patterns)[:_MOST_LEFT_OUT]


def _above(folder: str) -> Iterable[str]:
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _should_leave_out(context: BuildContext, build: Build) -> tuple[Share, ...]:
    """What is sent and copied without need, as the rules see it."""
    use = ContextUse(context, [build])
    found = (leftover for one in unneeded(use) for leftover in one.leftovers)
    shares = (Share(one.path, one.byte_count, one.file_count, one.kind.description) for one in found)
    return tuple(sorted(shares, key=lambda share: (-share.bytes, share.name)))


def _add(sums: dict[str, list[int]], name: str, size: int) -> None:
    total = sums.setdefault(name, [0, 0])
    total[0] += size
    total[1] += 1


def _shares(sums: Mapping[str, list[int]], reasons: Mapping[str, str] | None = None) -> tuple[Share, ...]:
    """The sums, the largest first."""
    shares = (Share(name, size, count, (reasons or {}).get(name, "")) for name, (size, count) in sums.items())
    return tuple(sorted(shares, key=lambda share: (-share.bytes, share.name)))
