"""What an analysis says: the words in which its parts hand over their results.

Rows are 1-based first lines of instructions, sizes are in bytes, commits are full hashes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Size(NamedTuple):
    """How many bytes something has: certainly from `low` to `high`, and most likely `likely`. `source` says why."""

    low: int
    likely: int
    high: int
    source: str


class LayerReport(NamedTuple):
    """A layer of the image, or of a stage that is built for it.

    `stage` is the name of the stage, or its number as text. `files` and `bytes` are what it takes from the context.
    """

    stage: str
    row: int
    instruction: str
    files: int
    bytes: int
    size: Size


class CommitRebuild(NamedTuple):
    """What a commit would have rebuilt.

    `rows` are those of the layers of the build that is analysed. `own_rows` are the rows of all rebuilt instructions
    in the commit's own version of the Dockerfile; some of them may not be there any more. `bytes` is their size.
    """

    commit: str
    rows: tuple[int, ...]
    own_rows: tuple[int, ...]
    bytes: int


class LayerRebuilds(NamedTuple):
    """How often a layer was rebuilt, and how many bytes that were.

    `row` is in the file whose history it is. In a history after fixes that is the mended file, and `original_row` the
    row of the same instruction before, None where it was not there.
    """

    row: int
    rebuilt: int
    bytes: int
    original_row: int | None


class HistoryReport(NamedTuple):
    """What the commits of a history would have rebuilt, the oldest commit first.

    `rebuilds` has an entry for each of `commits`, also for one that rebuilds nothing. `per_layer` has one for each
    layer of the build, and `bytes` is the sum of what all commits rebuilt. `is_shallow` says that the clone holds no
    more of the history than this. `failures` are commits in which there was nothing to build, and why.
    """

    commits: tuple[str, ...]
    rebuilds: tuple[CommitRebuild, ...]
    per_layer: tuple[LayerRebuilds, ...]
    bytes: int
    is_shallow: bool = False
    failures: Mapping[str, str] = {}

    @property
    def by_row(self) -> Mapping[int, LayerRebuilds]:
        """The counts by the row of the layer."""
        return {layer.row: layer for layer in self.per_layer}


class BuildReport(NamedTuple):
    """One build: its layers, and what its history would have rebuilt, as it was and with every version fixed.

    `dockerfile` and `context` are paths as they are shown. The histories are None where there is none, which
    `no_history` says then.
    """

    dockerfile: str
    context: str | None
    target: str | None
    layers: tuple[LayerReport, ...]
    history: HistoryReport | None = None
    after_fix: HistoryReport | None = None
    after_unsafe_fix: HistoryReport | None = None
    no_history: str = ""
