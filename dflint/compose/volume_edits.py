"""A named volume put into a compose file: declared at the top level, and mounted into a service."""

from __future__ import annotations

from collections.abc import Sequence

from dflint.compose.edits import insert_into
from dflint.compose.nodes import Node
from dflint.compose.sequence_edits import append_to
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Edit

_NOT_IN_NAMES = lazy_pattern(r"[^a-zA-Z0-9._-]")


def add_named_volume(root: Node, service: Node, name: str, target: str) -> Sequence[Edit]:
    """Mount a new volume at `target` of `service` and declare it in the file whose top level is `root`.

    It is called `name`, with a number behind it where there is one of that name. Nothing where it cannot be written.
    """
    declared = root.get("volumes")
    taken = {key for key, _ in declared.items()} if declared is not None else set()
    base = _NOT_IN_NAMES.sub("_", name)
    name = next(one for one in (base, *(f"{base}_{number}" for number in range(2, 100))) if one not in taken)
    mount = append_to(service, "volumes", [f"{name}:{target}"])
    declaration = insert_into(root, ("volumes", name), {})
    if mount is None or declaration is None or service.source is not root.source:
        return ()
    return (mount, declaration)
