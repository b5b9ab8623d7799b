"""Does dflint know which steps of a build come from the cache? Its model beside a real builder.

    python benchmarks/cache_model.py [--builds 300] [--commits 12] [--seed 1]

Repositories are drawn (`random_repositories.py`), each is built by ``docker build`` at each of its commits, and for
every step of every build what the builder says (CACHED or not) is compared with what the model says: cached if its key
was seen before. Needs an engine with BuildKit and the image debian:bookworm-slim.
"""

from __future__ import annotations

import argparse
import json
import re
import secrets
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from random_repositories import Repository, Snapshot

from dflint.build.build import Build
from dflint.build.cache_keys import CacheModel
from dflint.build.input_digests import DiskDigests
from dflint.build.layers import Layer
from dflint.build.stages import Stage
from dflint.build.steps import CopyStep, RunStep
from dflint.context.build_context import BuildContext
from dflint.dockerfile.instructions import Add, Copy, Run, Workdir
from dflint.dockerfile.parser import parse
from dflint.source import Source

# How often something is drawn anew since it cannot be built.
_ATTEMPTS = 40

_STEP = re.compile(r"\[(?:(\S+) )? *(\d+)/\d+\] (?!LINK )")


class Vertex(NamedTuple):
    """What the builder reports of a step: what it builds on, and when it was started other than to load it."""

    name: str
    inputs: set[str]
    starts: set[str]

    @property
    def is_built(self) -> bool:
        """Whether the step was carried out. What builds on nothing is also started to find its key."""
        return len(self.starts) > (not self.inputs)


class Outcome(NamedTuple):
    """One step of one build: what the model said and what the builder did."""

    where: str
    row: int
    text: str
    predicted: bool
    real: bool
    is_of_files: bool


class Progress(NamedTuple):
    """A build: whether each step was carried out, by stage and number, and the error message if it failed."""

    steps: dict[tuple[str, int], bool]
    error: str

    def step(self, layer: Layer, is_alone: bool = False) -> bool | None:
        """Whether a layer was built; None if that is not reported. A stage that `is_alone` may have no name there."""
        name, number = numbers(layer.stage)[layer.position]
        is_built = self.steps.get((name, number))
        return self.steps.get(("", number)) if is_built is None and is_alone else is_built


def run_build(root: Path, snapshot: Snapshot) -> Progress:
    """Build what is in `root` and read what the builder reports."""
    command = ["docker", "build", "--progress=rawjson", "--network=host", "--output=type=cacheonly"]
    for name, value in snapshot.arguments.items():
        command += ["--build-arg", f"{name}={value}"]
    if snapshot.target is not None:
        command += ["--target", snapshot.target]
    done = subprocess.run([*command, str(root)], capture_output=True, text=True, timeout=300)
    lines = done.stderr.splitlines()
    other = [line for line in lines if not line.startswith("{")]
    steps: dict[tuple[str, int], bool] = {}
    for vertex in read_vertices(line for line in lines if line.startswith("{")):
        match = _STEP.match(vertex.name)
        if match:
            steps[match[1] or "", int(match[2])] = vertex.is_built
    return Progress(steps, "\n".join(other[-12:]) if done.returncode else "")


def merges_links() -> bool:
    """Whether the engine makes a layer of its own of ``COPY --link``: it does where containerd stores the images."""
    command = ["docker", "info", "--format", "{{json .DriverStatus}}"]
    return "io.containerd.snapshotter" in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def read_vertices(lines: Iterable[str]) -> Iterable[Vertex]:
    """The vertices that the builder reports in lines of JSON."""
    vertices: dict[str, Vertex] = {}
    for line in lines:
        for event in json.loads(line).get("vertexes") or ():
            vertex = vertices.setdefault(event["digest"], Vertex(event["name"], set(), set()))
            vertex.inputs.update(event.get("inputs") or ())
            if "started" in event and not event.get("cached"):
                vertex.starts.add(event["started"])
    return vertices.values()


def numbers(stage: Stage) -> dict[int, tuple[str, int]]:
    """Under which name and number the builder reports the steps of a stage, by their positions."""
    name = stage.name or f"stage-{stage.index}"
    counted = [position for position, step in enumerate(stage.steps) if isinstance(step, (Run, Copy, Add, Workdir))]
    first = 1 if stage.parent is not None or stage.root.is_scratch else 2
    return {position: (name, number) for number, position in enumerate(counted, first)}


def is_of_files(layer: Layer) -> bool:
    """Whether a layer, and all that it builds on, takes files from nowhere but the context."""
    stage = layer.stage
    return all(step.position > layer.position or not takes_from_elsewhere(step) for step in stage.layers) and not any(
        takes_from_elsewhere(step) for one in stage.chain[1:] for step in one.layers
    )


def takes_from_elsewhere(step: RunStep | CopyStep) -> bool:
    """Whether a step takes files from a stage or an image."""
    if isinstance(step, CopyStep):
        return not step.is_from_context
    return any(mount.mount.from_ for mount in step.mounts)


def build_of(root: Path, snapshot: Snapshot) -> Build:
    """The build of what is in `root`."""
    path = str(root / "Dockerfile")
    context = BuildContext.open(str(root), path)
    return Build(parse(Source.read(path)), path, context, target_name=snapshot.target, args=snapshot.arguments)


def can_be_built(build: Build) -> bool:
    """Whether all that is copied or mounted from the context is there."""
    context = build.context
    for stage in build.stages:
        if any(step.taken and step.taken.missing for step in stage.copies):
            return False
        mounts = (mount for run in stage.runs for mount in run.mounts if mount.is_from_context)
        if context is not None and not all(context.exists(mount.source or "") for mount in mounts):
            return False
    return True


class Comparison:
    """Builds repositories and compares."""

    def __init__(self, merges_links: bool) -> None:
        self.outcomes: list[Outcome] = []
        self.builds = 0
        self.failed: list[str] = []
        self.hidden: list[str] = []
        self._merges_links = merges_links

    def compare(self, seed: str, commits: int, folder: Path) -> None:
        """Build the repository of `seed` at each of its commits."""
        name = f"r{secrets.token_hex(4)}"
        root = folder / name
        repository, build = self._start(seed, name, root)
        seen: set[bytes] = set()
        for number in range(commits):
            if number:
                build = self._next(repository, root)
            model = CacheModel(build, merges_links=self._merges_links)
            where = f"{seed} commit {number} ({', '.join(repository.what)})"
            progress = run_build(root, repository.snapshot)
            if progress.error:
                # Nobody knows what is in the cache now.
                self.failed.append(f"{where}: {progress.error}")
                return
            self.builds += 1
            assert build.context is not None
            keys = model.keys(DiskDigests(build.context))
            steps = {layer: progress.step(layer, len(build.graph.stages) == 1) for layer in model.layers}
            # A step that two stages share is reported for one of them.
            reported = {keys[layer] for layer, is_built in steps.items() if is_built is not None}
            for layer, is_built in steps.items():
                if is_built is not None:
                    self._note(where, layer, keys[layer] in seen, not is_built)
                elif keys[layer] not in reported:
                    self.hidden.append(f"{where}: row {layer.row} {layer.instruction.keyword}")
            seen.update(keys.values())

    def _start(self, seed: str, name: str, root: Path) -> tuple[Repository, Build]:
        """The first repository of `seed` that can be built, on the disk, and its build."""
        for attempt in range(_ATTEMPTS):
            repository = Repository(f"{seed}.{attempt}", name)
            repository.write(root)
            build = build_of(root, repository.snapshot)
            if can_be_built(build):
                break
        return repository, build

    def _next(self, repository: Repository, root: Path) -> Build:
        """A further commit with which the repository can be built, on the disk, and its build."""
        past = repository.snapshot
        for _ in range(_ATTEMPTS):
            repository.commit()
            repository.write(root)
            build = build_of(root, repository.snapshot)
            if can_be_built(build):
                break
            repository.snapshot = past
        return build

    def _note(self, where: str, layer: Layer, predicted: bool, real: bool) -> None:
        instruction = layer.instruction
        words = [instruction.keyword, *(flag.text for flag in instruction.flags), instruction.body_text[:100]]
        self.outcomes.append(Outcome(where, layer.row, " ".join(words), predicted, real, is_of_files(layer)))


def report(comparison: Comparison) -> bool:
    """Print what was found; whether it is as good as it must be."""
    for kind, outcomes in (
        ("all steps", comparison.outcomes),
        ("steps whose inputs are files", [one for one in comparison.outcomes if one.is_of_files]),
    ):
        equal = sum(one.predicted == one.real for one in outcomes)
        cached = sum(one.real for one in outcomes)
        print(f"{kind}: {equal} of {len(outcomes)} equal ({equal / max(len(outcomes), 1):.2%}), {cached} cached")
    by_keyword = Counter(one.text.split()[0] for one in comparison.outcomes)
    print("steps: " + ", ".join(f"{count} {keyword}" for keyword, count in by_keyword.most_common()))
    print(
        f"builds: {comparison.builds}, failed: {len(comparison.failed)}, steps not reported: {len(comparison.hidden)}"
    )
    for text in (*comparison.failed, *comparison.hidden):
        print(f"  {text}")
    for one in comparison.outcomes:
        if one.predicted != one.real:
            said = "cached, but was built" if one.predicted else "built, but was cached"
            print(f"  {one.where}: row {one.row} predicted {said}{' FILES' if one.is_of_files else ''}: {one.text}")
    different = [one for one in comparison.outcomes if one.predicted != one.real]
    return not any(one.is_of_files for one in different) and len(different) <= 0.005 * len(comparison.outcomes)


def main() -> int:
    """Run the comparison; 1 if the model is not good enough."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--builds", type=int, default=300, help="how many builds at least")
    options.add_argument("--commits", type=int, default=12, help="builds a repository")
    options.add_argument("--seed", default="1", help="another one draws other repositories")
    arguments = options.parse_args()
    comparison = Comparison(merges_links=merges_links())
    with tempfile.TemporaryDirectory() as folder:
        number = 0
        while comparison.builds < arguments.builds:
            comparison.compare(f"{arguments.seed}.{number}", arguments.commits, Path(folder))
            number += 1
            if sys.stderr.isatty():
                print(f"\r{comparison.builds} builds", end="", file=sys.stderr)
    return 0 if report(comparison) else 1


if __name__ == "__main__":
    sys.exit(main())
