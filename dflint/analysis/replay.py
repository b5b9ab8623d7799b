"""What would the commits of a history have rebuilt, as they were, and with the container files fixed in each of them?

Of each commit the cache keys of all layers are formed (`dflint.build.cache_keys`); a layer is rebuilt if its key was
never seen. The commit before the first one is taken to have been built. A commit is built with its own
container files; for what would have been after fixes, those are mended in memory, in every version that there was of
them. They are mended anew when a container file changes, a manifest of packages apart from the versions in it, when
another file comes or goes that was asked for, or the last of what an instruction copies; that other files say something
else, which hardly ever matters to a fix, is not looked at.

The context is what the commit holds, as a clone has it: with ``.git`` at the root of the repository, which is another
one after each commit. Rows are those of the build that is analysed; `dflint.analysis.same_layers` says which of its
layers an instruction of an older version is. Their sizes are those of now; an instruction that is not there any more
has the size that it had.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.analysis.commit_state import CommitState, paths_of
from dflint.analysis.history import History
from dflint.analysis.results import CommitRebuild, HistoryReport, LayerRebuilds
from dflint.analysis.same_layers import same_layers
from dflint.analysis.versions import Situation, Situations, Targets, Version

if TYPE_CHECKING:
    from dflint.analysis.mending import Check
    from dflint.build.build import Build
    from dflint.build.layers import Layer

SizeOf = Callable[["Layer", "Build"], int]
"""How many bytes a layer of a build has."""


class Histories(NamedTuple):
    """The histories of one build: as it was, after the safe fixes, after all fixes.

    `targets` are the builds that their rows are of. What is None was not asked for, or there is no history, which
    `problem` says then.
    """

    before: HistoryReport | None
    after_fix: HistoryReport | None
    after_unsafe_fix: HistoryReport | None
    targets: Targets
    problem: str = ""


def replay(
    history: History,
    builds: Sequence[Build],
    size_of: SizeOf,
    check: Check | None = None,
    on_commit: Callable[[int], None] | None = None,
) -> tuple[Histories, ...]:
    """What the commits of `history` would have rebuilt of each of `builds`.

    `size_of` gives the sizes of layers. With `check` the histories after fixes are there too, with those fixes that its
    findings have. `on_commit` is told how many commits are done. Raises `dflint.analysis.history.HistoryError`.
    """
    if not builds:
        return ()
    root = _root_as_seen(builds[0].project.root, history.repository.root)
    state = CommitState(history, root)
    replays = [_BuildReplay(build, check, size_of, state) for build in builds]
    for one in replays:
        one.know_names(history)
    known: object = None
    if history.base is not None:
        for one in replays:
            one.start()
    for done, commit in enumerate(history.changes(), start=1):
        state.go_to(commit)
        paths = paths_of(commit.changes)
        for one in replays:
            one.step(paths)
        needed = [one.situation for one in replays], state.links_changed
        if needed != known:
            state.keep_digests(
                (digests, version.watched)
                for one in replays
                for version in one.versions
                if (digests := version.digests(state)) is not None
            )
            known = needed
        if on_commit is not None:
            on_commit(done)
    return tuple(one.histories(history.repository.is_shallow) for one in replays)


def _root_as_seen(folder: str, repository_root: str) -> str:
    """The root of the repository as a path around `folder`, which may lead through links."""
    within = os.path.relpath(os.path.realpath(folder), repository_root)
    root = folder
    for _ in within.split(os.sep) if within != os.curdir else ():
        root = os.path.dirname(root)
    return root


class _BuildReplay:
    """One build, in all ways."""

    def __init__(self, build: Build, check: Check | None, size_of: SizeOf, state: CommitState) -> None:
        self._state = state
        self._situations = Situations(build, check)
        self.situation: Situation | None = None
        targets = self._situations.targets
        originals = self._situations.layers(0)
        self._ways = [
            _Way(target, self._situations.layers(way), originals, size_of) if target is not None else None
            for way, target in enumerate(targets)
        ]
        self._failures: dict[str, str] = {}
        # What the Dockerfile is called from a commit on.
        self._renamed: dict[str, str] = {}

    @property
    def versions(self) -> Sequence[Version]:
        """What is built at the commit that was looked at last."""
        return [one for one in self.situation.versions if one is not None] if self.situation is not None else []

    def know_names(self, history: History) -> None:
        """Find out what the Dockerfile was called before, if it is not there at the start."""
        files = self._state.files
        path = files.path(self._situations.path)
        if path is None or self._state.tree.node(path) is not None:
            return
        for name in history.names(path):
            self._renamed[name.until] = self._situations.path
            self._situations.path = files.native(name.path)

    def start(self) -> None:
        """Build the commit before the first."""
        self.situation = self._situations.at(self._state)
        for way, version in zip(self._ways, self.situation.versions, strict=False):
            if way is not None and version is not None:
                way.start(version.keys(self._state))

    def step(self, paths: set[str]) -> None:
        """Build the commit that the state has come to, in which `paths` have changed."""
        state, situations = self._state, self._situations
        is_renamed = state.commit in self._renamed
        if is_renamed:
            situations.path = self._renamed[state.commit]
        if self.situation is None or is_renamed or situations.differs(state, self.situation, paths):
            self.situation = situations.at(state)
        if self.situation.failure:
            self._failures[state.commit] = self.situation.failure
        versions = self.situation.versions or (None, None, None)
        for way, version in zip(self._ways, versions, strict=True):
            if way is not None:
                way.step(state, version)

    def histories(self, is_shallow: bool) -> Histories:
        """What was found."""
        targets = self._situations.targets
        reports = [way.report(is_shallow, self._failures) if way is not None else None for way in self._ways]
        problem = ""
        if self.situation is not None and self.situation.failure:
            problem = "the Dockerfile, or its folder, is not in the last commit"
            reports = [None] * len(reports)
        before, after_fix, after_unsafe_fix = reports
        return Histories(before, after_fix, after_unsafe_fix, targets, problem)


class _Way:
    """One build in one way: as it was, or after fixes."""

    def __init__(self, target: Build, layers: Sequence[Layer], originals: Sequence[Layer], size_of: SizeOf) -> None:
        self._target = target
        self._layers = layers
        self._size_of = size_of
        self._sizes: dict[Layer, int] = {}
        self._seen: set[bytes] = set()
        self._last: Mapping[Layer, bytes] | None = None
        self._counts = dict.fromkeys(layers, 0)
        self._rebuilds: list[CommitRebuild] = []
        self._originals = {layer: layer for layer in layers} if layers is originals else same_layers(layers, originals)

    def start(self, keys: Mapping[Layer, bytes]) -> None:
        """Take what has `keys` to be built."""
        self._last = keys
        self._seen.update(keys.values())

    def step(self, state: CommitState, version: Version | None) -> None:
        """Build `version` at a commit, if there is something to build."""
        rebuilt: list[Layer] = []
        if version is not None:
            keys = version.keys(state)
            if keys is not self._last:
                rebuilt = [layer for layer, key in keys.items() if key not in self._seen]
                self.start(keys)
        if version is None or not rebuilt:
            self._rebuilds.append(CommitRebuild(state.commit, (), (), 0))
            return
        rows: list[int] = []
        byte_count = 0
        for layer in rebuilt:
            same = version.same.get(layer)
            if same is not None:
                rows.append(same.row)
                self._counts[same] += 1
                byte_count += self._size(same, self._target)
            else:
                byte_count += self._size(layer, version.build)
        own_rows = tuple(layer.row for layer in rebuilt)
        self._rebuilds.append(CommitRebuild(state.commit, tuple(sorted(rows)), own_rows, byte_count))

    def _size(self, layer: Layer, build: Build) -> int:
        size = self._sizes.get(layer)
        if size is None:
            size = self._sizes[layer] = self._size_of(layer, build)
        return size

    def report(self, is_shallow: bool, failures: Mapping[str, str]) -> HistoryReport:
        """What was found."""
        per_layer = []
        for layer in self._layers:
            count = self._counts[layer]
            original = self._originals.get(layer)
            byte_count = count * self._size(layer, self._target) if count else 0
            per_layer.append(
                LayerRebuilds(layer.row, count, byte_count, original.row if original is not None else None)
            )
        return HistoryReport(
            tuple(one.commit for one in self._rebuilds),
            tuple(self._rebuilds),
            tuple(per_layer),
            sum(one.bytes for one in self._rebuilds),
            is_shallow,
            failures,
        )
