"""Moving an instruction below another one."""

from __future__ import annotations

import pytest

from dflint.dockerfile.parser import parse
from dflint.dockerfile.reordering import moved_below
from dflint.source import Source, apply_edits


@pytest.mark.parametrize(
    ("text", "moved", "before", "expected"),
    [
        ("FROM a\nCOPY . .\nRUN b\n", 1, 1, "FROM a\nNEW\nRUN b\nCOPY . .\n"),
        ("FROM a\nCOPY . .\nRUN b", 1, 2, "FROM a\nNEW\nRUN b\nCOPY . ."),
        ("FROM a\nCOPY . .\n\n# b\nRUN b\n", 1, 2, "FROM a\nNEW\n# b\nRUN b\n\nCOPY . .\n"),
        ("FROM a\n# c\nCOPY . .\n \n\nENV d=e\nRUN b\n", 1, 3, "FROM a\nENV d=e\nNEW\nRUN b\n \n\n# c\nCOPY . .\n"),
        ("FROM a\n# c\nCOPY . .\nENV d=e\nRUN b\n", 1, 1, "FROM a\nNEW\nENV d=e\nRUN b\n# c\nCOPY . .\n"),
        ("FROM a\r\n\tCOPY . .\r\n\r\nRUN b\r\n", 1, 2, "FROM a\r\n\tNEW\r\nRUN b\r\n\r\n\tCOPY . .\r\n"),
        (
            "FROM a\nCOPY \\\n  . \\\n  .\nRUN b \\\n  # c\n  d\n",
            1,
            2,
            "FROM a\nNEW\nRUN b \\\n  # c\n  d\nCOPY \\\n  . \\\n  .\n",
        ),
        ("FROM a\nCOPY . .\nRUN <<E\nb\nE\n", 1, 2, "FROM a\nNEW\nRUN <<E\nb\nE\nCOPY . .\n"),
        (
            "# syntax=docker/dockerfile:1\n# c\nARG a\nFROM b\n",
            0,
            0,
            "# syntax=docker/dockerfile:1\nNEW\nFROM b\n# c\nARG a\n",
        ),
        (
            "FROM a\nRUN b \\\n# inside\n c\nCOPY . .\nRUN d\n",
            2,
            2,
            "FROM a\nRUN b \\\n# inside\n c\nNEW\nRUN d\nCOPY . .\n",
        ),
    ],
)
def test_moved_with_a_line_before(text: str, moved: int, before: int, expected: str) -> None:
    dockerfile = parse(Source("/p/Dockerfile", text))
    instructions = dockerfile.instructions
    edits = moved_below(dockerfile, instructions[moved], instructions[-1], ["NEW"], instructions[before])
    assert apply_edits(text, [edit for edit in edits if edit is not None]) == expected
    assert None not in edits


def test_moved_alone() -> None:
    text = "FROM a\nCOPY . .\nENV b=c\nRUN d\n"
    dockerfile = parse(Source("/p/Dockerfile", text))
    _, copy, _, run = dockerfile.instructions
    edits = moved_below(dockerfile, copy, run, [], run)
    assert len(edits) == 2
    assert apply_edits(text, [edit for edit in edits if edit is not None]) == "FROM a\nENV b=c\nRUN d\nCOPY . .\n"
