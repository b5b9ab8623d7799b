"""Where do two compose files differ? The proof that an edit changed what it meant to change, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dflint.compose.compose_file import ComposeFile
from dflint.compose.nodes import Node

Path = tuple["str | int", ...]
"""Keys and indexes from the top level down; the index of the document is first where a file has several."""


def differing_paths(before: ComposeFile, after: ComposeFile) -> tuple[Path, ...]:
    """The paths at which the models differ, the shortest that tell: a key that is new, gone, or has another value.

    Compared are the values as Compose resolves them, with aliases and merge keys followed, and the tags; not how they
    are written. Empty if both say the same.
    """
    if len(before.documents) != len(after.documents):
        return ((),)
    is_single = len(before.documents) == 1
    found: list[Path] = []
    for index, (old, new) in enumerate(zip(before.documents, after.documents, strict=True)):
        found.extend(_differences(old, new, () if is_single else (index,)))
    return tuple(found)


def differs_only_at(before: ComposeFile, after: ComposeFile, paths: Sequence[Path]) -> bool:
    """Whether every difference lies at or below one of `paths`, or above one where there was nothing before.

    `paths` are those that were edited: ``("services", "llm", "deploy", "resources")`` allows the whole of ``deploy`` to
    be new, which an edit has to write for the rest to be there.
    """
    for path in differing_paths(before, after):
        is_below = any(path[: len(edited)] == tuple(edited) for edited in paths)
        is_above = any(tuple(edited[: len(path)]) == path for edited in paths)
        if not is_below and not (is_above and _is_empty_at(before, path)):
            return False
    return True


def _is_empty_at(file: ComposeFile, path: Path) -> bool:
    """Whether `path` is not in the model, or holds nothing."""
    steps = list(path)
    if not steps:
        return False
    document = steps.pop(0) if len(file.documents) > 1 else 0
    node: Node | None = file.documents[document] if isinstance(document, int) else None
    for step in steps:
        node = _child(node, step) if node is not None else None
    return node is None or node.is_null


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(step, str):
        return node.get(step)
    return node.elements[step] if step < len(node.elements) else None


def _differences(old: Node, new: Node, path: Path) -> Iterator[Path]:
    if old.kind != new.kind or old.tag != new.tag:
        yield path
    elif old.kind == "mapping":
        yield from _different_entries(old, new, path)
    elif old.kind == "sequence":
        if len(old.elements) != len(new.elements):
            yield path
            return
        for index, (one, other) in enumerate(zip(old.elements, new.elements, strict=True)):
            yield from _differences(one, other, (*path, index))
    elif repr(old.scalar) != repr(new.scalar):
        yield path


def _different_entries(old: Node, new: Node, path: Path) -> Iterator[Path]:
    olds = {entry.key: entry.node for entry in old.entries}
    news = {entry.key: entry.node for entry in new.entries}
    for key, node in olds.items():
        if key in news:
            yield from _differences(node, news[key], (*path, key))
        else:
            yield (*path, key)
    for key in news:
        if key not in olds:
            yield (*path, key)
