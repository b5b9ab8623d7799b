"""How is an instruction changed so that the rest stays as it is?"""

from __future__ import annotations

import pytest

from dflint.build.buildkit_use import knows_cache_mounts
from dflint.dockerfile.flag_edits import add_flag
from dflint.dockerfile.instructions import Env
from dflint.dockerfile.parser import parse
from dflint.dockerfile.word_removal import without_word
from dflint.source import Source, Span, apply_edits

FLAGS = {
    "no flag": ("RUN true\n", "RUN --f true\n"),
    "a flag": ("RUN  --a=b true\n", "RUN --f  --a=b true\n"),
    "a heredoc": ("RUN <<EOF\ntrue\nEOF\n", "RUN --f <<EOF\ntrue\nEOF\n"),
    "lower case": ("run true\n", "run --f true\n"),
    "the exec form": ('RUN ["true"]\n', 'RUN --f ["true"]\n'),
    "several lines": ("RUN true && \\\n  true\n", "RUN --f true && \\\n  true\n"),
    "a flag a line": ("RUN --a=b \\\n    --c=d \\\n    true\n", "RUN --f --a=b \\\n    --c=d \\\n    true\n"),
    "flags below": ("RUN \\\n    --a=b \\\n    true\n", "RUN \\\n    --f \\\n    --a=b \\\n    true\n"),
    "flags below on one line": ("RUN \\\n    --a=b true\n", "RUN \\\n    --f --a=b true\n"),
    "a comment before the flag": ("RUN \\\n# c\n  --a=b true\n", "RUN --f \\\n# c\n  --a=b true\n"),
}


@pytest.mark.parametrize("name", FLAGS)
def test_a_flag_is_added(name):
    text, expected = FLAGS[name]
    (instruction,) = parse(Source("Dockerfile", text)).instructions
    edit = add_flag(instruction, "--f")
    assert edit is not None
    assert apply_edits(text, [edit]) == expected
    (changed,) = parse(Source("Dockerfile", expected)).instructions
    assert [flag.text for flag in changed.flags] == ["--f", *[flag.text for flag in instruction.flags]]
    assert changed.body_text == instruction.body_text


PAIRS = {
    "alone": ("ENV A=1\nUSER x\n", "USER x\n"),
    "old form": ("ENV A 1 2\nUSER x\n", "USER x\n"),
    "first": ("ENV A=1 B=2\n", "ENV B=2\n"),
    "last": ("ENV B=2 A='1 2'\n", "ENV B=2\n"),
    "first line": ("ENV A=1 \\\n    B=2 \\\n    C=3\n", "ENV B=2 \\\n    C=3\n"),
    "middle line": ("ENV B=2 \\\n    A=1 \\\n    C=3\n", "ENV B=2 \\\n    C=3\n"),
    "last line": ("ENV B=2 \\\n    A=1\n", "ENV B=2\n"),
    "a comment between": ("ENV B=2 \\\n    # c\n    A=1\n", None),
    "a comment behind the first": ("ENV A=1 \\\n    # c\n    B=2\n", None),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_is_taken_away(name):
    text, expected = PAIRS[name]
    env = parse(Source("Dockerfile", text)).instructions[0]
    assert isinstance(env, Env)
    words = [Span(pair.name.span.start, pair.value.span.end) for pair in env.pairs]
    (index,) = (index for index, pair in enumerate(env.pairs) if pair.name.value == "A")
    edit = without_word(env, words, index)
    assert (None if edit is None else apply_edits(text, [edit])) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nRUN true\n", False),
        ("FROM a\nCOPY --link b c\n", False),
        ("FROM a\nRUN --mount=type=secret,id=x true\n", True),
        ("FROM a\nRUN <<EOF\ntrue\nEOF\n", True),
        ("FROM a\nCOPY <<EOF /x\ny\nEOF\n", True),
        ("# syntax=docker/dockerfile:1\nFROM a\n", True),
        ("# syntax = docker/dockerfile:1.7-labs\nFROM a\n", True),
        ("# syntax=docker.io/docker/dockerfile:1.2@sha256:00\nFROM a\n", True),
        ("# syntax=docker/dockerfile:experimental\nFROM a\n", True),
        ("# syntax=docker/dockerfile:1.1\nFROM a\n", False),
        ("# syntax=docker/dockerfile:1.0.3\nFROM a\n", False),
        ("# syntax=docker/dockerfiles:1\nFROM a\n", False),
        ("# syntax=tonistiigi/dockerfile:x\nFROM a\n", False),
    ],
)
def test_files_that_need_a_frontend_with_mounts(text, expected):
    assert knows_cache_mounts(parse(Source("Dockerfile", text))) is expected
