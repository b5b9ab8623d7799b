from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflint.output.snippet import MOST_COLUMNS, snippet
from dflint.output.terminal import PLAIN, Style, printable, width
from dflint.source import Source, Span


def shown(text: str, words: str, style: Style = PLAIN) -> list[str]:
    start = text.index(words)
    return list(snippet(Source("/p/Dockerfile", text), Span(start, start + len(words)), style))


def test_one_row() -> None:
    assert shown("a\nCOPY . /app\n", "/app") == ["  |", "2 | COPY . /app", "  |        ^^^^", "  |"]


def test_the_gutter_is_as_wide_as_the_row_number() -> None:
    lines = shown("\n" * 99 + "COPY . /app", "COPY")
    assert lines == ["    |", "100 | COPY . /app", "    | ^^^^", "    |"]


def test_an_empty_span_has_one_caret() -> None:
    assert shown("COPY", "")[2] == "  | ^"
    source = Source("/p/Dockerfile", "COPY\n")
    assert list(snippet(source, Span(4, 4), PLAIN))[1:3] == ["1 | COPY", "  |     ^"]
    assert list(snippet(source, Span(5, 5), PLAIN))[1:3] == ["2 |", "  | ^"]


def test_wide_and_combining_characters() -> None:
    lines = shown('LABEL 설명="한국어 é" x=1', "x=1")
    before = lines[2].index("^") - len("  | ")
    assert before == len('LABEL =" e" ') + 2 * len("설명한국어")
    assert shown("A 한국어", "한국어")[2] == "  |   ^^^^^^"
    assert shown("A e\u0301b c", "c")[2] == "  |      ^"


def test_tabs_are_four_columns() -> None:
    assert shown("\tCOPY\tx", "x")[1:3] == ["1 |     COPY    x", "  |             ^"]


def test_crlf_and_byte_order_mark() -> None:
    assert shown("\ufeffFROM a\r\nRUN b\r\n", "FROM a")[1:3] == ["1 | FROM a", "  | ^^^^^^"]
    assert shown("\ufeffFROM a\r\nRUN b\r\n", "a\r\nRUN")[1:5] == ["1 | FROM a", "  |      ^", "2 | RUN b", "  | ^^^"]
    source = Source("/p/Dockerfile", "\ufeffFROM a")
    assert list(snippet(source, Span(0, 7), PLAIN))[1:3] == ["1 | FROM a", "  | ^^^^^^"]


def test_several_rows_leave_out_indentation_and_the_middle() -> None:
    text = "RUN a && \\\n    b && \\\n    c && \\\n\n    d && \\\n    e\nRUN f\n"
    assert shown(text, text[:-7]) == [
        "  |",
        "1 | RUN a && \\",
        "  | ^^^^^^^^^^",
        "2 |     b && \\",
        "  |     ^^^^^^",
        "...",
        "6 |     e",
        "  |     ^",
        "  |",
    ]


def test_a_blank_row_has_no_carets() -> None:
    assert shown("RUN a \\\n\n  b\n", "a \\\n\n  b")[1:6] == [
        "1 | RUN a \\",
        "  |     ^^^",
        "2 |",
        "3 |   b",
        "  |   ^",
    ]


def test_nothing_of_an_empty_file() -> None:
    for text in ("", "\ufeff"):
        assert list(snippet(Source("/p/Dockerfile", text), Span(0, 0), PLAIN)) == []


def test_a_span_behind_the_end() -> None:
    assert list(snippet(Source("/p/Dockerfile", "FROM a"), Span(50, 60), PLAIN))[1:3] == ["1 | FROM a", "  |       ^"]


@pytest.mark.parametrize("position", [0, 100, 5000, 9990])
def test_long_lines_are_shown_around_the_words(position: int) -> None:
    text = "x" * position + "HERE" + "y" * (10_000 - position)
    _, line, carets, _ = shown(text, "HERE")
    assert len(line) <= MOST_COLUMNS + 10
    start = carets.index("^")
    assert line[start : start + 4] == "HERE"
    assert carets.count("^") == 4


def test_long_words_are_cut() -> None:
    _, line, carets, _ = shown("RUN " + "z" * 10_000, "z" * 10_000)
    assert line.endswith("…")
    assert len(line) <= MOST_COLUMNS + 10
    assert len(carets) == len(line)


def test_colours_stay_off_the_text() -> None:
    assert shown("COPY", "COPY", Style(True))[1].endswith(" COPY")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("한국어 é ü 🤖", "한국어 é ü 🤖"),
        ("a\tb", "a    b"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\r\n\x7f\x9b", "\\x0d\\x0a\\x7f\\x9b"),
        ("\udcff\ud800", "\\xff\\ud800"),
        ("\u202e\u2066\u200f\ufeff", "\\u202e\\u2066\\u200f\\ufeff"),
        ("\U000e0041", "\\U000e0041"),
        ("a\u00a0b\u3000c", "a\u00a0b\u3000c"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_width() -> None:
    assert width("abc") == 3
    assert width("한a") == 3
    assert width("e\u0301") == 1
    assert width("ü") == 1


@given(
    text=st.text(alphabet=st.sampled_from("ab \t\r\n한é\u0301\ufeff\x1b\udcff👩\u200d"), max_size=60),
    start=st.integers(0, 70),
    length=st.integers(0, 70),
)
def test_any_span_of_any_text_is_shown(text: str, start: int, length: int) -> None:
    lines = list(snippet(Source("/p/Dockerfile", text), Span(start, start + length), PLAIN))
    assert bool(lines) is bool(text.strip("\ufeff"))
    for line in lines:
        assert "\n" not in line
        assert not {"\x1b", "\r", "\udcff", "\ufeff"} & set(line)
    assert sum("^" in line for line in lines) <= 4
