"""What do Compose's environment files say: ``.env``, and what ``env_file`` names?"""

from __future__ import annotations

import os
from typing import NamedTuple

from dflint.source import Source, Span
from dflint.storage import DISK, Storage


class Variable(NamedTuple):
    """One variable: its name and where that stands, its value and where that is written.

    `value` is None where it is taken from the shell or depends on what is.
    """

    name: str
    name_span: Span
    value: str | None
    value_span: Span


class EnvironmentFile(NamedTuple):
    """What an environment file says. `problem` is where and why Compose would refuse to read on."""

    variables: tuple[Variable, ...]
    problem: tuple[Span, str] | None

    @property
    def values(self) -> dict[str, str | None]:
        """The values by name; the last line of a name counts. Names that start with a digit are left out."""
        return {variable.name: variable.value for variable in self.variables if not variable.name[:1].isdigit()}


_MOST_BYTES = 1 << 20


def environment_of(folder: str, storage: Storage = DISK) -> dict[str, str | None]:
    """The variables of the ``.env`` file in `folder`, the project folder of a compose file. Empty without one.

    A variable whose value is not known (it is taken from the shell) maps to None.
    """
    try:
        path = os.path.join(folder, ".env")
        source = Source.from_bytes(path, storage.read(path, _MOST_BYTES))
    except (OSError, ValueError):
        return {}
    from dflint.compose.environment_reader import read_environment_file

    return read_environment_file(source).values
