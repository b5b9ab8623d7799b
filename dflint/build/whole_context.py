"""How much does a copy of the whole context take in, besides what other rules tell of?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dflint.build.shipping import ships
from dflint.build.unneeded import unneeded
from dflint.cached_property import cached_property
from dflint.context.copy_sources import Offender, Taken

if TYPE_CHECKING:
    from dflint.build.context_use import ContextUse, DirectoryCopy
    from dflint.context.entries import ContextFile


_SMALL_PART = 20


class WholeContextCopy:
    """A copy of the whole context, and the `files` that it takes in."""

    def __init__(self, copy: DirectoryCopy, also: Sequence[DirectoryCopy], files: Sequence[ContextFile]) -> None:
        self.copy = copy
        self.also = also
        self.files = files

    @cached_property
    def byte_count(self) -> int:
        """The sizes of the files together, in bytes."""
        return sum(file.size for file in self.files)

    def largest(self, count: int) -> Sequence[Offender]:
        """The files and folders that most of it lies in; none that hardly counts."""
        return [one for one in Taken(self.files).offenders(count) if one.byte_count * _SMALL_PART > self.byte_count]


def whole_context_copy(use: ContextUse) -> WholeContextCopy | None:
    """The first copy of the whole context that gets into an image; None if there is none.

    What can be left out of it (`dflint.build.unneeded`) and what is copied by its name is not counted.
    """
    copies = [copy for copy in use.directory_copies if not copy.path and ships(copy.step.stage, copy.build)]
    taken = copies[0].step.taken if copies else None
    if taken is None:
        return None
    told = {leftover.path for found in unneeded(use) for leftover in found.leftovers} | use.named_paths
    files = [file for file in taken.files if not _is_told(file.path, told)]
    return WholeContextCopy(copies[0], copies[1:], files)


def _is_told(path: str, told: set[str] | frozenset[str]) -> bool:
    while path:
        if path in told:
            return True
        path = path.rpartition("/")[0]
    return False
