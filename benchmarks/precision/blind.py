"""Take from a sample what could sway its second reader.

    python benchmarks/precision/blind.py SAMPLE.jsonl --out BLIND.jsonl

What is left is the place, the message and the help, in another order: no code, no verdict, no reason. `id` leads the
answer back to its finding.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from records import Drawn, identity, read, write

KEPT = ("repository", "path", "row", "message", "help")


def blinded(rows: Iterable[Drawn], seed: int) -> list[dict[str, Any]]:
    """The rows as the second reader gets them."""
    left = [{"id": identity(row), **{name: row[name] for name in KEPT}} for row in rows]  # type: ignore[literal-required]
    random.Random(seed).shuffle(left)
    return left


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sample", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(f"{write(options.out, blinded(read(options.sample), options.seed))} findings")


if __name__ == "__main__":
    main()
