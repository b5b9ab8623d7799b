"""The findings of every rule keep their fingerprints while comments and empty lines come and go around them."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from dflint.fingerprints import Fingerprints
from dflint.project.names import Kind, kind_of
from dflint.rules.registry import rule_files
from tests.rules.conftest import Checker

FILES = rule_files()
_TOP_LEVEL = re.compile(r"[A-Za-z-]+:")


def fingerprints(checker: Checker, code: str) -> Counter[tuple[str, str]]:
    found = checker.run(code).diagnostics
    known = Fingerprints(found, lambda path: Path(path).relative_to(checker.folder).as_posix())
    names = Counter((one.path, known.of(one)) for one in found)
    assert set(names.values()) == {1}
    return names


def edited(text: str, kind: Kind, rng: random.Random) -> str:
    """`text` with comments and empty lines where they say nothing."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        return text
    for _ in range(3):
        if kind is Kind.DOCKERFILE:
            # Not above what a comment of dflint belongs to, nor before the directives at the top.
            places = [
                at for at, line in enumerate(lines) if line.startswith("FROM ") and "#" not in "".join(lines[:at])
            ]
        elif kind is Kind.COMPOSE:
            places = [at for at, line in enumerate(lines) if _TOP_LEVEL.match(line)]
        else:
            places = list(range(len(lines)))
        places.append(len(lines))
        lines.insert(rng.choice(places), rng.choice(["\n", "# a comment\n"]))
    return "".join(lines)


@pytest.mark.parametrize("index", range(len(FILES)), ids=[file.code for file in FILES])
def test_comments_elsewhere_change_no_fingerprint(lay: Callable[..., Checker], index: int) -> None:
    rule = FILES[index].load()
    if rule.code.startswith("DF"):
        pytest.skip("what cannot be read is not edited")
    checker = lay(rule.bad)
    before = fingerprints(checker, rule.code)
    rng = random.Random(index)
    for path in sorted(checker.folder.rglob("*")):
        kind = kind_of(path.name)
        if kind is not None and path.is_file():
            path.write_bytes(edited(path.read_text(), kind, rng).encode())
    assert fingerprints(checker, rule.code) == before
