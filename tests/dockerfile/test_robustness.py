"""Nothing raises, and no input takes more than linear time."""

from __future__ import annotations

import gc
import subprocess
import sys
import time

import pytest

from dflint.dockerfile.dump import dump
from dflint.dockerfile.parser import parse
from dflint.source import Source


def exhaust(text: str) -> float:
    """Ask the tree of `text` for everything; the seconds that takes.

    Garbage is not looked for meanwhile, as in a run of dflint: that takes the longer, the more other tests have left.
    """
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        tree = parse(Source("Dockerfile", text))
        for instruction in tree.instructions:
            assert instruction.body.text == instruction.body_text
            for name in dir(type(instruction)):
                if not name.startswith("_"):
                    getattr(instruction, name)
        dump(tree)
        return time.process_time() - started
    finally:
        gc.enable()


LINES = {
    "instructions": "RUN a b\n",
    "continuations": "RUN a \\\n",
    "comments": "# a\n",
    "comments in a continuation": "RUN a \\\n# b\n\n",
    "heredocs": "RUN <<A\nb\nA\n",
    "unclosed heredocs": "RUN <<A\n",
    "unclosed heredocs with tabs": "RUN <<-A\n",
    "pairs over lines": "ENV a=b \\\n c='d' \\\n",
    "escapes": "\\\n",
    "carriage returns": "\r",
}
WORDS = {
    "words": "a ",
    "flags": "--a ",
    "quoted flags": "--'a' ",
    "open flags": "--a'",
    "dollars": "$",
    "variables": "${a}",
    "defaults": "${a:-",
    "markers": "<<",
    "named markers": "<<A ",
    "single quotes": "'",
    "double quotes": '"',
    "escapes": "\\a",
    "strings": '"a", ',
    "brackets": "[",
    "pairs": 'a="b" ',
    "onbuild": "ONBUILD ",
    "nul": "\x00",
    "options": "a=b,",
}


def is_linear(text: str, count: int) -> bool:
    """Whether ten times the text takes clearly less than a hundred times the time."""
    small = min(exhaust(text * count) for _ in range(2))
    return min(exhaust(text * count * 10) for _ in range(2)) < 35 * small + 0.2


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_long_files_take_linear_time(line: str) -> None:
    assert is_linear(line, 400)


@pytest.mark.parametrize("start", ["RUN ", "ENV ", "COPY ", 'CMD ["', "RUN --mount=", "ONBUILD LABEL a "])
@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_long_lines_take_linear_time(start: str, word: str) -> None:
    small = min(exhaust(start + word * 300) for _ in range(2))
    assert exhaust(start + word * 3000) < 35 * small + 0.2


def test_a_file_of_100000_lines() -> None:
    text = "FROM a\n" + "RUN b \\\n  c\n# d\n\n" * 25000
    started = time.process_time()
    tree = parse(Source("Dockerfile", text))
    assert len(tree.instructions) == 25001
    assert time.process_time() - started < 5


def test_lines_of_a_megabyte() -> None:
    for text in (
        "RUN " + "a" * 1_000_000,
        "RUN <<A " + "'b' $c " * 150_000,
        "ENV a=" + "\\ " * 500_000,
        'CMD ["' + "a\\n" * 300_000,
    ):
        assert exhaust(text) < 10


def test_every_heredoc_has_another_name() -> None:
    assert exhaust("\n".join(f"RUN <<A{number}" for number in range(5000))) < 10


def test_deep_json() -> None:
    tree = parse(Source("Dockerfile", "FROM a\nCMD " + "[" * 100_000 + "]" * 100_000))
    assert tree.instructions[1].body_text.startswith("[[")
    assert len(tree.problems) == 1


def test_the_parser_imports_little() -> None:
    code = "import sys; import dflint.dockerfile.parser; print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"json", "difflib", "dataclasses", "pathlib", "logging", "tempfile", "dflint.dockerfile.checks"}
    assert not heavy & set(result.stdout.split())
