"""What was to build at a commit: the container files as they were then, and as they would have been after fixes."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.analysis.commit_state import COMPOSE_FILES, CommitState
from dflint.analysis.context_digests import ContextDigests, name_in, share
from dflint.analysis.mending import Check, Mended, Overlay, files_of, mended
from dflint.analysis.same_layers import same_layers
from dflint.build.build import Build
from dflint.build.cache_keys import CacheModel
from dflint.build.input_digests import Item, hash_of
from dflint.build.layers import layers_of
from dflint.context.dockerignore import DockerIgnore
from dflint.packages.manifests import manifest_of
from dflint.project.project import Project

if TYPE_CHECKING:
    from dflint.build.context_inputs import ContextInput
    from dflint.build.layers import Layer

_MODULUS = 1 << 128
_MOST_KEPT = 8
"""So many situations of a build are kept, in case that one of them comes back; each has a model of its project."""

_IN_HISTORY = (".git/index", ".git/logs/HEAD", ".git/refs/heads/main", ".git/objects/pack")
"""Files of a clone that are others after each commit."""


class Version:
    """A build at some commits.

    `overlay` are the files that fixes have changed. `same` are the layers of the build that is analysed that its layers
    are.
    """

    def __init__(self, build: Build, state: CommitState, overlay: Overlay, target: Sequence[Layer]) -> None:
        self.build = build
        self.overlay = overlay
        self._model = CacheModel(build)
        self.layers: Sequence[Layer] = self._model.layers
        self.same: Mapping[Layer, Layer] = same_layers(self.layers, target)
        self._ignore = build.context.ignore if build.context is not None else DockerIgnore()
        self._folder = state.files.path(build.context.root) if build.context is not None else None
        self._has_history = self._folder == "" and os.path.isdir(os.path.join(state.files.root, ".git"))
        self._links_seen = -1
        self.followed: Sequence[ContextInput] = ()
        self._parts: Sequence[ContextInput] = ()
        self._corrections: dict[ContextInput, int] = {}
        # The names under which files of ``.git`` are taken, if any are.
        self._history_names: dict[ContextInput, str] = {}
        self._last: tuple[tuple[int, ...], Mapping[Layer, bytes]] | None = None

    @property
    def watched(self) -> Iterable[ContextInput]:
        """What its digests are of."""
        return (*self.followed, *self._parts)

    def digests(self, state: CommitState) -> ContextDigests | None:
        """The digests that this version needs; None where it takes nothing from the repository."""
        return None if self._folder is None else state.digests(self._folder, self._ignore)

    def keys(self, state: CommitState) -> Mapping[Layer, bytes]:
        """The cache keys of the layers at a commit. The same object is given where no key has changed since."""
        digests = self._followed_digests(state)
        if digests is None:
            sums: tuple[int, ...] = (1,) * len(self._model.inputs)
        else:
            sums = tuple([self._sum(one, state, digests) for one in self.followed])
        if self._last is None or self._last[0] != sums:
            values = dict(zip(self._model.inputs, map(_digest, sums), strict=True))
            self._last = sums, self._model.keys(values.__getitem__)
        return self._last[1]

    def takes_something(self, state: CommitState) -> tuple[bool, ...]:
        """Of each source, whether there is anything of that in the context at a commit."""
        digests = self._followed_digests(state)
        return () if digests is None else tuple([digests.sum(one) != 0 for one in self._parts])

    def _sum(self, one: ContextInput, state: CommitState, digests: ContextDigests) -> int:
        total = digests.sum(one) + self._corrections[one]
        if self._history_names[one]:
            total += hash_of(self._history_names[one], Item(0, state.commit.encode()))
        return total % _MODULUS

    def _followed_digests(self, state: CommitState) -> ContextDigests | None:
        digests = self.digests(state)
        if digests is not None and self._links_seen != state.links_changed:
            self._follow_links(state, digests)
        return digests

    def _follow_links(self, state: CommitState, digests: ContextDigests) -> None:
        """Find out where the sources lead, and how the digests of what is there differ from those of the commit."""
        self._links_seen = state.links_changed
        links = state.links(self._folder or "", digests)
        self.followed = [one.following(links) for one in self._model.inputs]
        self._parts = [one._replace(selectors=(selector,)) for one in self.followed for selector in one.selectors]
        written = [(path, data) for native, data in self.overlay.items() if (path := state.files.path(native))]
        for one in self.followed:
            self._corrections[one] = sum(self._correction(one, path, data, state, digests) for path, data in written)
            self._history_names[one] = "\0".join(
                name
                for path in (_IN_HISTORY if self._has_history else ())
                if not digests.is_ignored(path) and (name := one.takes(path)) is not None
            )

    def _correction(
        self, one: ContextInput, path: str, data: bytes, state: CommitState, digests: ContextDigests
    ) -> int:
        """What the digest of an input is too small by, since the file at `path` is not the one of the commit."""
        prefix = f"{self._folder}/" if self._folder else ""
        inside = path[len(prefix) :]
        if not path.startswith(prefix) or digests.is_ignored(inside):
            return 0
        before = state.tree.item(path)
        after = Item(0o100644 if before is None else before.mode, _object_id(data, state.commit))
        name = name_in(one, inside, after)
        if name is None:
            return 0
        return share(after, name, one.has_modes) - share(before, name, one.has_modes)


class Targets(NamedTuple):
    """The builds that are analysed: as it is, after the safe fixes, and after all fixes."""

    original: Build
    safe: Build | None
    unsafe: Build | None


class Situation:
    """What was to build at some commits, in each of the ways that `Targets` names.

    `versions` has None for the ways that are not asked for; it is empty where nothing could be built, and `failure`
    says why. `values` are what it depends on: paths, and what identifies what was there.
    """

    def __init__(self, versions: Sequence[Version | None], values: Mapping[str, bytes], state: CommitState) -> None:
        self.versions = versions
        self.values = values
        self.failure = "" if versions else "there was nothing to build"
        self._first = versions[0] if versions else None
        self._takes_something = self._first.takes_something(state) if self._first is not None else ()

    def takes_the_same(self, state: CommitState) -> bool:
        """Whether there is something, at a commit, of each source of which there was something, and of no other."""
        return self._first is None or self._first.takes_something(state) == self._takes_something


class Situations:
    """The situations of one build over a history.

    `path` is that of its Dockerfile at the commits that are asked for next.
    """

    def __init__(self, build: Build, check: Check | None) -> None:
        """`check` finds what can be mended; without it only the build as it is is looked at."""
        self._build = build
        self._check = check
        self.path = build.path
        self.targets = _targets(build, check)
        layers = {id(one): layers_of(one) for one in self.targets if one is not None}
        self._layers = [layers.get(id(one), ()) for one in self.targets]
        self._project: Project | None = None
        self._listings_seen = -1
        self._recent: list[Situation] = []
        self._count = 0
        self._ways: dict[str, Callable[[CommitState, str], bytes]] = {}

    def layers(self, way: int) -> Sequence[Layer]:
        """The layers of one of the targets."""
        return self._layers[way]

    def at(self, state: CommitState) -> Situation:
        """The situation at a commit; the same object where nothing that it depends on is different."""
        for situation in self._recent:
            is_same = all(self._ways[path](state, path) == value for path, value in situation.values.items())
            if is_same and situation.takes_the_same(state):
                self._recent.remove(situation)
                self._recent.insert(0, situation)
                return situation
        situation = self._made(state)
        self._count += 1
        if not self._count % (2 * _MOST_KEPT) and not gc.isenabled():
            # The command line does not look for garbage, but models of files that are gone hold each other.
            gc.collect()
        self._recent.insert(0, situation)
        del self._recent[_MOST_KEPT:]
        return situation

    def differs(self, state: CommitState, situation: Situation, paths: set[str]) -> bool:
        """Whether the changes at `paths` may have brought another situation."""
        values = situation.values
        different = [path for path in paths if path in values and self._ways[path](state, path) != values[path]]
        if any(not values[path] or not self._ways[path](state, path) for path in different):
            # A file that was asked for by its name has come or gone: the contexts remember it as it was.
            self._listings_seen = -1
        return (
            bool(different)
            or self._ways[COMPOSE_FILES](state, COMPOSE_FILES) != values[COMPOSE_FILES]
            or not situation.takes_the_same(state)
        )

    def _made(self, state: CommitState) -> Situation:
        files = state.files
        files.looked_for.clear()
        files.read_paths.clear()
        project = self._renewed(state)
        build = same_build(project, self._build, self.path)
        original = None
        if build is not None:
            original = Version(build, state, {}, self._layers[0])
        # What is looked for is remembered by the contexts, which are kept, so it is remembered here too.
        for path in files.looked_for:
            self._ways.setdefault(path, CommitState.kind)
        for path in (*files.read_paths, COMPOSE_FILES):
            self._ways[path] = CommitState.content
        versions: Sequence[Version | None] = ()
        if build is not None and original is not None:
            versions = (original, *self._mended(project, build, original, state))
        for path in files.looked_for | files.read_paths:
            if manifest_of(path.rpartition("/")[2]) is not None:
                self._ways.setdefault(path, CommitState.manifest)
        values = {path: way(state, path) for path, way in self._ways.items()}
        return Situation(versions, values, state)

    def _renewed(self, state: CommitState) -> Project:
        found = state.found()
        if self._project is None:
            root = self._build.project.root
            self._project = Project(root, (self._build.path,), None, found, state.files)
        else:
            is_same = self._listings_seen == state.listings_changed
            self._project = self._project.renewed(found, keeps_contexts=is_same)
        self._listings_seen = state.listings_changed
        return self._project

    def _mended(
        self, project: Project, build: Build, original: Version, state: CommitState
    ) -> Sequence[Version | None]:
        if self._check is None:
            return None, None
        result: Mended = mended(project, files_of(build), self._check)
        versions: list[Version | None] = []
        for way, overlay in enumerate(result, start=1):
            if way == 2 and result.safe == result.unsafe and self.targets.safe is self.targets.unsafe:
                versions.append(versions[0])
                continue
            changed = same_build(project.with_overlay(overlay), self._build, self.path) if overlay else build
            versions.append(original if changed is None else Version(changed, state, overlay, self._layers[way]))
        return versions


def _targets(build: Build, check: Check | None) -> Targets:
    if check is None or build.project is None:
        return Targets(build, None, None)
    result = mended(build.project, files_of(build), check)
    safe, unsafe = (
        (same_build(build.project.with_overlay(overlay), build, build.path) or build) if overlay else build
        for overlay in result
    )
    return Targets(build, safe, safe if result.safe == result.unsafe else unsafe)


def same_build(project: Project, build: Build, path: str) -> Build | None:
    """The build of another state of the project that is meant to be `build`; None where there is nothing to build.

    `path` is where its Dockerfile is then.
    """
    candidates = project.builds_of(path)
    service = build.service
    if service is not None:
        named = [one for one in candidates if any(it.name == service.name for it in project.services_of(one))]
        if named:
            return named[0]
    root = build.context.root if build.context is not None else None
    if root == os.path.dirname(build.path) and service is None:
        # The folder of the Dockerfile is taken for the context where nothing else says what it is.
        root = os.path.dirname(path)
    for one in candidates:
        if one.context is not None and one.context.root == root and one.target_name == build.target_name:
            return one
    if build.dockerfile.source.embedded_in is not None or not project.exists(path):
        return None
    dockerfile = project.parse_dockerfile(path)
    if dockerfile is None:
        return None
    # No service says how it was built then: as it is built now.
    context = project.context(root, path) if root is not None else None
    return Build(dockerfile, path, context, build.target_name, build.args, build.named_contexts, None, project)


def _digest(total: int) -> bytes:
    """The digest that is a sum; empty where nothing is taken."""
    return total.to_bytes(16, "big") if total else b""


def _object_id(data: bytes, commit: str) -> bytes:
    """The id that git gives a file, by the algorithm that the id of a commit tells."""
    hashed = hashlib.new("sha256" if len(commit) == 64 else "sha1", usedforsecurity=False)
    hashed.update(b"blob %d\0" % len(data))
    hashed.update(data)
    return hashed.hexdigest().encode()
