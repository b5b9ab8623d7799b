"""Agreement with BuildKit's own line parser, which the package ``dockerfile`` binds, on the files of a corpus.

DFLINT_CORPUS is a folder of repositories, or several folders separated like those of PATH. Every file with the name of
a Dockerfile in them is compared, and the figures are printed.

The package binds BuildKit 0.12, and dflint follows the current one, so these differences are meant: text behind a JSON
array makes it the shell form (BuildKit 0.15), ``<< EOF`` with a space opens a heredoc, ``check`` is a directive, and
the escape character of the directive counts in flags. The package also cuts strings at a NUL. BuildKit reads flags byte
by byte, which is undone before they are compared.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import dockerfile as reference
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflint.dockerfile.instructions import Dockerfile, Env, Instruction, Label, Onbuild
from dflint.dockerfile.parser import parse
from dflint.source import Source, encode

CORPUS = os.environ.get("DFLINT_CORPUS", "")
FIXTURES = os.path.join(os.path.dirname(__file__), "fixtures")
SKIPPED_FOLDERS = {".git", "node_modules"}


class Row(NamedTuple):
    """What is compared of one instruction."""

    keyword: str
    inner_keyword: str
    is_json: bool
    start_row: int
    end_row: int
    flags: tuple[str, ...]
    arguments: tuple[str, ...]
    heredocs: tuple[tuple[str, int, str], ...]


def reference_rows(text: str) -> list[Row] | None:
    """What BuildKit reads; None where it refuses the file."""
    try:
        commands = reference.parse_string(text)
    except reference.GoParseError:
        return None
    return [
        Row(
            (command.cmd or "").lower(),
            (command.sub_cmd or "").lower(),
            command.json,
            command.start_line,
            command.end_line,
            command.flags,
            command.value,
            tuple((heredoc.name, heredoc.file_descriptor, heredoc.content) for heredoc in command.heredocs),
        )
        for command in commands
    ]


def row(instruction: Instruction) -> Row:
    arguments = instruction.parser_arguments
    if isinstance(instruction, (Env, Label)):
        arguments = tuple(text for pair in instruction.pairs for text in (pair.name.text, pair.value.text))
    inner = instruction.inner if isinstance(instruction, Onbuild) else None
    if isinstance(inner, (Env, Label)):
        arguments = tuple(text for pair in inner.pairs for text in (pair.name.text, pair.value.text))
    return Row(
        instruction.keyword.lower(),
        inner.keyword.lower() if inner else "",
        (inner or instruction).is_json,
        instruction.start_row,
        instruction.end_row,
        tuple(encode(flag.text).decode("latin-1") for flag in instruction.flags),
        arguments,
        # The package drops the heredocs of an ONBUILD; that their lines are read shows in the last row.
        tuple((heredoc.name, heredoc.file_descriptor, heredoc.content.text) for heredoc in instruction.heredocs)
        if inner is None
        else (),
    )


def is_refused(tree: Dockerfile) -> bool:
    return any(problem.in_line_parser for problem in tree.problems)


def differences(text: str) -> tuple[str, ...]:
    """What differs between the two parsers, in words; empty if nothing does."""
    tree = parse(Source("Dockerfile", text))
    expected = reference_rows(text)
    if expected is None or is_refused(tree):
        if expected is None and is_refused(tree):
            return ()
        return ("refused by BuildKit only",) if expected is None else ("refused by dflint only",)
    rows = [row(instruction) for instruction in tree.instructions]
    if len(rows) != len(expected):
        return (f"{len(rows)} instructions, not {len(expected)}",)
    return tuple(f"{ours} is not {theirs}" for ours, theirs in zip(rows, expected, strict=True) if ours != theirs)


def count_heredocs(source: Source) -> int:
    return sum(len(instruction.heredocs) for instruction in parse(source).instructions)


def dockerfiles(folder: str) -> Iterator[str]:
    for directory, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
        for name in sorted(files):
            lower = name.lower()
            if "dockerfile" in lower or "containerfile" in lower:
                yield os.path.join(directory, name)


@pytest.mark.parametrize("path", sorted(dockerfiles(FIXTURES)), ids=os.path.basename)
def test_agrees_with_buildkit_on_the_fixtures(path: str) -> None:
    text = Source.read(path).text
    assert reference_rows(text)
    assert differences(text) == ()


def test_the_fixtures_hold_heredocs() -> None:
    assert sum(count_heredocs(Source.read(path)) for path in dockerfiles(FIXTURES)) >= 8


def test_a_difference_is_seen() -> None:
    assert differences('CMD ["a"] b') != ()


KEYWORDS = [
    *("FROM", "RUN", "COPY", "ENV", "LABEL", "ARG", "CMD", "SHELL", "HEALTHCHECK CMD", "ONBUILD RUN", "FOO", "EXPOSE"),
    *("VOLUME", "USER", "ONBUILD COPY"),
]
PIECES = [
    *(
        " ",
        "  ",
        "\t",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\\\n",
        "\\ \n",
        "\\",
        '"',
        "'",
        "$",
        "$x",
        "[",
        "=",
        "a=b",
        'a="b c"',
    ),
    *('["a", "b"]\n', '["\\u0041\\n"]\n', '["a", 1]\n', "# c\n", " # d\r\n", "#\n", "# syntax=b\n", "a", "b ", "한글"),
    *(" <<EOF", " <<-EOF", " <<'EOF'", " 3<<EOF", "EOF\n", "\tEOF\n", "é", "\x1c"),
    *("--", " -- ", "--from=a ", "--mount=type=cache,target=/x ", '--x="a b" '),
]
TEXTS = st.lists(st.sampled_from([f"{keyword} " for keyword in KEYWORDS] + PIECES), max_size=30).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_agrees_with_buildkit_on_generated_files(text: str) -> None:
    assert differences(text) == ()


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="DFLINT_CORPUS names no folder of repositories")
def test_agrees_with_buildkit_on_the_corpus(capsys: pytest.CaptureFixture[str]) -> None:
    counts: Counter[str] = Counter()
    report: list[str] = []
    for folder in CORPUS.split(os.pathsep):
        for path in dockerfiles(folder):
            source = Source.read(path)
            if source.undecodable is not None:
                counts["not UTF-8"] += 1
                continue
            counts["files"] += 1
            found = differences(source.text)
            counts["files that agree"] += not found
            if found:
                report.append(f"{path}: {found[0]}")
            else:
                counts["heredocs that agree"] += count_heredocs(source)
    with capsys.disabled():
        print("", *(f"{name}: {count}" for name, count in counts.items()), *report, sep="\n")
    assert counts["files"]
    assert counts["files that agree"] >= 0.995 * counts["files"]
