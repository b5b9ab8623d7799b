from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflint.source import Edit, MappedText, Source, Span, apply_edits


def test_rows_and_columns_count_characters() -> None:
    source = Source("/a", "FROM a\r\n# 한국어 x\nRUN y")
    assert source.position(0) == (1, 1)
    assert source.position(source.text.index("x")) == (2, 7)
    assert source.position(len(source.text)) == (3, 6)
    assert source.line(1) == "FROM a"
    assert source.line(2) == "# 한국어 x"
    assert source.newline == "\n"


def test_a_byte_order_mark_takes_no_column() -> None:
    source = Source.from_bytes("/a", b"\xef\xbb\xbfFROM a\nRUN b")
    assert source.position(1) == (1, 1)
    assert source.position(source.text.index("RUN")) == (2, 1)


@given(st.binary(max_size=60))
def test_bytes_come_back_unchanged(data: bytes) -> None:
    source = Source.from_bytes("/a", data)
    assert Source("/a", source.text).data == data


@given(st.binary(max_size=60))
def test_what_is_not_utf8_has_a_place(data: bytes) -> None:
    source = Source.from_bytes("/a", data)
    valid = data.decode("utf-8", "ignore").encode() == data
    assert (source.undecodable is None) == valid
    if source.undecodable is not None:
        assert data.startswith(source.text[: source.undecodable.start].encode())


def test_edits_are_applied_in_order_and_do_not_overlap() -> None:
    edits = [Edit("/a", Span(4, 5), "X"), Edit("/a", Span(0, 1), "Y"), Edit("/a", Span(2, 2), "Z")]
    assert apply_edits("abcdef", edits) == "YbZcdXf"
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abcdef", [Edit("/a", Span(0, 3), ""), Edit("/a", Span(2, 4), "")])


@given(st.text("ab\n한", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5))
def test_a_joined_text_knows_where_each_character_stands(text: str, pairs: list[tuple[int, int]]) -> None:
    source = Source("/a", text)
    position, spans = 0, []
    for start, end in sorted((min(pair), max(pair)) for pair in pairs):
        if position <= start < end <= len(text):
            spans.append(Span(start, end))
            position = end
    mapped = MappedText.joined(source, spans)
    assert mapped.text == "".join(source.slice(span) for span in spans)
    for index, character in enumerate(mapped.text):
        assert source.text[mapped.offset(index)] == character
        assert source.slice(mapped.span(index, index + 1)) == character
    middle = len(mapped.text) // 2
    part = mapped.sliced(middle, len(mapped.text))
    assert part.text == mapped.text[middle:]
    for index, character in enumerate(part.text):
        assert source.text[part.offset(index)] == character


def test_an_escaped_character_maps_to_all_of_its_escape() -> None:
    source = Source("/a", '["a\\nb"]')
    content = MappedText.of(source, Span(2, 6)).derived("a\nb", [(1, 0, 1), (1, 1, 3), (1, 3, 4)])
    assert source.slice(content.span(1, 2)) == "\\n"
    assert source.slice(content.span(2, 3)) == "b"
    assert content.is_verbatim(0, 1)
    assert not content.is_verbatim(0, 2)


def embedded(outer: str, lines: list[str]) -> Source:
    source = Source("/compose.yaml", outer)
    spans, position = [], 0
    for line in lines:
        start = outer.index(line, position)
        spans.append(Span(start, start + len(line)))
        position = start + len(line)
    mapped = MappedText.joined(source, spans)
    return Source("/compose.yaml", mapped.text, embedded_in=mapped)


def test_an_embedded_text_resolves_to_its_file() -> None:
    outer = "build:\n  dockerfile_inline: |\n    FROM a\n    RUN b\n"
    inner = embedded(outer, ["FROM a\n", "RUN b\n"])
    file, span = inner.resolve(Span(inner.text.index("b"), inner.text.index("b") + 1))
    assert file.text is outer
    assert span == Span(outer.index(" b") + 1, outer.index(" b") + 2)


def test_an_edit_of_an_embedded_text_keeps_its_indentation() -> None:
    outer = "build:\n  dockerfile_inline: |\n    FROM a\n    RUN b\n"
    inner = embedded(outer, ["FROM a\n", "RUN b\n"])
    start = inner.text.index("RUN")
    edit = inner.edit(Span(start, start), "ENV c=1\n")
    assert edit is not None
    assert apply_edits(outer, [edit]) == outer.replace("    RUN b", "    ENV c=1\n    RUN b")
    assert inner.edit(Span(0, len(inner.text)), "x") is None
