"""Which values do the variables of a service have in its container, as far as its compose file says it?"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from dflint.compose.environment_reader import read_environment_file
from dflint.compose.values import text_of

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.source import Source, Span

Reader = Callable[[str], "Source | None"]
"""The text of the file at a path; None where it cannot be read."""


class Setting(NamedTuple):
    """What a service sets a variable to; `value` is None where that is not known.

    `place` is where it stands, None where no file says so.
    """

    value: str | None
    place: tuple[Source, Span] | None


UNKNOWN = Setting(None, None)


def setting_of(service: Service, name: str, read: Reader) -> Setting | None:
    """What `service` sets the variable `name` to by ``environment`` or ``env_file``; None if it certainly does not."""
    assignment = service.environment.get(name)
    if assignment is not None:
        place = (assignment.node.source, assignment.value_span if assignment.is_set else assignment.name_span)
        return Setting(assignment.value, place)
    if service.is_extended:
        return UNKNOWN
    return None if service.get("env_file") is None else _from_files(service, name, read)


def _from_files(service: Service, name: str, read: Reader) -> Setting | None:
    """What the files of ``env_file`` set `name` to; of several the last one counts."""
    node = service.get("env_file")
    assert node is not None
    found: Setting | None = None
    for item in node.elements if node.is_sequence else (node,):
        path = text_of(item.get("path") if item.is_mapping else item, service.variables)
        source = None if path is None else read(os.path.join(os.path.dirname(item.source.path), path))
        if source is None:
            return UNKNOWN
        for variable in read_environment_file(source).variables:
            if variable.name == name:
                found = Setting(variable.value, (source, variable.value_span))
    return found
