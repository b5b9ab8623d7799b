from __future__ import annotations

from dflint.dockerfile.parser import parse
from dflint.dockerfile.placement import line_after, line_before, without_instruction
from dflint.source import Source, apply_edits


def edited(text: str, keyword: str, what: str) -> str:
    tree = parse(Source("/Dockerfile", text))
    instruction = next(one for one in tree.instructions if one.keyword == keyword)
    if what == "before":
        edit = line_before(tree, instruction, "ENV A=1")
    elif what == "after":
        edit = line_after(tree, instruction, "ENV A=1")
    else:
        edit = without_instruction(tree.source, instruction)
    assert edit is not None
    return apply_edits(text, [edit])


def test_a_line_goes_above_the_comments_of_an_instruction() -> None:
    text = "FROM a\n\n# 실행\n# two\nCMD x\n"
    assert edited(text, "CMD", "before") == "FROM a\n\nENV A=1\n# 실행\n# two\nCMD x\n"


def test_a_line_never_goes_above_the_directives() -> None:
    assert edited("# syntax=docker/dockerfile:1\nFROM a\n", "FROM", "before") == (
        "# syntax=docker/dockerfile:1\nENV A=1\nFROM a\n"
    )


def test_line_endings_are_those_of_the_file() -> None:
    assert edited("FROM a\r\nCMD x\r\n", "CMD", "before") == "FROM a\r\nENV A=1\r\nCMD x\r\n"
    assert edited("FROM a\r\nCMD x\r\n", "FROM", "after") == "FROM a\r\nENV A=1\r\nCMD x\r\n"
    assert edited("FROM a\r\nCMD x", "CMD", "after") == "FROM a\r\nCMD x\r\nENV A=1"


def test_an_instruction_is_taken_away_with_its_continuation_and_heredoc() -> None:
    assert edited("FROM a\nRUN x \\\n  y\nCMD z\n", "RUN", "without") == "FROM a\nCMD z\n"
    assert edited("FROM a\nRUN <<EOF\nx\nEOF\nCMD z\n", "RUN", "without") == "FROM a\nCMD z\n"
    assert edited("FROM a\nCMD z", "CMD", "without") == "FROM a\n"
