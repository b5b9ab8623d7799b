"""How long does replaying a history take, beside ``git log --name-status`` over the same commits, in one run?

    python benchmarks/replay_speed.py [--files 5000] [--commits 1000] [--rounds 5] [--repository FOLDER]

Without FOLDER a repository is made. The replay is that of ``dflint analyze``: of every build, as it was, after the safe
fixes and after all of them, in a process of its own. It must not take more than five times as long as git plus one
second, nor more than 300 MiB of memory. The least of the rounds counts: what is more than that is the machine's doing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from generated_repository import make

MOST_BYTES = 300 << 20

REPLAY = """
import gc
import sys
from dflint.analysis.history import Extent, Repository
from dflint.analysis.mending import checked_by
from dflint.analysis.replay import replay
from dflint.project.project import Project
from dflint.rules.registry import EnabledRule, entries

gc.disable()
rules = entries()
check = checked_by([EnabledRule(rule) for rule in rules if rule.on], rules)
builds = Project(sys.argv[1]).builds
with Repository.open(sys.argv[1]) as repository:
    history = repository.history(Extent(int(sys.argv[2])))
    for histories in replay(history, builds, lambda layer, build: 1, check):
        for report in histories[:3]:
            if report is not None:
                print([(layer.row, layer.rebuilt) for layer in report.per_layer])
"""


class Run(NamedTuple):
    """Wall and processor time in seconds, and the peak of the resident memory in bytes."""

    wall: float
    processor: float
    peak: int


def run(command: Sequence[str], output: int | None = subprocess.DEVNULL) -> Run:
    """Run `command` to its end."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=output)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed")
    return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def least(runs: Sequence[Run]) -> Run:
    """The least of each, but the largest peak."""
    return Run(min(one.wall for one in runs), min(one.processor for one in runs), max(one.peak for one in runs))


def measure(folder: Path, commits: int, rounds: int) -> bool:
    """Print what both take; whether the replay is fast and small enough."""
    log = ["git", "-C", str(folder), "log", "--first-parent", "--name-status", f"-{commits}"]
    replay = [sys.executable, "-c", REPLAY, str(folder), str(commits)]
    run(replay, None)
    pairs = [(run(log), run(replay)) for _ in range(rounds)]
    git, ours = least([pair[0] for pair in pairs]), least([pair[1] for pair in pairs])
    print(f"git log    {git.wall:.2f} s, {git.processor:.2f} s of processor")
    print(f"replay     {ours.wall:.2f} s, {ours.processor:.2f} s of processor, {ours.peak >> 20} MiB")
    limit = Run(5 * git.wall + 1, 5 * git.processor + 1, MOST_BYTES)
    print(f"at most    {limit.wall:.2f} s, {limit.processor:.2f} s of processor, {MOST_BYTES >> 20} MiB")
    is_enough = ours.wall <= limit.wall and ours.peak <= limit.peak
    print(f"time and memory {_verdict(is_enough)}")
    return is_enough


def _verdict(is_kept: bool) -> str:
    return "kept" if is_kept else "not kept"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--commits", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repository", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.repository
        if folder is None:
            folder = Path(temporary) / "service"
            make(folder, options.files, options.commits)
        raise SystemExit(not measure(folder.resolve(), options.commits, options.rounds))


if __name__ == "__main__":
    main()
