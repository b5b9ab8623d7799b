"""Draw findings to be read: a sample of each rule, over repositories that are laid out as files.

    python benchmarks/precision/draw.py FOLDER --out SAMPLE.jsonl --half tune|measured [--all]

Each folder in FOLDER is a repository, named `owner+name`; its commit is that of its own git repository, or the one in
the file FOLDER/COMMITS, with lines of a name and a commit. The rules are those of the dflint in this checkout that are
on by default, with --all every one; what the repositories' own configuration or comments say of dflint is not obeyed.

Of each rule --each findings are drawn, all if there are no more. The draw depends on --seed and on the findings of the
rule alone, so another rule changes nothing of it. How many findings there are in all goes to counts.json (--counts),
for report.py. The sample holds messages, which may quote the files: it is not for the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, os.fspath(Path(__file__).resolve().parent.parent.parent))

from records import COUNTS, HALVES, Drawn, write

from dflint.linter import Linter
from dflint.project.project import Project
from dflint.rules.registry import load_all
from dflint.rules.rule import Rule


def commits_of(folder: Path) -> dict[str, str]:
    """What the file COMMITS says: repository to commit."""
    file = folder / "COMMITS"
    if not file.is_file():
        return {}
    lines = [line.split() for line in file.read_text(encoding="utf-8").splitlines()]
    return {words[0].replace("/", "+", 1): words[1] for words in lines if len(words) >= 2}


def commit_of(repository: Path) -> str:
    """The commit that is checked out in the repository's own git repository; "" where it has none."""
    if not (repository / ".git").exists():
        return ""
    done = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", "HEAD"],
        cwd=repository,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": os.fspath(repository.parent)},
        capture_output=True,
        text=True,
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def findings_of(repository: Path, commit: str, rules: list[Rule]) -> Iterator[Drawn]:
    """The findings in one repository; what breaks a rule is told on standard error."""
    result = Linter(Project(os.fspath(repository)), rules).run()
    for error in result.internal_errors:
        print(f"{repository.name}: {error.code} raised on {error.path}: {error.error!r}", file=sys.stderr)
    for one in result.diagnostics:
        source, span = one.source.resolve(one.span)
        place = source.position(span.start)
        yield Drawn(
            repository=repository.name,
            commit=commit,
            path=Path(os.path.relpath(source.path, repository)).as_posix(),
            row=place.row,
            column=place.column,
            code=one.code,
            message=one.message,
            help=one.help,
        )


def sample(found: list[Drawn], each: int, seed: int, per_repository: int | None = None) -> list[Drawn]:
    """At most `each` findings of each rule, and `per_repository` of it in one repository, in order."""
    by_code: dict[str, list[Drawn]] = defaultdict(list)
    for row in found:
        by_code[row["code"]].append(row)
    drawn: list[Drawn] = []
    for code, rows in sorted(by_code.items()):
        rows.sort(key=_order)
        if per_repository is not None:
            rows = _thinned(rows, per_repository, random.Random(f"{seed}:{code}:repositories"))
        taken = rows if len(rows) <= each else random.Random(f"{seed}:{code}").sample(rows, each)
        drawn += sorted(taken, key=_order)
    return drawn


def _thinned(rows: list[Drawn], per_repository: int, draw: random.Random) -> list[Drawn]:
    """At most `per_repository` rows of each repository: copies of one file say nothing new."""
    of_repository: dict[str, list[Drawn]] = defaultdict(list)
    for row in rows:
        of_repository[row["repository"]].append(row)
    return [
        row
        for few in of_repository.values()
        for row in (few if len(few) <= per_repository else draw.sample(few, per_repository))
    ]


def _order(row: Drawn) -> tuple[str, str, int, int, str]:
    return row["repository"], row["path"], row["row"], row["column"], row["message"]


def counts(found: list[Drawn], repositories: int, files: int) -> dict[str, Any]:
    """How many findings there are: in all, of each rule, and in how many files how many of them."""
    per_file = Counter((row["repository"], row["path"]) for row in found)
    histogram = Counter(per_file.values())
    files_of_rule: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in found:
        files_of_rule[row["code"]].add((row["repository"], row["path"]))
    of_rule = Counter(row["code"] for row in found)
    return {
        "repositories": repositories,
        "files": max(files, len(per_file)),
        "findings": len(found),
        "files_by_findings": {str(number): histogram[number] for number in sorted(histogram)},
        "rules": {
            code: {"findings": of_rule[code], "files": len(files_of_rule[code])} for code in sorted(files_of_rule)
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the file for the sample")
    parser.add_argument("--half", choices=HALVES, required=True, help="which half of the repositories FOLDER holds")
    parser.add_argument("--all", action="store_true", help="also the rules that are off by default")
    parser.add_argument("--each", type=int, default=30, help="findings to draw of each rule (default: 30)")
    parser.add_argument("--per-repository", type=int, help="of each rule draw no more in one repository")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--counts", type=Path, default=COUNTS, help="the file for the numbers of findings")
    options = parser.parse_args()

    rules = [rule() for rule in load_all() if rule.on or options.all]
    repositories = sorted(path for path in options.folder.iterdir() if path.is_dir() and "+" in path.name)
    if not repositories:
        parser.error(f"{options.folder} holds no folder named owner+name")
    commits = commits_of(options.folder)
    found: list[Drawn] = []
    files = 0
    for repository in repositories:
        commit = commits.get(repository.name) or commit_of(repository)
        found += findings_of(repository, commit, rules)
        files += len(Project(os.fspath(repository)).files)
    drawn = sample(found, options.each, options.seed, options.per_repository)
    written = write(options.out, drawn)

    known = json.loads(options.counts.read_text(encoding="utf-8")) if options.counts.exists() else {}
    known[options.half] = counts(found, len(repositories), files)
    options.counts.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{written} of {len(found)} findings, in {files} files of {len(repositories)} repositories")


if __name__ == "__main__":
    main()
