"""Does ``dflint check --diff-base REV`` tell what two full runs tell apart, and how much longer than one does it take?

    python benchmarks/diff_base.py REPOSITORY [--commits 100] [--back 10] [--every 1]

For each of the last N commits of a repository, each `--every`-th of the first parents, REV is the one `--back` commits
before. The commits are checked out in copies of the repository, for two full runs: what has a fingerprint in the later
one that the earlier one has not, with files named as they are called later, is expected to be what ``--diff-base``
tells. Which files have another name is asked of git. The times are those of a full run and of one with ``--diff-base``,
with all that a process needs to start.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

FULL_RUN = """
import json
import sys
from dflint.cli.session import Options, Session
from dflint.fingerprints import Fingerprints

names = json.load(sys.stdin)
session = Session(Options((".",), isolated=True))
for target in session.targets.of_projects:
    found = session.check(target, {}).diagnostics
    name = session.name_in_project
    known = Fingerprints(found, lambda path: names.get(name(path), name(path)))
    for one in found:
        print(json.dumps([known.of(one), name(one.path), one.code, one.message]))
"""

CHECK = (sys.executable, "-m", "dflint", "check", "--isolated", "--output-format", "json", "--exit-zero")

Finding = tuple[str, str, str]
"""The name of a file, code and message."""


class Time(NamedTuple):
    """Seconds that passed, and seconds of the processor."""

    wall: float
    processor: float

    def plus(self, other: Time) -> Time:
        return Time(self.wall + other.wall, self.processor + other.processor)


class Copy:
    """A clone of the repository, in which commits are checked out."""

    def __init__(self, repository: Path, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", str(repository), str(folder)], check=True)

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.folder), "-c", "advice.detachedHead=false", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, errors="surrogateescape").stdout

    def check_out(self, commit: str) -> None:
        self.git("checkout", "-q", "--force", commit)
        self.git("clean", "-qffdx")

    def run(self, command: Sequence[str], given: str = "") -> tuple[str, Time]:
        """What a command writes in the folder, and how long it takes."""
        environment = {**os.environ, "PYTHONPATH": os.getcwd(), "PYTHONHASHSEED": "0"}
        start = time.perf_counter()
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as text:
            text.write(given.encode())
            text.seek(0)
            process = subprocess.Popen(
                command, cwd=self.folder, stdin=text, stdout=output, stderr=subprocess.DEVNULL, env=environment
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            if status:
                raise SystemExit(f"{command[0]} failed in {self.folder}")
            output.seek(0)
            return output.read().decode(), Time(wall, usage.ru_utime + usage.ru_stime)

    def full_run(self, names: dict[str, str]) -> dict[str, Finding]:
        """The findings by their fingerprints; `names` are other names that files go by."""
        lines, _ = self.run((sys.executable, "-c", FULL_RUN), json.dumps(names))
        return {words[0]: (words[1], words[2], words[3]) for words in map(json.loads, lines.splitlines())}

    def renamed(self, before: str, after: str) -> dict[str, str]:
        """What git takes for renamed: old name to new name."""
        parts = self.git("diff-tree", "-r", "-z", "-M", "-l0", "--raw", "--diff-filter=R", before, after).split("\0")
        return dict(zip(parts[1::3], parts[2::3], strict=False))


def compare(earlier: Copy, later: Copy, before: str, after: str) -> tuple[bool, int, Time, Time]:
    """Whether both say the same, how much is new, and what a full run and one with ``--diff-base`` take."""
    earlier.check_out(before)
    later.check_out(after)
    known = earlier.full_run(later.renamed(before, after))
    expected = Counter(found for name, found in later.full_run({}).items() if name not in known)
    _, full = later.run(CHECK)
    output, changed = later.run((*CHECK, "--diff-base", before))
    told = Counter((one["filename"], one["code"], one["message"]) for one in json.loads(output))
    for one in expected - told:
        print(f"{before[:9]}..{after[:9]}: not told: {one}")
    for one in told - expected:
        print(f"{before[:9]}..{after[:9]}: told: {one}")
    return told == expected, sum(told.values()), full, changed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("--commits", type=int, default=100)
    parser.add_argument("--back", type=int, default=10)
    parser.add_argument("--every", type=int, default=1)
    given = parser.parse_args()
    most = given.commits * given.every + given.back
    listed = subprocess.run(
        ["git", "-C", str(given.repository), "rev-list", "--first-parent", f"--max-count={most}", "HEAD"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    pairs = list(zip(listed[given.back :: given.every], listed[:: given.every], strict=False))[: given.commits]
    same = new = left_out = 0
    full = changed = Time(0, 0)
    with tempfile.TemporaryDirectory() as folder:
        copies = [Copy(given.repository.resolve(), Path(folder) / name / "project") for name in ("before", "after")]
        for before, after in pairs:
            try:
                is_same, told, one_full, one_changed = compare(*copies, before, after)
            except subprocess.CalledProcessError:
                left_out += 1
                continue
            same += is_same
            new += told
            full, changed = full.plus(one_full), changed.plus(one_changed)
    count = max(len(pairs) - left_out, 1)
    if left_out:
        print(f"{left_out} comparisons are left out: the clone lacks files of these commits")
    print(f"{same} of {count} comparisons are as expected; {new} findings were new")
    print(f"a full run takes {full.wall / count:.2f} s, {full.processor / count:.2f} s of processor")
    print(f"with --diff-base {changed.wall / count:.2f} s, {changed.processor / count:.2f} s of processor")
    print(f"ratio            {changed.wall / full.wall:.2f},   {changed.processor / full.processor:.2f}")
    return int(same < count or changed.processor > 2 * full.processor)


if __name__ == "__main__":
    sys.exit(main())
