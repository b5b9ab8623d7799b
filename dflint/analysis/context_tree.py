"""What is sent to the builder as a tree of folders, small enough to be drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dflint.analysis.results import ContextNode

if TYPE_CHECKING:
    from dflint.context.build_context import BuildContext

_DEEPEST = 4
_MOST_PARTS = 16
_LEAST_SHARE = 0.004
"""What is a smaller share of all that is sent is not named by itself."""


class _Folder:
    def __init__(self) -> None:
        self.bytes = 0
        self.files = 0
        self.parts: dict[str, _Folder] = {}


def context_tree(context: BuildContext) -> ContextNode:
    """All that is sent of `context`: the largest folders and files by name, the rest of each folder as one node."""
    root = _Folder()
    for file in context.files():
        _add(root, file.path.split("/"), file.size)
    return _node("", root, root.bytes * _LEAST_SHARE, 0)


def _add(root: _Folder, parts: Iterable[str], size: int) -> None:
    folder = root
    folder.bytes += size
    folder.files += 1
    for depth, name in enumerate(parts):
        if depth == _DEEPEST:
            return
        inner = folder.parts.get(name)
        if inner is None:
            inner = folder.parts[name] = _Folder()
        folder = inner
        folder.bytes += size
        folder.files += 1


def _node(name: str, folder: _Folder, least: float, depth: int) -> ContextNode:
    ordered = sorted(folder.parts.items(), key=lambda part: (-part[1].bytes, part[0]))
    named = [(part_name, part) for part_name, part in ordered[:_MOST_PARTS] if part.bytes >= least]
    rest = ordered[len(named) :]
    parts = [_node(part_name, part, least, depth + 1) for part_name, part in named]
    if rest and named:
        parts.append(ContextNode("", sum(part.bytes for _, part in rest), sum(part.files for _, part in rest)))
    return ContextNode(name, folder.bytes, folder.files, tuple(parts))
