"""Does dflint keep its promises on repositories that nobody here wrote?

    python benchmarks/corpus.py FOLDER [--unsafe] [--flat FOLDER]

Each folder in FOLDER is a repository, laid out as files. A copy of each is checked, fixed, and fixed again:

- `check` ends with 0 or 1, without a traceback or an internal error;
- `--show-files` lists every file whose name is that of a container file, but what git ignores;
- a second `fix` changes nothing;
- every changed line belongs to an instruction, a key or a file that a finding names;
- every changed Dockerfile that BuildKit's instruction parser accepted before, it accepts after (`tally-cli` carries
  that parser; without it this is left out).

`--flat` names a folder of Dockerfiles that belong to no project; each is laid out in a folder of its own.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dflint.dockerfile.parser import parse
from dflint.project.names import Kind, kind_of
from dflint.source import Source

BESIDE = Path(sys.executable).parent
DFLINT = [str(BESIDE / "dflint")]


def dflint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run dflint in `folder`; complain if it did not end as it should."""
    done = subprocess.run([*DFLINT, *arguments], cwd=folder, capture_output=True, text=True, errors="replace")
    if done.returncode not in (0, 1) or "Traceback" in done.stderr or "internal error" in done.stderr.lower():
        print(f"FAILED: {folder.name}: dflint {' '.join(arguments)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return done


def findings(folder: Path) -> list[dict[str, Any]]:
    """The findings, as objects."""
    found: list[dict[str, Any]] = json.loads(dflint(folder, "check", ".", "--output-format", "json").stdout)
    return found


def named_files(folder: Path) -> set[str]:
    """The files with the name of a container file, as git lists them."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=folder, capture_output=True
    ).stdout
    names = (os.fsdecode(name) for name in listed.split(b"\0") if name)
    return {
        name
        for name in names
        if kind_of(os.path.basename(name)) is not None
        and (folder / name).is_file()
        and not (folder / name).is_symlink()
    }


def allowed_rows(text: str, of_file: list[dict[str, Any]], path: str) -> set[int]:
    """The rows of the instructions that findings name, or that their fixes edit."""
    spans: list[tuple[int, int]] = []
    for finding in of_file:
        if finding["filename"] == path:
            spans.append((finding["location"]["row"], finding["end_location"]["row"]))
        for place in finding["related"]:
            if place["filename"] == path:
                spans.append((place["location"]["row"], place["end_location"]["row"]))
        for edit in (finding["fix"] or {"edits": []})["edits"]:
            if edit["filename"] == path:
                spans.append((edit["location"]["row"], edit["end_location"]["row"]))
    rows = {row for first, last in spans for row in range(first, last + 1)}
    if kind_of(os.path.basename(path)) is Kind.DOCKERFILE:
        for instruction in parse(Source(path, text)).instructions:
            whole = set(range(instruction.start_row, instruction.end_row + 1))
            if whole & rows:
                rows |= whole
    return rows


def strangers(before: str, after: str, rows: set[int]) -> Iterator[str]:
    """The changed lines that belong to nothing that a finding names. A block that is only moved belongs to it."""
    old, new = before.splitlines(), after.splitlines()
    moved = set(old) & set(new)
    for tag, first, last, low, high in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        # A line that is put between two others belongs to one of them, and an empty line to what stands around it.
        start, end = first, last
        while start > 0 and not old[start - 1].strip():
            start -= 1
        while end < len(old) and not old[end].strip():
            end += 1
        # With a block that is moved comes at most one new line: the COPY of what it needs there.
        block = old[first:last] + new[low:high]
        is_moved = (first == last or low == high) and sum(line not in moved for line in block) <= 1 < len(block)
        if not is_moved and not set(range(start, end + 2)) & rows:
            yield f"row {first + 1}: {old[first:last]} -> {new[low:high]}"


def is_accepted(tally: str, text: bytes) -> bool:
    """Whether BuildKit's instruction parser accepts a Dockerfile."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "Dockerfile"
        file.write_bytes(text)
        file.chmod(0o644)
        command = [tally, "lint", "--slow-checks=off", "--no-config", "--select", "buildkit/*", str(file)]
        return subprocess.run(command, capture_output=True).returncode in (0, 1)


def examine(folder: Path, unsafe: bool, tally: str | None, total: Counter[str], fixed: Counter[str]) -> None:
    """Check and fix one repository; print a row."""
    shown = set(dflint(folder, "check", ".", "--show-files").stdout.splitlines())
    missing = named_files(folder) - shown
    found = findings(folder)
    total.update(one["code"] for one in found)
    before = {name: (folder / name).read_bytes() for name in shown}
    flags = ["--unsafe"] if unsafe else []
    dflint(folder, "fix", ".", *flags)
    after = {name: (folder / name).read_bytes() for name in named_files(folder) | shown}
    changed = sorted(name for name in after if before.get(name) != after[name])
    dflint(folder, "fix", ".", *flags)
    unstable = [name for name in after if (folder / name).read_bytes() != after[name]]
    left = Counter(one["code"] for one in findings(folder))
    fixed.update({code: count - left[code] for code, count in Counter(one["code"] for one in found).items()})
    odd, refused = [], []
    for name in changed:
        if name not in before:
            continue
        old, new = (data.decode("utf-8", "surrogateescape") for data in (before[name], after[name]))
        odd += [f"{name} {line}" for line in strangers(old, new, allowed_rows(old, found, name))]
        is_dockerfile = kind_of(os.path.basename(name)) is Kind.DOCKERFILE
        if tally and is_dockerfile and is_accepted(tally, before[name]) and not is_accepted(tally, after[name]):
            refused.append(name)
    print(
        f"{folder.name:45} {len(shown):5} files {len(found):5} findings {len(changed):4} changed "
        f"{len(unstable)} unstable {len(odd)} strangers {len(refused)} refused {len(missing)} not listed",
        flush=True,
    )
    for line in [*odd[:5], *refused[:5], *unstable[:5], *sorted(missing)[:5]]:
        print(f"    {line}")


def lay_out(source: Path, folder: Path) -> None:
    """Put each Dockerfile of a flat folder into a folder of its own."""
    for number, file in enumerate(sorted(source.rglob("*ockerfile*"))):
        if file.is_file() and file.stat().st_size:
            (folder / f"{number:05}").mkdir(parents=True)
            shutil.copyfile(file, folder / f"{number:05}" / "Dockerfile")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--unsafe", action="store_true")
    parser.add_argument("--flat", type=Path)
    arguments = parser.parse_args()
    tally = shutil.which("tally", path=f"{BESIDE}{os.pathsep}{os.environ['PATH']}")
    total: Counter[str] = Counter()
    fixed: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        for repository in sorted(path for path in arguments.folder.iterdir() if path.is_dir()):
            copy = Path(temporary) / repository.name
            shutil.copytree(repository, copy, symlinks=True)
            if not (copy / ".git").exists():
                subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
            examine(copy, arguments.unsafe, tally, total, fixed)
            shutil.rmtree(copy)
        if arguments.flat:
            copy = Path(temporary) / arguments.flat.name
            lay_out(arguments.flat, copy)
            examine(copy, arguments.unsafe, tally, total, fixed)
    print("\ncode    findings  gone after fix")
    for code, count in sorted(total.items()):
        print(f"{code:8}{count:8}{fixed[code]:8}")


if __name__ == "__main__":
    main()
