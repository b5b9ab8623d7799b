"""What does dflint say of compose files beside dclint, over the same files, in one run?

    python benchmarks/compose_findings.py FOLDER... [--dclint PATH] [--all-rules] [--places]

Each FOLDER is a repository, laid out as files; its compose files are given to both tools. Only dflint sees the files
around them. Printed are the findings a file of each tool, those by rule, and what each finds that the other does not,
where dflint's rules have dclint's names as aliases. dclint is looked for on the PATH (`npm install -g dclint`), or is
the program at PATH; without it dflint is counted alone.

With `--all-rules` dflint's styles, which are off by default as dclint's are on, are counted too. `--places` lists the
places of what only one of the two finds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dflint.project.names import Kind, kind_of

DFLINT = [sys.executable, "-m", "dflint", "check", "--isolated", "--exit-zero", "--output-format", "json"]

ALL_RULES = ["--extend-select", "DC", "--config", "rules.DC207.all-images = true"]

UNREADABLE = {"DF004": "invalid-yaml or invalid-schema", "DF007": "invalid-yaml or invalid-schema"}
"""What the two tools call a file that Compose refuses, which no rule of dclint can be switched off for."""
_OF_DCLINT = {"invalid-yaml": "invalid-yaml or invalid-schema", "invalid-schema": "invalid-yaml or invalid-schema"}

_LONGEST_CALL = 200
"""Files that one call of dclint gets."""


class Finding(NamedTuple):
    """A finding of one of the tools: `rule` is dclint's name for it, or dflint's code where dclint has none."""

    file: str
    row: int
    code: str
    rule: str
    message: str


def compose_files(folder: Path) -> list[Path]:
    """The compose files below `folder`, by their names, in order."""
    found: list[Path] = []
    for directory, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in (".git", "node_modules"))
        found += [Path(directory, name) for name in sorted(names) if kind_of(name) is Kind.COMPOSE]
    return [path for path in found if path.is_file()]


def of_dflint(folder: Path, files: Sequence[Path], all_rules: bool) -> list[Finding]:
    """What dflint finds in `files`, which lie below `folder`. Findings in Dockerfiles are left out."""
    words = [*DFLINT, *(ALL_RULES if all_rules else [])]
    paths = [str(path.relative_to(folder)) for path in files]
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(path for path in sys.path if path))
    done = subprocess.run([*words, *paths], cwd=folder, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        print(f"FAILED: dflint in {folder}: exit {done.returncode}\n{done.stderr[-2000:]}")
        return []
    known = {os.path.normpath(path) for path in paths}
    found: list[Finding] = []
    for item in json.loads(done.stdout):
        path = os.path.normpath(item["filename"])
        if path in known and item["code"].startswith(("DC", "DF")):
            rule = item["aliases"][0] if item["aliases"] else UNREADABLE.get(item["code"], item["code"])
            found.append(Finding(str(folder / path), item["location"]["row"], item["code"], rule, item["message"]))
    return found


def of_dclint(program: str, files: Sequence[Path]) -> list[Finding]:
    """What dclint finds in `files`, by its own defaults."""
    found: list[Finding] = []
    for start in range(0, len(files), _LONGEST_CALL):
        paths = [str(path) for path in files[start : start + _LONGEST_CALL]]
        with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
            # To a file: it ends before it has written more than a pipe holds.
            done = subprocess.run(
                [program, "-f", "json", *paths], cwd="/", stdout=output, stderr=subprocess.PIPE, text=True
            )
            output.seek(0)
            text = output.read()
        try:
            results: list[dict[str, Any]] = json.loads(text)
        except ValueError:
            print(f"FAILED: dclint: exit {done.returncode}\n{done.stderr[-2000:]}")
            continue
        for result in results:
            for item in result["messages"]:
                rule = _OF_DCLINT.get(item["rule"], item["rule"])
                found.append(Finding(result["filePath"], item["line"], item["rule"], rule, item["message"]))
    return found


def print_counts(title: str, findings: Sequence[Finding], file_count: int) -> None:
    """Findings a file, and by rule."""
    having = len({one.file for one in findings})
    print(f"\n{title}: {len(findings)} findings, {len(findings) / max(1, file_count):.2f} a file, in {having} files")
    files_of = Counter(code for code, _ in {(one.code, one.file) for one in findings})
    for code, count in Counter(one.code for one in findings).most_common():
        print(f"  {code:<42} {count:>6} in {files_of[code]:>5} files")


def print_difference(ours: Sequence[Finding], theirs: Sequence[Finding], shows_places: bool) -> None:
    """By dclint's name of the fault: the files in which both, or only one of the tools, find it."""
    files: dict[str, Counter[str]] = {"both": Counter(), "dflint": Counter(), "dclint": Counter()}
    own, other = _by_fault(ours), _by_fault(theirs)
    for fault in own.keys() | other.keys():
        side = "both" if fault in own and fault in other else "dflint" if fault in own else "dclint"
        files[side][fault[1]] += 1
    print("\nfiles by fault:                                 both  only dflint  only dclint")
    names = sorted(
        {name for counter in files.values() for name in counter}, key=lambda name: (name[:1].isupper(), name)
    )
    for name in names:
        print(f"  {name:<42} {files['both'][name]:>6} {files['dflint'][name]:>12} {files['dclint'][name]:>12}")
    if shows_places:
        print_places("only dflint", (own[fault] for fault in sorted(own.keys() - other.keys())))
        print_places("only dclint", (other[fault] for fault in sorted(other.keys() - own.keys())))


def _by_fault(findings: Iterable[Finding]) -> Mapping[tuple[str, str], Finding]:
    """The first finding of each fault in each file."""
    found: dict[tuple[str, str], Finding] = {}
    for one in findings:
        found.setdefault((one.file, one.rule), one)
    return found


def print_places(title: str, findings: Iterable[Finding]) -> None:
    """One line a finding."""
    print(f"\n{title}:")
    for one in findings:
        print(f"  {one.file}:{one.row}: {one.code} {one.message}")


def main() -> None:
    """Count and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--dclint", metavar="PATH", help="the program, if it is not on the PATH")
    parser.add_argument("--all-rules", action="store_true", help="dflint's rules that are off by default, too")
    parser.add_argument("--places", action="store_true", help="list what only one of the two finds")
    arguments = parser.parse_args()
    program = shutil.which(arguments.dclint or "dclint")
    files: list[Path] = []
    ours: list[Finding] = []
    for folder in arguments.folders:
        found = compose_files(folder.resolve())
        files += found
        ours += of_dflint(folder.resolve(), found, arguments.all_rules) if found else []
    print(f"{len(files)} compose files in {len(arguments.folders)} folders")
    print_counts("dflint", ours, len(files))
    if program is None:
        print("\ndclint is not installed")
        return
    theirs = of_dclint(program, files)
    print_counts("dclint", theirs, len(files))
    print_difference(ours, theirs, arguments.places)


if __name__ == "__main__":
    main()
