"""On how many Dockerfiles that are known to fail does dflint report an error, and where does it stand?

    python benchmarks/explained_failures.py FOLDER [--code CODE]

FOLDER is a checkout of https://github.com/STAR-RG/shipwright, whose `data/for-clustering` holds about 5,400 Dockerfiles
that failed to build in 2020, each with the log of the build. Three shares are printed, from the loosest on:

- *any finding*: dflint says something of the file;
- *an error*: dflint reports a finding of severity error. The paper on this set (Henkel et al., ICSE 2021) counts its
  tools so: a file is caught if one of some chosen rules speaks, wherever in the file (hadolint 33.8 %, Binnacle 20.6 %,
  from `rq1/analyze.sh` there; hadolint's are DL3006, DL3007, DL3014, DL3016 and DL3028, none of them about a failure);
- *explains the failure*: such an error stands in the instruction that the log ends in, or the daemon refused the file
  and dflint reports a syntax error. What broke only later, or outside the file, cannot be seen in it.

With --code the files that an error of this rule explains are listed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from dflint.diagnostics import Diagnostic, Severity
from dflint.dockerfile.parser import parse
from dflint.linter import Linter
from dflint.project.project import Project
from dflint.rules.registry import EnabledRule, entries
from dflint.source import Source

_STEP = re.compile(r"^Step (\d+)/\d+ : ", re.MULTILINE)
_REFUSED = re.compile(
    r"Dockerfile parse error|cannot be empty|No build stage|Error response from daemon: (?:Dockerfile|the )"
)


def failed_step(record: dict[str, Any]) -> int | None:
    """The number, from 1, of the instruction that the build ended in; 0 if the file was refused; None if not known."""
    steps = _STEP.findall(record["raw_stdout_log"] or "")
    if steps:
        return int(steps[-1])
    return 0 if _REFUSED.search(record["raw_stderr_log"] or "") else None


def explains(finding: Diagnostic, step: int | None, source: Source) -> bool:
    """Whether an error stands where the build ended."""
    if finding.severity is not Severity.ERROR or step is None:
        return False
    if step == 0:
        return finding.code == "DF001"
    instructions = parse(source).instructions
    if step > len(instructions):
        return False
    instruction = instructions[step - 1]
    row = source.position(finding.span.start).row
    return instruction.start_row <= row <= instruction.end_row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--code")
    arguments = parser.parse_args()
    rules = [EnabledRule(entry) for entry in entries() if entry.on]
    counted: Counter[str] = Counter()
    explaining: Counter[str] = Counter()
    keywords: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        for file in sorted((arguments.folder / "data" / "for-clustering").glob("as-json-*.json.gz")):
            with gzip.open(file) as stream:
                record = json.load(stream)
            text = record["raw_dockerfile"] or ""
            if not text.strip():
                counted["empty"] += 1
                continue
            folder = Path(temporary) / file.name
            folder.mkdir()
            (folder / "Dockerfile").write_bytes(text.encode("utf-8", "surrogateescape"))
            found = Linter(Project(str(folder)), rules).run().diagnostics
            source = Source.read(str(folder / "Dockerfile"))
            step = failed_step(record)
            counted["files"] += 1
            counted["failing step known"] += step is not None
            counted["any finding"] += bool(found)
            counted["an error"] += any(finding.severity is Severity.ERROR for finding in found)
            codes = {finding.code for finding in found if explains(finding, step, source)}
            counted["explains the failure"] += bool(codes)
            explaining.update(codes)
            instructions = parse(source).instructions
            if step and step <= len(instructions):
                keywords[instructions[step - 1].keyword] += 1
            if arguments.code in codes:
                print(record["meta"]["full_name"], record["meta"]["repo_commit"], f"step {step}")
    files = counted["files"]
    print(
        f"{files} files, {counted['empty']} more are empty; "
        f"the step that failed is known of {counted['failing step known']}"
    )
    print("they fail in", ", ".join(f"{keyword} {count}" for keyword, count in keywords.most_common(6)))
    for name in ("any finding", "an error", "explains the failure"):
        print(f"{name:22}{counted[name]:6}  {counted[name] / files:6.1%}")
    print("the rules that explain:", ", ".join(f"{code} {count}" for code, count in explaining.most_common()))


if __name__ == "__main__":
    sys.exit(main())
