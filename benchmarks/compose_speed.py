"""How fast is dflint beside dclint on compose files, in one run?

    python benchmarks/compose_speed.py FOLDER [--dclint node_modules/.bin/dclint] [--files 200] [--lines 300]

FOLDER holds compose files, at any depth (`npm install dclint` installs the other tool). First one file, the one whose
length is nearest to `--lines`, in a process of its own; then a drawn set of files in one process, each laid out in a
folder of its own, as `compose.yaml`, so that both tools see the same projects. Runs alternate, and what is printed are
medians and their ratio: absolute times depend on the machine, the ratio hardly does.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

WANTED = 0.25
"""The most that dflint may take of dclint's time."""

DFLINT = [sys.executable, "-m", "dflint", "check", "--isolated", "--exit-zero", "--output-format", "concise"]


def compose_files(folder: Path) -> list[Path]:
    """The compose files below `folder`, in the order of their paths."""
    found = {*folder.rglob("*compose*.yml"), *folder.rglob("*compose*.yaml")}
    return sorted(path for path in found if path.is_file() and ".github" not in path.parts)


def lay_out(files: Sequence[Path], folder: Path) -> None:
    """Copy each file to a folder of its own below `folder`."""
    (folder / ".git").mkdir(parents=True)
    for number, file in enumerate(files):
        path = folder / f"{number:04}" / "compose.yaml"
        path.parent.mkdir()
        path.write_bytes(file.read_bytes())


def seconds(command: Sequence[str], folder: Path) -> float:
    """The wall time of `command`, whose output is thrown away."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def compare(dclint: Sequence[str], dflint: Sequence[str], folder: Path, rounds: int) -> float:
    """Print the medians of both; the ratio of them."""
    times: dict[str, list[float]] = {"dclint": [], "dflint": []}
    for _ in range(rounds):
        times["dclint"].append(seconds(dclint, folder))
        times["dflint"].append(seconds(dflint, folder))
    medians = {name: statistics.median(of_tool) for name, of_tool in times.items()}
    for name, median in medians.items():
        print(f"  {name:8} {median * 1000:9.1f} ms  (best {min(times[name]) * 1000:.1f})")
    ratio = medians["dflint"] / medians["dclint"]
    print(f"  ratio    {ratio:9.3f}     {'within' if ratio <= WANTED else 'OVER'} {WANTED}")
    return ratio


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dclint", type=Path, default=Path("node_modules/.bin/dclint"))
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--lines", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    found = compose_files(arguments.folder)
    program = str(arguments.dclint.resolve())
    if not found or not arguments.dclint.exists():
        raise SystemExit("dclint is not installed, or there is no compose file below the folder")
    lines = {path: path.read_bytes().count(b"\n") for path in found}
    longest = min(found, key=lambda path: abs(lines[path] - arguments.lines))
    drawn = found[:: max(1, len(found) // arguments.files)][: arguments.files]
    with tempfile.TemporaryDirectory() as temporary:
        cold, many = Path(temporary) / "cold", Path(temporary) / "many"
        lay_out([longest], cold)
        print(f"one file of {lines[longest]} lines, cold, median of {arguments.rounds}")
        one = compare([program, "0000/compose.yaml"], [*DFLINT, "0000/compose.yaml"], cold, arguments.rounds)
        lay_out(drawn, many)
        rounds = max(1, arguments.rounds // 2)
        print(f"\n{len(drawn)} files, {sum(lines[path] for path in drawn)} lines, in one process, median of {rounds}")
        all_of_them = compare([program, "-r", "."], [*DFLINT, "."], many, rounds)
    raise SystemExit(int(max(one, all_of_them) > WANTED))


if __name__ == "__main__":
    main()
