"""Which environment files does a service name with ``env_file``?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.compose.values import is_true, text_of

if TYPE_CHECKING:
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service


class NamedEnvironmentFile(NamedTuple):
    """One file of ``env_file``: the value that names it, its path as it is written, and whether it has to be there.

    `path` is None where it is not known.
    """

    node: Node
    path: str | None
    is_required: bool


def environment_files(service: Service) -> Iterator[NamedEnvironmentFile]:
    """The files of ``env_file`` in the order in which they are read, from the short and the long form."""
    section = service.get("env_file")
    if section is None or section.is_null:
        return
    for item in section.elements if section.is_sequence else (section,):
        node = item.get("path") if item.is_mapping else item
        if node is None or not node.is_scalar or node.is_null:
            continue
        required = item.get("required") if item.is_mapping else None
        is_required = required is None or is_true(required, service.variables) is True
        yield NamedEnvironmentFile(node, text_of(node, service.variables), is_required)
