"""Add what two readers said of a sample to the labels.

    python benchmarks/precision/join.py FIRST.jsonl [SECOND.jsonl] --half tune|measured

FIRST is a sample with a `verdict` (right, wrong, arguable) and a `reason` in each row, SECOND the blind rows with the
same two fields. A finding that is labelled already is labelled anew. No text of the files is taken over: a reason is in
the reader's own words.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from records import HALVES, LABELS, VERDICTS, Label, identity, read, write

Key = tuple[str, str, str, int, str, str]


def labelled(first: Iterable[dict[str, Any]], second: Mapping[str, dict[str, Any]], half: str) -> list[Label]:
    """The labels of the rows that have a verdict. `second` is by identity."""
    labels = []
    for row in first:
        if not row.get("verdict"):
            continue
        answer = second.get(identity(row), {})  # type: ignore[arg-type]
        for verdict in (row["verdict"], answer.get("verdict") or row["verdict"]):
            if verdict not in VERDICTS:
                raise SystemExit(f"{row['repository']}/{row['path']}:{row['row']}: {verdict!r} is no verdict")
        labels.append(
            Label(
                repository=row["repository"],
                commit=row["commit"],
                path=row["path"],
                row=row["row"],
                code=row["code"],
                verdict=row["verdict"],
                second_verdict=answer.get("verdict") or None,
                reason=row.get("reason", ""),
                second_reason=answer.get("reason") if answer.get("verdict") else None,
                half=half,
            )
        )
    return labels


def merged(old: Iterable[Label], new: Iterable[Label]) -> list[Label]:
    """All labels, in order; of the findings at places that are in both the new ones."""
    new = list(new)
    again = {_key(label) for label in new}
    return sorted([label for label in old if _key(label) not in again] + new, key=_key)


def _key(label: Label) -> Key:
    return label["half"], label["repository"], label["path"], label["row"], label["code"], label["commit"]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path, nargs="?")
    parser.add_argument("--half", choices=HALVES, required=True)
    parser.add_argument("--labels", type=Path, default=LABELS)
    options = parser.parse_args()
    second = {row["id"]: row for row in read(options.second)} if options.second is not None else {}
    old: list[Label] = list(read(options.labels)) if options.labels.exists() else []
    new = labelled(read(options.first), second, options.half)
    print(f"{len(new)} labels, {write(options.labels, merged(old, new))} in all")


if __name__ == "__main__":
    main()
