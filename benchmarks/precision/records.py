"""The rows that the scripts of this folder hand to each other, a JSON object a line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypedDict

FOLDER = Path(__file__).parent
LABELS = FOLDER / "labels.jsonl"
COUNTS = FOLDER / "counts.json"

HALVES = ("tune", "measured", "spent")
"""The repositories that rules were written and mended on, and those that nobody looked at before.

A label of the measured half by which its rule was mended is `spent`: it is kept, and counts for nothing any more.
"""

RIGHT, WRONG, ARGUABLE = VERDICTS = ("right", "wrong", "arguable")


class Drawn(TypedDict):
    """A finding of a sample. `path` is from the root of the repository; `commit` is "" where it is not known."""

    repository: str
    commit: str
    path: str
    row: int
    column: int
    code: str
    message: str
    help: str


class Label(TypedDict):
    """What two readers said of a finding. Nothing of the file that was read is in it.

    `second_verdict` and `second_reason` are None where there was no second reader.
    """

    repository: str
    commit: str
    path: str
    row: int
    code: str
    verdict: str
    second_verdict: str | None
    reason: str
    second_reason: str | None
    half: str


def identity(row: Drawn) -> str:
    """A short name of a finding that tells nothing of its rule, so that a reader's answer finds its way back."""
    parts = (row["repository"], row["commit"], row["path"], row["row"], row["column"], row["code"], row["message"])
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def read(path: Path) -> Iterator[Any]:
    """The rows of a file."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as error:
                    raise SystemExit(f"{path}:{number}: {error}") from None


def write(path: Path, rows: Iterable[Any]) -> int:
    """Write the rows to a file. Returns how many there are."""
    lines = [json.dumps(row, ensure_ascii=True) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def verdict_of(label: Label) -> str:
    """What counts of a label: the verdict on which its readers agree, else that it is arguable."""
    second = label["second_verdict"]
    return label["verdict"] if second is None or second == label["verdict"] else ARGUABLE
