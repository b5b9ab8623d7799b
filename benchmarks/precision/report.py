"""How precise are the rules? The table of the labels, and the figures that the pages of the rules print.

    python benchmarks/precision/report.py [--half measured] [--no-write]

A finding counts as right or wrong where its readers agree on it; where they do not, and where they agree on that, it is
arguable. `dflint/rules/precision.py` is written from the labels of the measured half, whichever half the table
is of.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, os.fspath(Path(__file__).resolve().parent.parent.parent))

from records import ARGUABLE, COUNTS, HALVES, LABELS, RIGHT, WRONG, Label, read, verdict_of

TABLE = Path(__file__).resolve().parent.parent.parent / "dflint" / "rules" / "precision.py"
_HEAD = '''"""How many findings of each rule were right? Written by benchmarks/precision/report.py from its labels.

Findings were drawn from repositories that no rule was written or mended on, and read in their projects.
"""

from __future__ import annotations

from collections.abc import Mapping

PRECISION: Mapping[str, tuple[int, int, int, int]] = {
'''
_TAIL = '''}
"""Code to how many findings were read, and how many of them were right, wrong and arguable."""
'''


class Tally(NamedTuple):
    """How many findings of a rule were read, and what they were found to be."""

    sampled: int
    right: int
    wrong: int
    arguable: int


def tallies(labels: Iterable[Label]) -> dict[str, Tally]:
    """Code to its tally."""
    verdicts: dict[str, list[str]] = defaultdict(list)
    for label in labels:
        verdicts[label["code"]].append(verdict_of(label))
    return {
        code: Tally(len(given), given.count(RIGHT), given.count(WRONG), given.count(ARGUABLE))
        for code, given in sorted(verdicts.items())
    }


def share_right(of_rule: Mapping[str, Tally]) -> float | None:
    """The share of all findings that were read which were right; None if none was."""
    sampled = sum(tally.sampled for tally in of_rule.values())
    return sum(tally.right for tally in of_rule.values()) / sampled if sampled else None


def median(files_by_findings: Mapping[int, int]) -> float:
    """The median of the findings of a file; the mapping says how many files have how many."""
    numbers = [number for number, files in sorted(files_by_findings.items()) for _ in range(files)]
    if not numbers:
        return 0.0
    middle = len(numbers) // 2
    return float(numbers[middle]) if len(numbers) % 2 else (numbers[middle - 1] + numbers[middle]) / 2


def medians(counts: Mapping[str, Any]) -> tuple[float, float]:
    """The median of findings a file, among the files with findings and among all."""
    with_findings = {int(number): files for number, files in counts["files_by_findings"].items()}
    without = counts["files"] - sum(with_findings.values())
    return median(with_findings), median({0: without, **with_findings})


def report(labels: list[Label], counts: Mapping[str, Any]) -> str:
    """The table, as Markdown, with what it comes to."""
    of_rule = tallies(labels)
    rules: Mapping[str, Mapping[str, int]] = counts.get("rules", {})
    lines = [
        "| rule | findings | files | read | right | wrong | arguable |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for code in sorted({*of_rule, *rules}):
        numbers = rules.get(code, {})
        tally = of_rule.get(code, Tally(0, 0, 0, 0))
        cells = (numbers.get("findings", ""), numbers.get("files", ""), *tally)
        lines.append(f"| {code} | {' | '.join(str(cell) for cell in cells)} |")
    total = Tally(*(sum(tally[index] for tally in of_rule.values()) for index in range(4)))
    lines.append(
        f"| all | {counts.get('findings', '')} | {_files_with_findings(counts)} | {' | '.join(map(str, total))} |"
    )
    share = share_right(of_rule)
    twice = sum(label["second_verdict"] is not None for label in labels)
    differing = sum(label["second_verdict"] not in (None, label["verdict"]) for label in labels)
    lines += ["", f"Right: {'-' if share is None else f'{share:.1%}'} of {total.sampled} findings read."]
    lines.append(f"Read by two: {twice}, of which {differing} with different verdicts.")
    if counts:
        among_those, among_all = medians(counts)
        lines.append(
            f"Findings a file, median: {among_those:g} among the {_files_with_findings(counts)} with findings, "
            f"{among_all:g} among all {counts['files']}, in {counts['repositories']} repositories."
        )
    return "\n".join(lines)


def _files_with_findings(counts: Mapping[str, Any]) -> int | str:
    return sum(counts["files_by_findings"].values()) if counts else ""


def table(of_rule: Mapping[str, Tally]) -> str:
    """The text of the module with the figures."""
    rows = [f'    "{code}": {tuple(tally)},\n' for code, tally in sorted(of_rule.items())]
    return (_HEAD + "".join(rows) + _TAIL).replace("= {\n}", "= {}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--half", choices=HALVES, default="measured", help="which half the table is of")
    parser.add_argument("--labels", type=Path, default=LABELS)
    parser.add_argument("--counts", type=Path, default=COUNTS)
    parser.add_argument("--no-write", action="store_true", help="leave the figures of the pages as they are")
    options = parser.parse_args()
    labels: list[Label] = list(read(options.labels)) if options.labels.exists() else []
    counts = json.loads(options.counts.read_text(encoding="utf-8")) if options.counts.exists() else {}
    print(report([label for label in labels if label["half"] == options.half], counts.get(options.half, {})))
    if not options.no_write:
        measured = [label for label in labels if label["half"] == "measured"]
        TABLE.write_text(table(tallies(measured)), encoding="utf-8")


if __name__ == "__main__":
    main()
