"""The tree prints back to the bytes it was read from, whatever they are."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dflint.dockerfile.instructions import (
    Arg,
    CommandInstruction,
    Dockerfile,
    Expose,
    From,
    Instruction,
    Pairs,
    Transfer,
    Volume,
    Word,
)
from dflint.dockerfile.lexer import WHITE_SPACE
from dflint.dockerfile.parser import parse
from dflint.source import BYTE_ORDER_MARK, Source, Span, encode

CORPUS = os.environ.get("DFLINT_CORPUS", "")


def print_back(tree: Dockerfile) -> str:
    """The text of the file, put together from the texts that the nodes hold.

    Between two of them only what means nothing may stand. Raises `AssertionError` where anything else is lost, or
    where nodes overlap.
    """
    leaves = [(directive.span, tree.source.slice(directive.span)) for directive in tree.directives]
    for comment in tree.comments:
        written = tree.source.slice(comment.span)
        assert written[1:].strip(WHITE_SPACE) == comment.text
        leaves.append((comment.span, "#" + written[1:]))
    for instruction in tree.instructions:
        mapped = instruction.line.mapped
        for segment in mapped.segments:
            text = instruction.line.text[segment.start : segment.start + segment.length]
            leaves.append((Span(segment.source_start, segment.source_end), text))
        for heredoc in instruction.heredocs:
            content = heredoc.content.text
            end = heredoc.span.start + len(content)
            leaves.append((Span(heredoc.span.start, end), content))
            if heredoc.span.end > end:
                tabs = len(tree.source.slice(Span(end, heredoc.span.end))) - len(heredoc.name)
                assert heredoc.chomp or not tabs
                leaves.append((Span(end, heredoc.span.end), "\t" * tabs + heredoc.name))
    return _join(tree, sorted(leaf for leaf in leaves if leaf[0].end > leaf[0].start))


def _join(tree: Dockerfile, leaves: list[tuple[Span, str]]) -> str:
    pieces: list[str] = []
    position = 0
    for span, text in [*leaves, (Span(len(tree.source.text), len(tree.source.text)), "")]:
        gap = tree.source.text[position : span.start]
        assert span.start >= position
        _check_gap(gap if position else gap.removeprefix(BYTE_ORDER_MARK), tree.escape)
        pieces += [gap, text]
        position = span.end
    return "".join(pieces)


def _check_gap(gap: str, escape: str) -> None:
    for number, line in enumerate(gap.split("\n")):
        rest = line.strip(WHITE_SPACE)
        assert rest in ("", escape), (number, gap)


def check_nodes(tree: Dockerfile) -> None:
    """The nodes of each instruction lie in it, in order, and say what stands there."""
    position = 0
    for number, instruction in enumerate(tree.instructions):
        assert instruction.index == number
        assert position <= instruction.span.start <= instruction.keyword_span.start
        assert instruction.keyword_span.end <= instruction.span.end
        assert tree.source.row(instruction.span.start) == instruction.start_row
        assert tree.source.row(max(instruction.span.end, 1) - 1) <= instruction.end_row
        position = instruction.span.end
        _check_line(instruction)
        for word in _words(instruction):
            _check_word(instruction, word)


def _check_line(instruction: Instruction) -> None:
    text = instruction.line.text
    position = text.upper().index(instruction.keyword) + len(instruction.keyword) if instruction.keyword else 0
    for flag in instruction.flags:
        assert text[position : flag.start].strip(WHITE_SPACE) == ""
        assert flag.text.startswith("--")
        position = flag.end
    between = text[position : instruction.body_start].translate(dict.fromkeys(map(ord, "'\"\\`")))
    assert between.strip(WHITE_SPACE) in ("", "--") or instruction.keyword == "HEALTHCHECK"
    assert text[instruction.body_start :].rstrip(WHITE_SPACE) == instruction.body_text
    assert instruction.body.text == instruction.body_text


def _words(instruction: Instruction) -> list[Word]:
    words: list[Word] = [instruction.body_word]
    words += [flag.value for flag in instruction.flags if flag.value is not None]
    if isinstance(instruction, (From, Pairs, Arg, Transfer)):
        words += instruction.words
    if isinstance(instruction, CommandInstruction):
        words += instruction.arguments
    if isinstance(instruction, Expose):
        words += instruction.ports
    if isinstance(instruction, Volume):
        words += instruction.paths
    return words


def _check_word(instruction: Instruction, word: Word) -> None:
    assert word.mapped.text == word.argument
    assert instruction.line.start <= word.span.start <= word.span.end <= instruction.line.end
    if len(word.text) == word.span.end - word.span.start:
        assert instruction.source.slice(word.span) == word.text
    assert isinstance(word.value, str)
    assert word.expand(lambda _: None) is None or not word.has_variables or isinstance(word.variables, tuple)


def check(source: Source) -> None:
    tree = parse(source)
    assert print_back(tree) == source.text
    assert encode(print_back(tree)) == source.data
    check_nodes(tree)
    assert isinstance(tree.problems, tuple)


KEYWORDS = [
    *("FROM", "RUN", "COPY", "ENV", "LABEL", "ARG", "CMD", "SHELL", "HEALTHCHECK CMD", "ONBUILD RUN", "FOO", "EXPOSE"),
    *("VOLUME", "USER", "ONBUILD COPY", "onbuild"),
]
PIECES = [
    *(
        " ",
        "  ",
        "\t",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\\\n",
        "\\ \n",
        "`\n",
        "\\",
        "`",
        '"',
        "'",
        "$",
        "${x:-y}",
        "[",
        "]",
        "=",
    ),
    *('["a", "b"]', '["\\u0041\\n"]', "a=b", 'a="b c"', "# c\n", " # d\r\n", "#\n", "a", "b ", "한글", "é", "😀"),
    *(
        "<<EOF",
        "<<-EOF",
        "<<'EOF'",
        "<< EOF",
        "3<<EOF",
        "EOF\n",
        "\tEOF\n",
        "EOF",
        "\x00",
        "\x1c",
        "\x0b",
        "\x85",
        "\xa0",
    ),
    *(
        "--",
        "-- ",
        "--from=a ",
        "--mount=type=cache,target=/x ",
        '--x="a b" ',
        "--y=\\ z ",
        "\u2003",
        "\ufeff",
        "\udcff",
    ),
    *("# escape=`\n", "# syntax=a\n", "# check=b\n"),
]
TEXTS = st.lists(st.sampled_from([f"{keyword} " for keyword in KEYWORDS] + PIECES), max_size=40).map("".join)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_generated_files_print_back(text: str) -> None:
    check(Source("Dockerfile", text))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_print_back(data: bytes) -> None:
    check(Source.from_bytes("Dockerfile", data))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_prints_back(text: str) -> None:
    check(Source.from_bytes("Dockerfile", text.encode("utf-8", "replace")))


def test_printing_back_notices_a_lost_character() -> None:
    tree = parse(Source("Dockerfile", "FROM a\nRUN b \\\n  c\n"))
    tree.instructions[1].line.pieces.pop()
    tree.instructions[1].line.text = "RUN b "
    with pytest.raises(AssertionError):
        print_back(tree)


def test_printing_back_notices_a_wrong_text() -> None:
    tree = parse(Source("Dockerfile", "FROM a\nRUN b\n"))
    tree.instructions[1].line.text = "RUN c"
    assert print_back(tree) != tree.source.text


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="DFLINT_CORPUS names no folder of repositories")
def test_every_file_of_the_corpus_prints_back() -> None:
    count = 0
    for folder in CORPUS.split(os.pathsep):
        for directory, _, names in os.walk(folder):
            for name in names:
                if "dockerfile" in name.lower() or "containerfile" in name.lower():
                    check(Source.read(os.path.join(directory, name)))
                    count += 1
    assert count
