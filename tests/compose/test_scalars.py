"""Scalars: their values by Compose's rules, and where each character of their text stands."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflint.compose.loader import load
from dflint.compose.scalars import resolve
from dflint.source import Source


class TestValues:
    @pytest.mark.parametrize(
        ("text", "value"),
        # What `docker compose config` 2.40 prints for them as values of environment variables.
        [
            ("yes", "yes"),
            ("on", "on"),
            ("y", "y"),
            ("no", "no"),
            ("tRue", "tRue"),
            ("True", True),
            ("FALSE", False),
            ("~", None),
            ("", None),
            ("Null", None),
            ("nULL", "nULL"),
            ("012", 10),
            ("0o14", 12),
            ("-0o12", -10),
            ("089", 89.0),
            ("00", 0),
            ("0xFF", 255),
            ("-0x10", -16),
            ("0b11", 3),
            ("1_000", 1000),
            ("1_0.5", 10.5),
            ("+12", 12),
            ("1.50", 1.5),
            ("+1.5", 1.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("1e3", 1000.0),
            ("123456789012345678901", 123456789012345678901.0),
            ("1:30", "1:30"),
            ("2001-01-02", "2001-01-02"),
            (".inf", math.inf),
            ("-.INF", -math.inf),
            ("1.2.3", "1.2.3"),
            ("-", "-"),
            (".", "."),
            ("1__", 1),
            ("0x", "0x"),
        ],
    )
    def test_plain(self, text, value):
        assert resolve(text, "plain", None) == value
        assert type(resolve(text, "plain", None)) is type(value)

    def test_not_a_number(self):
        value = resolve(".NaN", "plain", None)
        assert isinstance(value, float)
        assert math.isnan(value)

    def test_quotes_and_tags(self):
        assert resolve("12", "single", None) == "12"
        assert resolve("", "double", None) == ""
        assert resolve("12", "plain", "tag:yaml.org,2002:str") == "12"
        assert resolve("12", "double", "tag:yaml.org,2002:int") == 12
        assert resolve("1", "plain", "tag:yaml.org,2002:float") == 1.0
        assert resolve("true", "double", "tag:yaml.org,2002:bool") is True
        assert resolve("2001-01-02", "plain", "tag:yaml.org,2002:timestamp") == "2001-01-02"
        assert resolve("true", "plain", "!override") is True

    def test_long_digits_are_no_trouble(self):
        assert resolve("9" * 5000, "plain", None) == "9" * 5000
        assert resolve("9" * 300, "plain", None) == float("9" * 300)


STYLES = {
    "plain": ("command: a b\n   c\n\n\n   한 d # e\n", "a b c\n\n한 d"),
    "plain with escapes that are none": ("command: a\\n'b\"\n", "a\\n'b\""),
    "single": ("command: 'it''s  \n\n    two\n    ''lines'''\n", "it's\ntwo 'lines'"),
    "double": (
        'command: "a\\tb \\"q\\" \\x41\\u00e9\\U0001F600\\\n   c \\\n   d\\\\\n\n   e"\n',
        'a\tb "q" Aé😀c d\\\ne',
    ),
    "double with blanks at the end": ('command: "a  "\n', "a  "),
    "double with an escaped blank": ('command: "a\\\n   \\  b"\n', "a  b"),
    "double with escaped empty lines": ('command: "a\\\n\n   b"\n', "a\nb"),
    "literal": ("command: |\n  a\n\n    b \n  c\n\n\nx: y\n", "a\n\n  b \nc\n"),
    "literal, strip": ("command: |-\n  a\n  b\n\nx: y\n", "a\nb"),
    "literal, keep": ("command: |+\n  a\n\n \n\nx: y\n", "a\n\n\n\n"),
    "literal with an indicator": ("command: |2\n    a\n  b\n", "  a\nb\n"),
    "literal with both indicators": ("command: |1-\n   a\n", "  a"),
    "literal with a comment": ("command: | # c\n  # a\n  b\n", "# a\nb\n"),
    "literal with blank lines of blanks": ("command: |\n  a\n     \n  b\n", "a\n   \nb\n"),
    "literal without content": ("command: |\n\n\nx: y\n", ""),
    "literal without content, keep": ("command: |+\n\n\nx: y\n", "\n\n"),
    "literal without a last line break": ("command: |\n  a", "a"),
    "folded": ("command: >\n  a\n  b\n\n  c\n\n\n    d\n    e\n\n  f\n  g\n", "a b\nc\n\n\n  d\n  e\n\nf g\n"),
    "folded, strip": ("command: >-\n\n  a\n  b\n\n", "\na b"),
    "folded, keep": ("command: >+\n  a\n  b\n\n", "a b\n\n"),
    "folded with tabs": ("command: >\n  a\n  \tb\n  c\n", "a\n\tb\nc\n"),
}


class TestPlaces:
    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("name", STYLES)
    def test_texts_are_what_yaml_says(self, name, newline):
        text, expected = STYLES[name]
        file = load(Source("c", text.replace("\n", newline)))
        assert file.problems == ()
        node = file.root.get("command")
        assert node.text == expected
        assert node.mapped.text == expected
        assert node.mapped.text == node.text

    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    @pytest.mark.parametrize("name", STYLES)
    def test_letters_stand_where_they_are_mapped_to(self, name, newline):
        source = Source("c", STYLES[name][0].replace("\n", newline))
        mapped = load(source).root.get("command").mapped
        for index, character in enumerate(mapped.text):
            if character in "abcdefg한lines":
                assert source.text[mapped.offset(index)] == character
                assert source.slice(mapped.span(index, index + 1)) == character

    def test_escapes_are_mapped_as_a_whole(self):
        source = Source("c", "command: \"x\\u00e9\\\"y\\\n   z\" # 'it''s'\nother: 'it''s'\n")
        mapped = load(source).root.get("command").mapped
        assert mapped.text == 'xé"yz'
        assert [source.slice(mapped.span(index, index + 1)) for index in range(5)] == ["x", "\\u00e9", '\\"', "y", "z"]
        assert source.slice(mapped.span(0, 5)) == 'x\\u00e9\\"y\\\n   z'
        other = load(source).root.get("other").mapped
        assert source.slice(other.span(2, 3)) == "''"

    @given(
        st.text(st.sampled_from("ab한 \t\n\\\"'#:-é\u2028"), max_size=30), st.sampled_from(["|", ">", "|-", ">+", "|+"])
    )
    def test_block_scalars_of_any_text(self, text, indicator):
        body = "".join(f"  {line}\n" for line in text.split("\n"))
        source = Source("c", f"command: {indicator}2\n{body}x: y\n")
        node = load(source).root.get("command")
        assert node.mapped.text == node.text
        if indicator.startswith("|"):
            assert node.text.rstrip("\n") == text.rstrip("\n")

    @given(st.text(st.sampled_from("ab한 \t\n\r\\\"'#:-é"), max_size=30), st.sampled_from("\"'"))
    def test_quoted_scalars_of_any_text(self, text, quote):
        file = load(Source("c", f"command: {quote}{text}{quote}\n"))
        if not file.problems and file.root is not None and file.root.is_mapping:
            node = file.root.get("command")
            assert node.mapped.text == node.text
