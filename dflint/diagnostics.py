"""What is said: findings, how bad they are, what they cost, and how they are fixed."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from dflint.source import CreateFile, Edit, Source, Span


class Severity(IntEnum):
    """How bad a finding is. Larger is worse."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The name as people and configuration write it."""
        return self.name.lower()


class Applicability(IntEnum):
    """Whether a fix may be applied without being asked for."""

    UNSAFE = 1
    SAFE = 2

    @property
    def label(self) -> str:
        """The name as people and configuration write it."""
        return self.name.lower()


class Cost(NamedTuple):
    """What a finding costs: `byte_count` bytes, ``"measured"`` on disk or ``"estimated"`` from a table.

    `of` is what is that much larger: the ``"image"``, the ``"context"`` that is sent to the builder, or each
    ``"rebuild"``, where the bytes are fetched again and the image is no smaller without them.
    """

    byte_count: int
    basis: str
    of: str = "image"


class Related(NamedTuple):
    """Another place that belongs to a finding."""

    source: Source
    span: Span
    message: str


class Fix(NamedTuple):
    """Edits that mend a finding. They are applied all or not at all."""

    applicability: Applicability
    message: str
    edits: tuple[Edit | CreateFile, ...]


class Diagnostic(NamedTuple):
    """One finding, at the exact words it is about. `secrets` are places in `source` whose text is never shown."""

    code: str
    severity: Severity
    message: str
    source: Source
    span: Span
    help: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    cost: Cost | None = None
    secrets: tuple[Span, ...] = ()

    @property
    def path(self) -> str:
        """The file in which the finding is shown."""
        return self.source.resolve(self.span)[0].path
