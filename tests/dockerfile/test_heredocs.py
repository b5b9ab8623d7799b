"""Heredocs on RUN, COPY and ADD."""

from __future__ import annotations

import pytest

from dflint.dockerfile.instructions import Copy, Dockerfile, Onbuild, Run
from dflint.dockerfile.parser import parse
from dflint.source import Source


def tree(text: str) -> Dockerfile:
    return parse(Source("Dockerfile", text))


def test_body_spans_and_rows() -> None:
    text = "FROM a\nRUN <<EOF\n  echo a\n\nEOF\nUSER b\n"
    parsed = tree(text)
    run = parsed.instructions[1]
    (heredoc,) = run.heredocs
    assert (heredoc.name, heredoc.expand, heredoc.chomp, heredoc.file_descriptor) == ("EOF", True, False, 0)
    assert heredoc.body.text == "  echo a\n\n"
    assert parsed.source.slice(heredoc.span) == "  echo a\n\nEOF"
    assert parsed.source.slice(heredoc.marker_span) == "<<EOF"
    assert (run.start_row, run.end_row) == (2, 5)
    assert parsed.source.slice(run.span) == "RUN <<EOF\n  echo a\n\nEOF"
    assert run.body.text == "<<EOF"
    assert parsed.instructions[2].keyword == "USER"
    assert parsed.problems == ()
    assert repr(heredoc) == "Heredoc('EOF')"


def test_leading_tabs_are_dropped() -> None:
    text = "RUN <<-EOF\n\techo a\n\t\t\tb\n  \tc\n\t\tEOF\n"
    run = tree(text).instructions[0]
    (heredoc,) = run.heredocs
    assert heredoc.body.text == "echo a\nb\n  \tc\n"
    assert heredoc.content.text == "\techo a\n\t\t\tb\n  \tc\n"
    assert run.source.slice(heredoc.body.span(heredoc.body.text.index("b"), heredoc.body.text.index("b") + 1)) == "b"
    assert run.source.slice(heredoc.span).endswith("\n\t\tEOF")


def test_tabs_before_the_terminator_count_without_the_dash() -> None:
    assert tree("RUN <<EOF\n\tEOF\nEOF\n").instructions[0].heredocs[0].body.text == "\tEOF\n"


@pytest.mark.parametrize(
    ("marker", "name", "expand"),
    [
        ("<<EOF", "EOF", True),
        ("<<'EOF'", "EOF", False),
        ('<<"EOF"', "EOF", False),
        ("<<E'O'F", "EOF", False),
        ("<<E\\OF", "EOF", True),
        ("<< EOF", "EOF", True),
        ("<<$x", "$x", True),
        ("<<${x}", "${x}", True),
        ('<<"a b"', "a b", False),
    ],
)
def test_names(marker: str, name: str, expand: bool) -> None:
    (heredoc,) = tree(f"RUN {marker}\na\n{name}\n").instructions[0].heredocs
    assert (heredoc.name, heredoc.expand, heredoc.body.text) == (name, expand, "a\n")


def test_several_in_one_instruction() -> None:
    copy = tree("FROM x\nCOPY --chmod=644 <<a.txt b <<-'c.txt' 3<<d /e/\n1\na.txt\n\t2\nc.txt\nd\n").instructions[1]
    assert isinstance(copy, Copy)
    assert [(heredoc.name, heredoc.body.text, heredoc.file_descriptor) for heredoc in copy.heredocs] == [
        ("a.txt", "1\n", 0),
        ("c.txt", "2\n", 0),
        ("d", "", 3),
    ]
    assert [word.text for word in copy.sources] == ["b"]
    assert copy.destination.text == "/e/"
    assert copy.problems == ()


def test_a_heredoc_for_a_program() -> None:
    run = tree("RUN --network=none python3 - <<EOF > /x\nprint('<<A')\nEOF\n").instructions[0]
    assert isinstance(run, Run)
    assert run.body.text == "python3 - <<EOF > /x"
    assert run.heredocs[0].body.text == "print('<<A')\n"


def test_a_continued_line_may_open_one() -> None:
    run = tree("RUN a && \\\n  cat <<EOF > b\n# no comment \\\nEOF\n").instructions[0]
    assert run.heredocs[0].body.text == "# no comment \\\n"
    assert run.comments == ()
    assert run.source.slice(run.heredocs[0].marker_span) == "<<EOF"


@pytest.mark.parametrize(
    "line",
    [
        "RUN echo 'a <<EOF'",
        'RUN echo "a <<EOF"',
        "RUN cat <<<EOF",
        "RUN echo $((1<<2))",
        "RUN x<<EOF",
        'RUN ["<<EOF"]',
        "ENV a=<<EOF",
        "CMD <<EOF",
        "RUN it's <<EOF",
        "RUN cat <<''",
        "ONBUILD ONBUILD RUN <<EOF",
    ],
)
def test_what_opens_none(line: str) -> None:
    parsed = tree(f"{line}\nUSER a\n")
    assert [instruction.heredocs for instruction in parsed.instructions] == [(), ()]


def test_inside_onbuild() -> None:
    onbuild = tree("ONBUILD RUN <<EOF\na\nEOF\nUSER b\n").instructions[0]
    assert isinstance(onbuild, Onbuild)
    assert onbuild.heredocs[0].body.text == "a\n"
    assert onbuild.inner.heredocs == onbuild.heredocs
    assert onbuild.end_row == 3


class TestUnclosed:
    def test_the_next_instruction_is_found_again(self) -> None:
        text = "FROM a\nRUN cat <<EOF > b\n  FROM\n  x\nCOPY a b\nUSER c\n"
        parsed = tree(text)
        assert [instruction.keyword for instruction in parsed.instructions] == ["FROM", "RUN", "COPY", "USER"]
        run = parsed.instructions[1]
        assert run.heredocs[0].body.text == "  FROM\n  x\n"
        assert parsed.source.slice(run.span).endswith("\n  x")
        (problem,) = parsed.problems
        assert problem.in_line_parser
        assert parsed.source.slice(problem.span) == "<<EOF"
        assert run.problems == (problem,)

    def test_it_may_reach_to_the_end_of_the_file(self) -> None:
        run = tree("RUN <<EOF\na").instructions[0]
        assert run.heredocs[0].body.text == "a"
        assert run.end_row == 2
        assert run.source.slice(run.span) == "RUN <<EOF\na"

    def test_it_may_be_empty(self) -> None:
        run = tree("RUN <<EOF").instructions[0]
        assert run.heredocs[0].body.text == ""
        assert run.source.slice(run.span) == "RUN <<EOF"
        assert tree("RUN <<EOF\nUSER a\n").instructions[0].span.end == len("RUN <<EOF")

    def test_crlf(self) -> None:
        run = tree("RUN <<EOF\r\na\r\nUSER b\r\n").instructions[0]
        assert run.source.slice(run.span) == "RUN <<EOF\r\na"


def test_a_line_that_cannot_be_split_opens_none() -> None:
    assert tree("RUN <<${}\nUSER b\n").instructions[0].heredocs == ()
    assert tree("RUN echo ${a/b/c} ${d:-e} <<EOF\nf\nEOF\n").instructions[0].heredocs[0].body.text == "f\n"


def test_a_huge_file_descriptor() -> None:
    assert tree(f"RUN {'9' * 5000}<<EOF\nEOF\n").instructions[0].heredocs[0].file_descriptor > 9
