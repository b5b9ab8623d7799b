"""What an analysis says: the words in which its parts hand over their results.

Rows are 1-based first lines of instructions, sizes are in bytes, commits are full hashes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Size(NamedTuple):
    """How many bytes something has: from `low` to `high`, and most likely `likely`. `source` says why.

    Where it is not `is_complete`, there is something in it of which no size is known, so that `high` is no bound.
    """

    low: int
    likely: int
    high: int
    source: str
    is_complete: bool = True


class LayerReport(NamedTuple):
    """A layer of the image, or of a stage that is built for it.

    `stage` is the name of the stage, or its number as text. `files` and `bytes` are what it takes from the context.
    `label` is what people call it: ``pip install``, ``COPY . .``.
    """

    stage: str
    row: int
    instruction: str
    files: int
    bytes: int
    size: Size
    label: str = ""


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


class StageReport(NamedTuple):
    """A stage that is built: a node of the stage graph.

    `base` is the image or the stage that it starts from, None where that is not known; `base_size` is the size of the
    image, None for a stage and for an image that nothing is known of. `takes_from` are the stages that it copies or
    mounts files from. `is_target` says that it becomes the image, `is_in_image` that its layers are part of that.
    """

    name: str
    row: int
    base: str | None
    base_size: Size | None
    starts_from: str | None
    takes_from: tuple[str, ...]
    is_target: bool
    is_in_image: bool


class BuildReport(NamedTuple):
    """One build: its layers, and what its history would have rebuilt, as it was and with every version fixed.

    `dockerfile` and `context` are paths as they are shown. The histories are None where there is none, which
    `no_history` says then. `stages` are those that are built, in the order of the file. `layers_after_fix` and
    `layers_after_unsafe_fix` are the layers of the mended file, whose rows the histories after fixes have.
    """

    dockerfile: str
    context: str | None
    target: str | None
    layers: tuple[LayerReport, ...]
    history: HistoryReport | None = None
    after_fix: HistoryReport | None = None
    after_unsafe_fix: HistoryReport | None = None
    no_history: str = ""
    stages: tuple[StageReport, ...] = ()
    layers_after_fix: tuple[LayerReport, ...] = ()
    layers_after_unsafe_fix: tuple[LayerReport, ...] = ()


class Share(NamedTuple):
    """Some files of a context. `name` is a folder, a file, a kind of files or a pattern, `reason` why it is named."""

    name: str
    bytes: int
    files: int
    reason: str = ""


class ContextNode(NamedTuple):
    """A folder or file that is sent: a node of a tree, whose largest parts come first.

    What is too small to be named is one node without a name. A file has no `parts`.
    """

    name: str
    bytes: int
    files: int
    parts: tuple[ContextNode, ...] = ()


class CopyReport(NamedTuple):
    """What a COPY, an ADD or a bind mount takes from the context, by its row."""

    row: int
    instruction: str
    bytes: int
    files: int
    largest: tuple[Share, ...] = ()


class ContextReport(NamedTuple):
    """What is sent to the builder, and what it is.

    `tree` is all that is sent. `kinds` are the kinds of its files, `copies` what instructions take, `left_out` what the
    ignore file leaves out, `should_leave_out` what it should; the largest come first. If `is_cut`, there are more files
    than were looked at.
    """

    tree: ContextNode
    kinds: tuple[Share, ...]
    copies: tuple[CopyReport, ...]
    left_out: tuple[Share, ...]
    should_leave_out: tuple[Share, ...]
    is_cut: bool = False


class Saving(NamedTuple):
    """What mending a finding saves: `bytes` of the ``"image"``, of the ``"context"``, or of all ``"rebuilds"``.

    `rebuilds` says how many those are. It is ``"rebuild"`` where no history tells how many there are. `together` are
    the codes of other findings that have to be mended too for that.
    """

    bytes: int
    of: str
    is_estimate: bool
    rebuilds: int = 0
    together: tuple[str, ...] = ()


class FileChange(NamedTuple):
    """A file before and after a fix, without its secrets; `before` is None where the file is new."""

    filename: str
    before: bytes | None
    after: bytes


class FindingReport(NamedTuple):
    """A finding of the rules about a build, and what mending it saves.

    `fix` is ``"safe"``, ``"unsafe"``, or "" where there is none, and `changes` what it makes of files.
    """

    code: str
    name: str
    severity: str
    message: str
    help: str
    filename: str
    row: int
    url: str
    fix: str = ""
    fix_message: str = ""
    changes: tuple[FileChange, ...] = ()
    savings: tuple[Saving, ...] = ()

    @property
    def bytes(self) -> int:
        """All that it saves."""
        return sum(saving.bytes for saving in self.savings)


class ChangedReport(NamedTuple):
    """What would be rebuilt if the files at `paths` were others. `outside` are those that are not sent."""

    paths: tuple[str, ...]
    rows: tuple[int, ...]
    outside: tuple[str, ...] = ()


class UnknownSize(NamedTuple):
    """Something in the layer at `row` of which no size is known, in words: ``what `make` writes``."""

    row: int
    text: str


class ImageReport(NamedTuple):
    """How large the image becomes.

    `base` is the image that it starts from, None where no size of that is known; `layers` is all that comes on top.
    `unknown` is what is missing in that: it lies in `unknown_layers` of the `layer_count` layers.
    """

    base: Size | None
    layers: Size
    unknown: tuple[UnknownSize, ...]
    unknown_layers: int
    layer_count: int


class BuildAnalysis(NamedTuple):
    """All that is known of one build. Where there is no `context`, `no_context` says why."""

    report: BuildReport
    context: ContextReport | None = None
    no_context: str = ""
    findings: tuple[FindingReport, ...] = ()
    changed: ChangedReport | None = None
    image: ImageReport | None = None


class Analysis(NamedTuple):
    """The builds of a project, which is called `name`. `problems` are what could not be looked at, and why."""

    name: str
    builds: tuple[BuildAnalysis, ...]
    problems: tuple[str, ...] = ()
